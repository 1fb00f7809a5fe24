import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

describe('an alarm that a rule mutes', () => {
  const muted = () => exampleBody('cloudwatch-alarm-muted');

  test('is a change that names the rule and its end', () => {
    const notification = read(muted());

    expect(sentence(notification)).toMatch(
      /^shop-5xx went off, muted by nightly-maintenance until 11:00 UTC: 41 in 5 min, limit 10$/,
    );
    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'warning',
      mute: { by: 'nightly-maintenance', until: expect.stringMatching(/^2026-03-04T11:00:/) },
      failures: [],
      text: 'Customers see error pages.',
    });
    const { muteDetail: _, ...detail } = muted().detail;
    expect(read({ ...muted(), detail }).moment).toBe('failed');
  });

  test('names the day of an end on another day, and no end that the event lacks', () => {
    const event = muted();
    event.detail.muteDetail.muteWindowEnd = '2026-03-05T04:00:00.000+0000';
    expect(sentence(read(event))).toContain('muted by nightly-maintenance until Mar 5, 04:00 UTC');

    event.detail.muteDetail = { mutedByArn: 'odd' };
    expect(sentence(read(event))).toBe('shop-5xx went off, muted by odd: 41 in 5 min, limit 10');
    expect(read(event).mute).toEqual({ by: 'odd', until: undefined });
    event.detail.muteDetail = {};
    expect(sentence(read(event))).toBe('shop-5xx went off, muted: 41 in 5 min, limit 10');
  });

  test('has another id than the action that CloudWatch runs when the mute ends', () => {
    const { muteDetail: _, ...detail } = muted().detail;

    expect(read(muted()).id).not.toBe(read({ ...muted(), detail }).id);
    expect(read(muted()).id).toBe(read({ ...muted(), id: 'another-copy' }).id);
  });

  test('names its contributor', () => {
    const event = exampleBody('cloudwatch-alarm-contributor');
    event.detail.muteDetail = { mutedByArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:patching' };

    expect(sentence(read(event))).toBe(
      'fleet-disk-full went off for i-0c4f7a2be91d35860, muted by patching: disk used at 97.9 %, limit 90 %',
    );
    expect(read(event)).toMatchObject({ moment: 'change', series: { name: 'i-0c4f7a2be91d35860' } });
  });

  test.each([
    ['in the window', '2026-03-04T09:05:00.000+0000', undefined],
    ['at an unknown time', undefined, undefined],
    ['before the window', '2026-03-04T08:55:00.000+0000', { kind: 'fixed', since: '2026-03-04T08:55:00.000Z' }],
  ])('is fixed by OK only if it went off aloud: %s', (_, since, transition) => {
    const event = exampleBody('cloudwatch-alarm-fixed');
    event.detail.previousState.timestamp = since;
    event.detail.muteDetail = {
      mutedByArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:nightly',
      muteWindowStart: '2026-03-04T09:00:00.000+0000',
      muteWindowEnd: '2026-03-04T11:00:00.000+0000',
    };

    const notification = read(event);

    expect(notification).toMatchObject({ moment: 'succeeded', severity: 'success' });
    if (transition) expect(notification.transition).toMatchObject(transition);
    else expect(notification.transition).toBeUndefined();
    expect(sentence(notification)).toBe(`shop-5xx is OK${transition ? ' again' : ''}: 3 in 5 min, limit 10`);
  });
});

describe('a composite alarm whose actions are suppressed', () => {
  const suppressed = (by: string, configuration: object) => {
    const event = exampleBody('cloudwatch-alarm-composite');
    Object.assign(event.detail.state, {
      actionsSuppressedBy: by,
      actionsSuppressedReason: `Actions suppressed by ${by}`,
      timestamp: '2026-03-04T09:15:29.000+0000',
    });
    Object.assign(event.detail.configuration, configuration);
    return event;
  };
  const SUPPRESSOR = {
    actionsSuppressor: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-maintenance',
    actionsSuppressorWaitPeriod: 120,
    actionsSuppressorExtensionPeriod: 180,
  };

  test.each([
    ['Alarm', 'suppressed by shop-maintenance'],
    ['WaitPeriod', 'waiting until 09:17 UTC for shop-maintenance'],
    ['ExtensionPeriod', 'still suppressed by shop-maintenance until 09:18 UTC'],
  ])('by %s is a change that names the suppressor', (by, words) => {
    const notification = read(suppressed(by, SUPPRESSOR));

    expect(sentence(notification)).toBe(`shop-down went off, ${words}: shop-5xx in alarm`);
    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'warning',
      verdict: { code: 'alarm-suppressed' },
      mute: undefined,
      failures: [],
    });
  });

  test('has a sentence without the facts of the configuration', () => {
    expect(sentence(read(suppressed('Alarm', { actionsSuppressor: 7 })))).toBe(
      'shop-down went off, suppressed by another alarm: shop-5xx in alarm',
    );
    expect(sentence(read(suppressed('WaitPeriod', { actionsSuppressor: 'x' })))).toBe(
      'shop-down went off, waiting for x: shop-5xx in alarm',
    );
  });

  test('has another id than the alarm that goes on when the suppression is over', () => {
    const silent = suppressed('WaitPeriod', SUPPRESSOR);
    const { actionsSuppressedBy: _, actionsSuppressedReason: __, ...state } = silent.detail.state;
    const aloud = { ...silent, detail: { ...silent.detail, state } };

    expect(read(silent).id).not.toBe(read(aloud).id);
    expect(read(aloud).id).toBe(read({ ...aloud, id: 'another-copy' }).id);
  });

  test('raises an alert when the suppression is over', () => {
    const event = exampleBody('cloudwatch-alarm-composite');
    event.detail.previousState = { value: 'ALARM', actionsSuppressedBy: 'WaitPeriod' };

    expect(read(event)).toMatchObject({ moment: 'failed', verdict: { code: 'alarm-children' } });
  });

  test('is not fixed by OK', () => {
    const event = exampleBody('cloudwatch-alarm-fixed');
    expect(read(event).transition).toMatchObject({ kind: 'fixed' });
    event.detail.previousState.actionsSuppressedBy = 'WaitPeriod';

    expect(read(event).transition).toBeUndefined();
  });
});
