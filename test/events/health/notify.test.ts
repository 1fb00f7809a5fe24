import { headline, plainText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { PUBLISHED_AT, read } from '../reading.ts';

const change = (name: string, detail: object, event: object = {}) => {
  const body = exampleBody(name);
  return { ...body, ...event, detail: { ...body.detail, ...detail } };
};

const described = (latestDescription: string, language = 'en_US') => ({
  eventDescription: [{ language, latestDescription }],
});

describe('an issue', () => {
  test('that is open is a failure with the first sentence of the description', () => {
    const notification = read(exampleBody('health-issue'));

    expect(notification).toMatchObject({
      source: 'health',
      moment: 'failed',
      severity: 'failure',
      account: '111122223333',
      region: 'eu-central-1',
      resource: {
        kind: 'aws-service',
        name: 'EC2',
        url: expect.stringMatching(
          /^https:\/\/health\.aws\.amazon\.com\/health\/home#\/event-log\?eventID=arn:aws:health/,
        ),
      },
      series: { kind: 'health-event', name: expect.stringMatching(/^AWS_EC2_OPERATIONAL_ISSUE_/) },
      lasting: true,
      state: 'open',
      failures: [{ reason: 'We are investigating increased error rates for new instances in one Availability Zone.' }],
    });
    expect(headline(notification)).toBe('AWS: EC2 operational issue in eu-central-1');
  });

  test('that is closed is a success of the same series, with its duration', () => {
    const notification = read(exampleBody('health-issue-closed'));

    expect(notification).toMatchObject({
      moment: 'succeeded',
      severity: 'success',
      lasting: true,
      durationSeconds: 91 * 60,
      text: 'New instances start again in all Availability Zones.',
    });
    expect(headline(notification)).toBe('AWS: EC2 operational issue in eu-central-1 is over');
  });

  test('has the series of its event, whatever the service', () => {
    const eventArn = 'arn:aws:health:eu-central-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/AWS_RDS_OPERATIONAL_ISSUE_7c';

    expect(read(change('health-issue', { eventArn })).series).toEqual(
      read(change('health-issue-closed', { eventArn })).series,
    );
    expect(read(exampleBody('health-issue')).series).not.toEqual(read(change('health-issue', { eventArn })).series);
  });

  test('that AWS describes as resolved is over before its event is closed', () => {
    const text =
      'Current severity level: Operating normally\n\n[RESOLVED] \n\n [03:15 PM PST] All calls succeed again.';

    expect(read(change('health-issue', described(text)))).toMatchObject({
      moment: 'succeeded',
      text: 'All calls succeed again.',
    });
  });

  test('that is upcoming is a change', () => {
    expect(read(change('health-issue', { statusCode: 'upcoming' }))).toMatchObject({
      moment: 'change',
      severity: 'attention',
    });
  });
});

describe('a security event', () => {
  test('names what was exposed, where, and what to do', () => {
    const notification = read(exampleBody('health-key-exposed'));

    expect(notification).toMatchObject({
      moment: 'failed',
      failures: [{ reason: 'An access key of the user deploy was found on a public web page.' }],
      details: [
        {
          label: 'next-step',
          value: 'You must delete or rotate the key, and check the account for changes that you did not make.',
        },
        { label: 'affected', value: 'deploy' },
      ],
    });
    expect(headline(notification)).toBe('AWS: access key exposed in account 111122223333');
    expect(plainText(notification)).toMatch(/exposed in account 111122223333 — An access key of the user deploy/);
  });

  test.each([
    ['health-abuse', {}, 'AWS: abuse report: DOS in account 111122223333'],
    [
      'health-abuse',
      { eventTypeCode: 'AWS_ABUSE_PII_CONTENT_REMOVAL_REPORT' },
      'AWS: abuse report: PII content removal in account 111122223333',
    ],
    [
      'health-key-exposed',
      { eventTypeCode: 'AWS_RISK_IAM_QUARANTINE' },
      'AWS: security risk: IAM quarantine in account 111122223333',
    ],
    ['health-key-exposed', { service: 'IAM' }, 'AWS: access key exposed in account 111122223333'],
    [
      'health-key-exposed',
      { eventTypeCategory: 'accountNotification' },
      'AWS: access key exposed in account 111122223333',
    ],
  ])('%s with %j is a failure', (name, detail, words) => {
    const notification = read(change(name, detail));

    expect([notification.moment, headline(notification)]).toEqual(['failed', words]);
  });

  test('is over when AWS closes it', () => {
    expect(read(change('health-key-exposed', { statusCode: 'closed' }))).toMatchObject({
      moment: 'succeeded',
      verdict: { code: 'health-security-over' },
    });
  });
});

describe('other categories', () => {
  test('a scheduled change is a change with its date and what to do', () => {
    const notification = read(exampleBody('health-retirement'));

    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'attention',
      failures: [],
      text: 'The hardware of one or more of your instances has failed in part and will be retired.',
      details: [
        { label: 'next-step', value: expect.stringMatching(/^We recommend that you stop and start/) },
        { label: 'affected', value: 'i-0a1b2c3d4e5f60718' },
      ],
    });
    expect(headline(notification)).toBe('AWS: EC2 instance retirement scheduled for 2026-03-13');
  });

  test.each([
    ['accountNotification', 'INFORMATIONAL', 'info', 'health-notice'],
    ['accountNotification', 'ACTION_REQUIRED', 'attention', 'health-notice'],
    ['scheduledChange', undefined, 'info', 'health-scheduled'],
    ['investigation', undefined, 'info', 'health-notice'],
  ])('%s (%s) is a change of severity %s', (eventTypeCategory, actionability, severity, code) => {
    expect(read(change('health-retirement', { eventTypeCategory, actionability }))).toMatchObject({
      moment: 'change',
      severity,
      verdict: { code },
    });
  });

  test('a notice names service and kind', () => {
    const detail = {
      service: 'LAMBDA',
      eventTypeCode: 'AWS_LAMBDA_OPERATIONAL_NOTIFICATION',
      eventTypeCategory: 'accountNotification',
    };

    expect(headline(read(change('health-retirement', detail)))).toBe('AWS: Lambda operational notification');
  });
});

