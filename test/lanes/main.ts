// Runs the packaged functions over ElasticMQ, which has FIFO queues, with several invocations at a time: each lane keeps its
// order and has one worker, and a lane that is slow or fails delays no other. Needs `npm run build`, Java 17 and Maven.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createLocalAws, LEDGER_TABLE, SETTINGS_NAME, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { realClock } from '../../src/local/clock.ts';
import { published, stateChange } from '../e2e/events.ts';
import { type Answer, type Inbox, startReceiver } from '../e2e/receiver.ts';
import { answerFrom, openAwsServer, SECRET_KEY } from '../support/aws-server.ts';
import { snsEvent } from '../support/lambda-events.ts';
import { type Container, startContainer } from './container.ts';
import { startElasticMq } from './elasticmq.ts';
import { startPoller } from './poller.ts';

const EVENTS = 60;
/** Containers of the deliverer: fewer than lanes, so that a lane can only be worked if another one is left alone. */
const CONTAINERS = 4;
const SLOW_MS = 150;
const LIMIT_SECONDS = 90;

const PIPELINE = 'lanes';
const REGION = 'eu-central-1';

/** Each target and how its receiver answers first. Later it answers 200, the slow one after a while. */
const TARGETS: Readonly<Record<string, { platform: string; first?: Answer[] }>> = {
  'chat-1': { platform: 'slack' },
  'chat-2': { platform: 'slack' },
  teams: { platform: 'teams' },
  webhook: { platform: 'webhook' },
  slow: { platform: 'slack' },
  down: { platform: 'slack', first: [{ status: 503 }] },
};

const cleanUps: (() => unknown)[] = [];

/** The execution of an event is its number, so that every message shows which event it tells. */
const executionOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const numbersOf = ({ posts }: Inbox): number[] =>
  posts
    .filter(({ status }) => status === 200)
    .map(({ body }) => Number(/00000000-0000-4000-8000-(\d{12})/.exec(body)?.[1] ?? Number.NaN));

const open = async () => {
  const elasticMq = await startElasticMq();
  cleanUps.push(elasticMq.stop);
  const aws = createLocalAws(realClock());
  const server = await openAwsServer(answerFrom(aws));
  cleanUps.push(server.close);
  const receiver = await startReceiver();
  cleanUps.push(receiver.stop);

  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: SECRET_KEY };
  const sqs = new SQSClient({ region: REGION, endpoint: elasticMq.endpoint, credentials });
  const queue = async (QueueName: string, Attributes?: Record<string, string>): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const deliveries = await queue('deliveries.fifo', { FifoQueue: 'true', VisibilityTimeout: '180' });
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_ENDPOINT_URL: server.url,
    AWS_ENDPOINT_URL_SQS: elasticMq.endpoint,
    STAGE: 'lanes',
    TARGETS_PATH,
    TOPIC_ARN,
    LEDGER_TABLE,
    SETTINGS_NAME,
    DELIVERIES_QUEUE_URL: deliveries,
    DEAD_LETTERS_QUEUE_URL: await queue('dead-letters'),
    UNROUTED_QUEUE_URL: await queue('unrouted'),
    ENRICHMENT_MS: '0',
    ALLOW_PRIVATE_TARGETS: 'true',
  };
  const log: string[] = [];
  const start = async (name: 'router' | 'deliverer'): Promise<Container> => {
    const container = await startContainer(name, env, (text) => log.push(text));
    cleanUps.push(container.stop);
    return container;
  };
  const inboxes = Object.entries(TARGETS).map(([name, { platform, first = [] }]) => {
    const inbox = receiver.inbox(name, ...first);
    const target = { platform, url: inbox.url, on: ['failed'], when: { pipelines: [PIPELINE] } };
    aws.parameters.set(`${TARGETS_PATH}/${name}`, JSON.stringify(target));
    return [name, inbox] as const;
  });
  return { sqs, deliveries, start, log, inboxes: Object.fromEntries(inboxes) };
};

const run = async (): Promise<void> => {
  const { sqs, deliveries, start, log, inboxes } = await open();
  const all = Object.values(inboxes);
  const { slow, down } = inboxes as Record<'slow' | 'down', Inbox>;
  slow.answerWith({ status: 200, body: 'ok', afterMs: SLOW_MS });

  // The backlog is there before the first worker.
  const router = await start('router');
  for (let number = 0; number < EVENTS; number++) {
    const event = stateChange('pipeline', PIPELINE, 'FAILED', { 'execution-id': executionOf(number) });
    await router.invoke(snsEvent(published(event)));
  }
  const containers = await Promise.all(Array.from({ length: CONTAINERS }, () => start('deliverer')));
  const started = Date.now();
  const poller = startPoller(sqs, deliveries, containers);
  cleanUps.push(poller.stop);

  const finished = new Map<Inbox, number>();
  while (finished.size < all.length) {
    for (const inbox of all) {
      if (!finished.has(inbox) && numbersOf(inbox).length >= EVENTS) finished.set(inbox, Date.now() - started);
    }
    if (Date.now() - started > LIMIT_SECONDS * 1000) {
      const counts = Object.entries(inboxes).map(([name, inbox]) => `${name} ${numbersOf(inbox).length}`);
      throw new Error(`not all deliveries in ${LIMIT_SECONDS} s: ${counts.join(', ')}\n${log.slice(-20).join('')}`);
    }
    await sleep(50);
  }
  await sleep(2000);

  const inOrder = Array.from({ length: EVENTS }, (_, number) => number);
  for (const [name, inbox] of Object.entries(inboxes)) assert.deepEqual(numbersOf(inbox), inOrder, name);
  for (const [name, { atOnce }] of Object.entries(inboxes)) assert.equal(atOnce, 1, `${name}: requests at once`);
  assert.deepEqual(poller.errors, []);
  assert.ok(poller.most > 1, 'lanes were worked one after another');
  const others = all.filter((inbox) => inbox !== slow && inbox !== down);
  const last = Math.max(...others.map((inbox) => finished.get(inbox) ?? 0));
  const slowMs = finished.get(slow) ?? 0;
  assert.ok(last < slowMs && last < 5000, `the other lanes took ${last} ms, the slow one ${slowMs} ms`);
  console.log(
    `${EVENTS * all.length} deliveries in ${all.length} lanes, ${poller.most} at once: ` +
      `fast lanes ${last} ms, slow lane ${slowMs} ms, failing lane ${finished.get(down)} ms; each in order, each once`,
  );
};

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const step of cleanUps.reverse()) await step();
}
