import { readMessage, sourcesFor } from '../../src/events/index.ts';
import { delivererTelemetry } from '../../src/lambda/deliverer-telemetry.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { routerTelemetry } from '../../src/lambda/router-telemetry.ts';
import { SETTINGS_NAME } from '../../src/local/aws.ts';
import { type Delivery, parseDelivery, queueBody } from '../../src/model/delivery.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import { webhook } from '../../src/platforms/webhook.ts';
import { readPeople } from '../../src/relay/people.ts';
import { aDelivery } from '../support/batch.ts';
import { aNotification } from '../support/factories.ts';
import { anEvent, snsEvent, timeAt } from '../support/lambda-events.ts';
import { outputOfAll } from '../support/output.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

/** E-mail addresses of authors go to the deliveries of targets that mention them, and nowhere else. */

const CANARY = 'ada-canary@example.com';
const DOCUMENT_URL = 'https://hooks.example.com/documents';

const slackApp = { platform: 'slack-app', token: 'xoxb-secret-of-the-bot', channel: 'C0123456789' };

const failed = (more: object = {}) => {
  const event = anEvent('FAILED', { at: timeAt(60) });
  const { detail } = event as unknown as { detail: Record<string, object> };
  return {
    ...event,
    detail: { ...detail, 'execution-trigger': { ...detail['execution-trigger'], 'author-email': CANARY, ...more } },
  };
};

type Answer = (request: HttpRequest) => HttpReply;

/** Slack accepts each message, and answers the question for a person. */
const slackThatSays = (person: object): Answer => {
  let posts = 0;
  const posted = () => ({ ok: true, channel: 'C0123456789', ts: `1772616000.00000${posts++}` });
  return ({ url }) => ({ status: 200, body: JSON.stringify(url.endsWith('lookupByEmail') ? person : posted()) });
};

/** A pipeline breaks. The deliverer does not run. */
const breakPipeline = async (settings?: object, event = failed(), answer?: Answer, more: object = {}) => {
  const opened = openRelay({ enrichmentMs: 0, ...(answer && { answer }), ...more });
  const { aws } = opened;
  if (settings) aws.parameters.set(SETTINGS_NAME, JSON.stringify(settings));
  const on = ['failed', 'fixed', 'started'];
  opened.put('chat', { ...slackApp, on, mention: { author: true } });
  opened.put('quiet', { ...slackApp, on });
  opened.put('documents', { platform: 'webhook', on, url: DOCUMENT_URL });
  opened.put('slack', slackTarget({ on }));
  for (const each of [anEvent('SUCCEEDED'), event]) await opened.route(snsEvent(each));
  const deliveries = aws.deliveries.messages.map(({ body }) => JSON.parse(body) as Delivery);
  return { ...opened, deliveries };
};

const holding = (deliveries: readonly Delivery[]) =>
  deliveries
    .filter((each) => JSON.stringify(each).includes('ada-canary'))
    .map(({ target, people }) => ({ target, people }));

