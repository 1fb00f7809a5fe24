import { readMessage, sourcesFor } from '../../src/events/index.ts';
import { SETTINGS_NAME } from '../../src/local/aws.ts';
import { type Delivery, parseDelivery, queueBody } from '../../src/model/delivery.ts';
import { webhook } from '../../src/platforms/webhook.ts';
import { readPeople } from '../../src/relay/people.ts';
import { aDelivery } from '../support/batch.ts';
import { aNotification } from '../support/factories.ts';
import { anEvent, snsEvent, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

/** E-mail addresses of authors go to the deliveries of targets that mention them, and nowhere else. */

const CANARY = 'ada-canary@example.com';
const DOCUMENT_URL = 'https://hooks.example.com/documents';

const failed = (more: object = {}) => {
  const event = anEvent('FAILED', { at: timeAt(60) });
  const { detail } = event as unknown as { detail: Record<string, object> };
  return {
    ...event,
    detail: { ...detail, 'execution-trigger': { ...detail['execution-trigger'], 'author-email': CANARY, ...more } },
  };
};

/** A pipeline breaks. The deliverer does not run. */
const breakPipeline = async (settings?: object, event = failed()) => {
  const opened = openRelay({ enrichmentMs: 0 });
  const { aws } = opened;
  if (settings) aws.parameters.set(SETTINGS_NAME, JSON.stringify(settings));
  const on = ['failed', 'fixed', 'started'];
  opened.put('chat', { platform: 'slack-app', on, mentionAuthor: true });
  opened.put('quiet', { platform: 'slack-app', on });
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

    expect(requests.filter(({ url }) => url === DOCUMENT_URL).length).toBeGreaterThan(0);
    expect(JSON.stringify(requests)).toContain('Ada Moreno');
    expect(JSON.stringify(requests)).not.toContain('ada-canary');
  });

  test('is replaced by the id of the settings', async () => {
    const { deliveries } = await breakPipeline({ people: { 'slack-app': { [CANARY.toUpperCase()]: 'U1' } } });

    expect(holding(deliveries)).toEqual([]);
    expect(deliveries.flatMap(({ people = [] }) => people)).toEqual([{ id: 'U1' }]);
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