describe('the description', () => {
  const firstOf = (text: string) => read(change('health-issue', described(text))).failures[0]?.reason;

  test.each([
    ['Hello,\n\nOne of your volumes is lost. Please restore it.', 'One of your volumes is lost.'],
    [
      'Dear customer,\nA certificate expires on Mar 13, 2027 at 12:00:00 UTC.\\n\\nAWS account ID: 1',
      'A certificate expires on Mar 13, 2027 at 12:00:00 UTC.',
    ],
    [
      'Calls to v1.2.3 of the API (e.g. of clients) fail. More follows.',
      'Calls to v1.2.3 of the API (e.g. of clients) fail.',
    ],
    ['No full stop', 'No full stop'],
  ])('%j begins with the news', (text, first) => {
    expect(firstOf(text)).toBe(first);
  });

  test('is English if there is English, else the first', () => {
    const french = { language: 'fr_FR', latestDescription: 'Une panne.' };
    const english = { language: 'en_GB', latestDescription: 'An outage.' };

    expect(read(change('health-issue', { eventDescription: [french, english] })).failures).toEqual([
      { reason: 'An outage.' },
    ]);
    expect(read(change('health-issue', { eventDescription: [french] })).failures).toEqual([{ reason: 'Une panne.' }]);
  });

  test('may be missing', () => {
    const notification = read(change('health-issue', { eventDescription: [] }));

    expect(notification).toMatchObject({ moment: 'failed', failures: [], text: undefined });
  });
});

describe('the identity', () => {
  const communicationId = 'c0ffee11c0ffee22c0ffee33-1';

  test('is the same for pages of one event and for its copy in the backup Region', () => {
    const page = change('health-issue', { communicationId, totalPages: '2' });
    const { id } = read(page);
    const second = { ...page.detail, communicationId: 'c0ffee11c0ffee22c0ffee33-2', page: '2' };

    expect(read({ ...page, id: 'b1', detail: second }).id).toBe(id);
    expect(read({ ...page, id: 'b2', region: 'us-west-2', detail: { ...page.detail, backupEvent: 'true' } }).id).toBe(
      id,
    );
  });

  test('differs for an update, for another account and for another event', () => {
    const event = change('health-issue', { communicationId });
    const others = [
      change('health-issue', { communicationId: 'c0ffee11c0ffee22c0ffee44-1', eventArn: event.detail.eventArn }),
      { ...event, detail: { ...event.detail, affectedAccount: '444455556666' } },
      { ...event, detail: { ...event.detail, eventArn: `${event.detail.eventArn}x` } },
    ];

    for (const other of others) expect(read(other).id).not.toBe(read(event).id);
  });

  test('of an event without a communication is its own', () => {
    expect(read(change('health-issue', { communicationId: undefined }, { id: 'e-1' })).id).toBe('e-1');
  });
});

test('has the account and Region that are affected, not those that received the event', () => {
  const detail = { affectedAccount: '444455556666', eventRegion: 'eu-west-1' };

  expect(read(change('health-issue', detail))).toMatchObject({ account: '444455556666', region: 'eu-west-1' });
  expect(read(change('health-issue', { eventRegion: 'global' }, { region: 'us-east-1' })).region).toBe('us-east-1');
});

test('names at most three affected entities', () => {
  const affectedEntities = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ entityValue: `i-0${name}` }));
  const shown = (detail: object) => read(change('health-issue', { affectedEntities, ...detail })).details.at(-1)?.value;

  expect(shown({})).toBe('i-0a, i-0b, i-0c, +2');
  expect(shown({ totalPages: '4' })).toBe('i-0a, i-0b, i-0c, +2…');
});

test('reads an old event without status, codes of pages or a readable time', () => {
  const detail = { statusCode: undefined, communicationId: undefined, page: undefined, startTime: 'yesterday' };

  expect(read(change('health-issue', detail, { time: 'now' }))).toMatchObject({ moment: 'failed', time: PUBLISHED_AT });
});

test('leaves an event without a code to the generic source', () => {
  expect(read(change('health-issue', { eventTypeCode: 5 })).source).toBe('generic');
});
