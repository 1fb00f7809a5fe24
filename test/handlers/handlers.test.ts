import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLocalAws, LEDGER_TABLE, QUEUES, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { realClock } from '../../src/local/clock.ts';
import { openInbox } from '../../src/local/inbox.ts';
import { answerFrom, openAwsServer, SECRET_KEY } from '../support/aws-server.ts';
import { anEvent, pipelineFailed, snsEvent, sqsEvent } from '../support/lambda-events.ts';
import { outputOfAll } from '../support/output.ts';
import { CANARY, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const context = {
  awsRequestId: 'request-1',
  functionName: 'pipebell-test-router',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:pipebell-test-router',
  memoryLimitInMB: '256',
  getRemainingTimeInMillis: () => 30_000,
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** Loads a function as Lambda does, without the types of its parameters. */
const load = async (name: 'router' | 'deliverer'): Promise<Handler> => {
  const { handler } = await import(`../../handlers/${name}.ts`);
  return handler;
};

/** The variables of the stack and of Lambda. */
const environment = (endpoint: string) => ({
  STAGE: 'test',
  TARGETS_PATH,
  TOPIC_ARN,
  LEDGER_TABLE,
  SETTINGS_NAME: '/pipebell/local/settings',
  DELIVERIES_QUEUE_URL: QUEUES.deliveries,
  DEAD_LETTERS_QUEUE_URL: QUEUES.deadLetters,
  UNROUTED_QUEUE_URL: QUEUES.unrouted,
  ACCOUNTS: '444455556666',
  ALLOW_PRIVATE_TARGETS: 'true',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  AWS_SESSION_TOKEN: `${CANARY}-token`,
});

test('the two functions deliver an event from the topic to its target, over signed HTTP', async () => {
  const aws = createLocalAws(realClock());
  const server = await keep(openAwsServer(answerFrom(aws)));
  const inbox = await keep(openInbox());
  const target = { platform: 'webhook', url: `${inbox.urlOf('team')}/${CANARY}`, headers: { 'X-Key': CANARY } };
  aws.parameters.set(`${TARGETS_PATH}/team`, JSON.stringify(target));
  Object.assign(process.env, environment(server.url));
  let seen = 0;
  const newCalls = (): string[] => {
    const calls = server.calls().slice(seen);
    seen += calls.length;
    return calls;
  };

  const output = await outputOfAll(async () => {
    const router = await load('router');
    const deliverer = await load('deliverer');
    // Read before the first event, which does not read them again.
    const ofParameterStore = (calls: readonly string[]) => calls.filter((call) => /SSM/.test(call)).toSorted();
    const read = ['AmazonSSM.GetParameter', 'AmazonSSM.GetParametersByPath'];
    expect(ofParameterStore(newCalls())).toEqual(read);

    expect(await router(snsEvent(pipelineFailed()), context)).toEqual({ batchItemFailures: [] });
    const routed = newCalls();
    expect([ofParameterStore(routed), routed.at(-1)]).toEqual([[], 'AmazonSQS.SendMessageBatch']);

    const batch = sqsEvent(aws.deliveries);
    expect(await deliverer(batch, context)).toEqual({ batchItemFailures: [] });
    for (const { receiptHandle } of batch.Records) aws.deliveries.delete(receiptHandle);
    const ledger = ['DynamoDB_20120810.BatchGetItem', 'DynamoDB_20120810.PutItem'];
    expect(newCalls().toSorted()).toEqual(['AmazonSSM.GetParameters', ...ledger]);

    await router(snsEvent(anEvent()), context);
    expect(newCalls().filter((call) => /GetParametersByPath|SQS/.test(call))).toEqual(['AmazonSQS.SendMessageBatch']);
    await deliverer(sqsEvent(aws.deliveries), context);
    expect(newCalls()).toEqual(ledger);

    // Of an account that may not send, and of one that the stack allows.
    await router(snsEvent({ ...anEvent(), account: '999988887777' }), context);
    expect(newCalls()).toEqual([]);
    await router(snsEvent({ ...anEvent(), account: '444455556666' }), context);
    expect(newCalls().at(-1)).toBe('AmazonSQS.SendMessageBatch');
  });

  expect(inbox.arrivals.map(({ target: name, status }) => [name, status])).toEqual([
    ['team', 200],
    ['team', 200],
  ]);
  expect(JSON.parse(inbox.arrivals[0]?.body ?? '')).toMatchObject({ type: 'codepipeline.pipeline.failed' });
  const lines = output
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ event }) => event === 'routed')).toHaveLength(3);
  expect(lines.filter(({ event }) => event === 'foreign-account')).toMatchObject([{ account: '999988887777' }]);
  expect(lines.filter(({ message }) => message === 'delivered')).toHaveLength(2);
  expect(lines.filter(({ Events }) => Events)).toHaveLength(3);
  expect(lines.filter(({ Deliveries }) => Deliveries)).toHaveLength(2);
  expect(lines.filter(({ event }) => event === 'routed')).toMatchObject([
    { function_request_id: 'request-1' },
    { function_request_id: 'request-1' },
    { function_request_id: 'request-1' },
  ]);
  expect(output.join('')).not.toMatch(/canary|AKIDEXAMPLE|prime|priming/);
});

describe('a function whose environment lacks a variable', () => {
  const start = async (handler: string, env: Record<string, string>): Promise<string> => {
    const file = fileURLToPath(new URL(`../../handlers/${handler}.ts`, import.meta.url));
    const script = `await import(${JSON.stringify(file)})`;
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    return child.then(() => 'it started').catch(({ stderr }) => stderr);
  };

  test.each([
    ['router', ['STAGE', 'TARGETS_PATH', 'DELIVERIES_QUEUE_URL', 'UNROUTED_QUEUE_URL', 'TOPIC_ARN']],
    ['deliverer', ['STAGE', 'TARGETS_PATH', 'LEDGER_TABLE', 'DELIVERIES_QUEUE_URL', 'DEAD_LETTERS_QUEUE_URL']],
  ])('does not start: %s', async (handler, names) => {
    const server = await keep(openAwsServer(answerFrom(createLocalAws(realClock()))));
    const whole = environment(server.url);

    const [started, ...failures] = await Promise.all([
      start(handler, whole),
      start(handler, { AWS_REGION: 'eu-central-1' }),
      start(handler, { ...whole, AWS_REGION: '' }),
    ]);

    expect(started).toBe('it started');
    for (const name of names) expect(failures[0]).toContain(`${name}: not set in the environment`);
    expect(failures[1]).toContain('AWS_REGION: not set in the environment');
    expect(failures.join()).not.toContain('canary');
  });
});