describe('the address of an author', () => {
  test('is in the delivery to a target that mentions authors, beside the notification', async () => {
    const { deliveries } = await breakPipeline();

    expect(holding(deliveries)).toEqual([{ target: 'chat', people: [{ email: CANARY }] }]);
    expect(deliveries.map(({ target }) => target)).toEqual(expect.arrayContaining(['quiet', 'documents', 'slack']));
    expect(JSON.stringify(deliveries.map(({ notification }) => notification))).not.toContain('ada-canary');
  });

  test('is in no row of the table and in no report', async () => {
    const { aws, reports } = await breakPipeline();

    expect(aws.table.items.size).toBeGreaterThan(0);
    expect(JSON.stringify([...aws.table.items])).not.toContain('ada-canary');
    expect(reports.routed.length).toBeGreaterThan(0);
    expect(JSON.stringify(reports)).not.toContain('ada-canary');
  });

  test('is in no request to another target', async () => {
    const { runUntil, requests } = await breakPipeline();

    await runUntil(120);

    const others = requests.filter(({ url }) => !url.startsWith('https://slack.com/api/'));
    expect(others.map(({ url }) => url)).toEqual(expect.arrayContaining([DOCUMENT_URL, slackTarget().url]));
    expect(JSON.stringify(others)).toContain('Ada Moreno');
    expect(JSON.stringify(others)).not.toContain('ada-canary');
  });

  test('is replaced by the id of the settings', async () => {
    const { deliveries } = await breakPipeline({ people: { 'slack-app': { [CANARY.toUpperCase()]: 'U1' } } });

    expect(holding(deliveries)).toEqual([]);
    expect(deliveries.flatMap(({ people = [] }) => people)).toEqual([{ id: 'U1' }]);
  });

  test('is sent to Slack only to ask for the person, who is mentioned by the failure and by the fix', async () => {
    const { runUntil, requests, aws, route, deliveries } = await breakPipeline(
      {},
      failed(),
      slackThatSays({ ok: true, user: { id: 'U0ADA12345' } }),
    );
    expect(holding(deliveries)).toHaveLength(1);
    await runUntil(120);

    await route(snsEvent(anEvent('SUCCEEDED', { at: timeAt(180), startedAt: timeAt(120) })));
    await runUntil(300);

    const holdingIt = requests.filter((request) => JSON.stringify(request).includes('ada-canary'));
    expect(holdingIt.map(({ url, body }) => [url, body])).toEqual([
      ['https://slack.com/api/users.lookupByEmail', `email=${encodeURIComponent(CANARY)}`],
    ]);
    const mentioning = requests.filter(({ body }) => body.includes('<@U0ADA12345>'));
    expect(mentioning.map(({ body }) => JSON.parse(body).thread_ts !== undefined)).toEqual([false, true]);
    expect([...aws.table.items.keys()].filter((key) => key.startsWith('p_'))).toHaveLength(1);
    expect(JSON.stringify([...aws.table.items])).not.toContain('ada-canary');
  });

  test.each([
    ['finds', { ok: true, user: { id: 'U0ADA12345' } }, false],
    ['may not look for', { ok: false, error: 'missing_scope', needed: 'users:read.email' }, true],
  ])('is in no line of the log where Slack %s the person', async (_, answer, isLogged) => {
    const powertools = createPowertools('test');
    const telemetry = { ...routerTelemetry(powertools), ...delivererTelemetry(powertools) };

    const output = await outputOfAll(async () => {
      const { runUntil } = await breakPipeline({}, failed(), slackThatSays(answer), { telemetry });
      await runUntil(120);
    });

    const lines = output.join('');
    expect(lines).toContain('"event":"delivered"');
    expect(lines.includes('"event":"author-unknown"')).toBe(isLogged);
    expect(lines).not.toContain('ada-canary');
  });

  test('that is none is not used', async () => {
    const { deliveries } = await breakPipeline(
      {},
      failed({ 'author-email': 'canary <@U123>', 'author-id': '<@U456>' }),
    );

    expect(deliveries.flatMap(({ people = [] }) => people)).toEqual([]);
  });

  test('that a source read is in no document of a webhook', () => {
    const { channel } = webhook.open({ platform: 'webhook', url: DOCUMENT_URL }, { allowPrivate: false });
    const notification = aNotification({ authors: [{ commit: '5f0c1a9b', email: CANARY }] });

    expect(JSON.stringify(notification)).toContain('ada-canary');
    expect(channel.render(notification)).not.toContain('ada-canary');
    expect(channel.render(notification)).toContain('Ada Moreno');
  });
});

describe('the people of a delivery', () => {
  test('are read from the queue', () => {
    const people = [{ id: 'U1' }, { email: CANARY }];

    const read = parseDelivery(JSON.parse(queueBody({ ...aDelivery(), people })));

    expect(readPeople(read?.people ?? [])).toEqual(people);
  });

  test.each([[undefined], ['canary'], [[]], [[null, 'canary', {}, { id: 7 }, { email: 'x'.repeat(301) }]]])(
    'that are %j are none',
    (people) => {
      const read = parseDelivery({ ...aDelivery(), people });

      expect(readPeople(read?.people ?? [])).toEqual([]);
      expect(read).toMatchObject(aDelivery());
    },
  );
});

describe('an event source', () => {
  test('reads the address of a failed pipeline and of a notification of a script', async () => {
    const own = { pipebell: 1, moment: 'failed', commits: [{ id: 'abc', email: ` ${CANARY} ` }, { id: 'def' }] };
    const bodies = [failed(), own];

    const messages = bodies.map((body) => ({ messageId: 'message', body, publishedAt: timeAt(0).toISOString() }));
    const read = await Promise.all(messages.map(async (message) => readMessage(message, await sourcesFor(message))));

    expect(read.map(({ authors }) => authors?.map(({ email }) => email))).toEqual([[CANARY], [CANARY]]);
    expect(JSON.stringify(read.map(({ authors: _, ...rest }) => rest))).not.toContain('ada-canary');
  });
});
