import { AwsError } from '../../src/aws/call.ts';
import type { Transition } from '../../src/model/notification.ts';
import { answersOf } from '../../src/samples/answers.ts';
import { anEvent, context, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

type Lambda = ReturnType<typeof openRelay>;

/** The end of a run of a pipeline, `minute` minutes before now. Odd ones fail. */
const end = (minute: number, pipeline = 'web') => ({
  minute,
  state: minute % 2 ? 'FAILED' : 'SUCCEEDED',
  event: anEvent(minute % 2 ? 'FAILED' : 'SUCCEEDED', {
    pipeline,
    execution: `run-${pipeline}-${minute}`,
    startedAt: timeAt(60 * (minute - 101)),
    at: timeAt(60 * (minute - 100)),
  }),
});

/** The order in which SQS hands out a backlog is any. */
const shuffled = <Item>(items: readonly Item[]): Item[] =>
  [...items.keys()].map((at) => items[(at * 7 + 3) % items.length] as Item);

const openBacklog = (enrichmentMs: number): Lambda => {
  const lambda = openRelay({ enrichmentMs });
  lambda.put('team', slackTarget({ on: ['failed', 'succeeded'] }));
  return lambda;
};

const transitionsOf = ({ aws }: Lambda): (Transition['kind'] | undefined)[] =>
  aws.deliveries.messages.map(({ body }) => JSON.parse(body).notification.transition?.kind);
const timesOf = ({ aws }: Lambda): string[] =>
  aws.deliveries.messages.map(({ body }) => JSON.parse(body).notification.time);

const endingsOf = ({ aws }: Lambda): unknown[] => {
  const row = [...aws.table.items.values()].find((each) => 'history' in each) as { history: { S: string } };
  return JSON.parse(row.history.S).endings;
};

const ALTERNATING = Array.from({ length: 10 }, (_, at) => end(at + 1));
const FIVE_FIXED = Array(5).fill(['broken', 'fixed']).flat();

describe('ten ends of one pipeline, failed and succeeded by turns, on the unrouted queue', () => {
  test.each([1, 2, 4, 10])('in batches of %i, in the order of time, give five times "fixed"', async (size) => {
    const lambda = openBacklog(0);
    for (const { event } of ALTERNATING) lambda.aws.unrouted.send(JSON.stringify(event));

    while (lambda.aws.unrouted.size > 0) {
      const messages = sqsEvent(lambda.aws.unrouted, size);
      expect(await lambda.route(messages)).toEqual({ batchItemFailures: [] });
      for (const { receiptHandle } of messages.Records) lambda.aws.unrouted.delete(receiptHandle);
    }

    expect(transitionsOf(lambda)).toEqual(FIVE_FIXED);
  });

  test.each([
    ['without enrichment', 0],
    ['with enrichment, whose answers take any time', 2500],
  ])('in one batch in any order %s give five times "fixed", in the order of time', async (_, enrichmentMs) => {
    const lambda = openBacklog(enrichmentMs);
    const runs = ALTERNATING.map(({ minute, state }) => ({
      execution: `run-web-${minute}`,
      startedAt: timeAt(60 * (minute - 101)),
      status: state === 'FAILED' ? ('Failed' as const) : ('Succeeded' as const),
      commit: '9b1f4c2d7e8a6053c4d2e1f0a9b8c7d6e5f40312',
      message: 'Something',
    }));
    let asked = 0;
    for (const [name, answer] of Object.entries(answersOf('web', runs))) {
      lambda.aws.answers.set(name, async (input) => {
        for (let turns = (asked++ * 5) % 7; turns > 0; turns--) await new Promise(setImmediate);
        return answer(input);
      });
    }
    for (const { event } of shuffled(ALTERNATING)) lambda.aws.unrouted.send(JSON.stringify(event));

    await lambda.route(sqsEvent(lambda.aws.unrouted));

    expect(transitionsOf(lambda)).toEqual(FIVE_FIXED);
    expect(timesOf(lambda)).toEqual([...timesOf(lambda)].sort());
    expect(asked > 0).toBe(enrichmentMs > 0);
  });

  test('that EventBridge could not publish give a failure and its end, and leave no message and no dead letter', async () => {
    const lambda = openBacklog(0);
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    const attributes = {
      RULE_ARN: attribute('arn:aws:events:eu-central-1:111122223333:rule/pipebell-prod-codepipeline'),
      TARGET_ARN: attribute('arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events'),
      ERROR_CODE: attribute('NO_PERMISSIONS'),
      ERROR_MESSAGE: attribute('The key is disabled.'),
      RETRY_ATTEMPTS: attribute('0'),
    };
    for (const { event } of [end(2), end(1)]) lambda.aws.unrouted.send(JSON.stringify(event), { attributes });

    const messages = sqsEvent(lambda.aws.unrouted);
    expect(await lambda.route(messages)).toEqual({ batchItemFailures: [] });

    expect(messages.Records[0]?.messageAttributes).toMatchObject({ ERROR_CODE: { stringValue: 'NO_PERMISSIONS' } });
    expect(transitionsOf(lambda)).toEqual(['broken', 'fixed']);
    expect(lambda.aws.deadLetters.size).toBe(0);
  });

  test('of two pipelines are judged side by side, and reach a target in the order of time', async () => {
    const lambda = openBacklog(0);
    const ends = [1, 2, 3, 4, 5].flatMap((minute) => [end(minute, 'web'), end(minute, 'api')]);
    for (const { event } of shuffled(ends)) lambda.aws.unrouted.send(JSON.stringify(event));

    await lambda.route(sqsEvent(lambda.aws.unrouted));

    const kinds = ['broken', 'fixed', 'broken', 'fixed', 'broken'];
    expect(transitionsOf(lambda)).toEqual(kinds.flatMap((kind) => [kind, kind]));
    expect(timesOf(lambda)).toEqual([...timesOf(lambda)].sort());
  });
});

describe('an end that cannot be routed', () => {
  const idsOf = (failures: readonly { itemIdentifier: string }[]): string[] =>
    failures.map(({ itemIdentifier }) => itemIdentifier).sort();

  test('because others write its history all the time keeps back the later ones of its pipeline only', async () => {
    const lambda = openBacklog(0);
    const ends = [end(1, 'web'), end(2, 'web'), end(1, 'api'), end(3, 'web'), end(2, 'api')];
    const ids = ends.map(({ event }) => lambda.aws.unrouted.send(JSON.stringify(event)));
    // Another router has written every history of `web` before each write.
    let isContended = true;
    const { call } = lambda.aws;
    const router = lambda.newContainer({
      aws: {
        ...lambda.aws,
        call: async (service, operation, input) => {
          const isWeb = operation === 'PutItem' && JSON.stringify(input).includes('run-web-');
          if (isContended && isWeb) throw new AwsError(service, operation, 'ConditionalCheckFailedException');
          return call(service, operation, input);
        },
      },
    }).router;

    const first = await router(sqsEvent(lambda.aws.unrouted), context());

    expect(idsOf(first.batchItemFailures)).toEqual([ids[0], ids[1], ids[3]].sort());
    expect(transitionsOf(lambda)).toEqual(['broken', 'fixed']);
    expect(lambda.reports.ledger).toHaveLength(1);

    isContended = false;
    await lambda.pass(1200);
    const left = sqsEvent(lambda.aws.unrouted).Records.filter(({ messageId }) =>
      first.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === messageId),
    );
    expect(await router({ Records: left }, context())).toEqual({ batchItemFailures: [] });
    expect(transitionsOf(lambda).slice(2)).toEqual(['broken', 'fixed', 'broken']);
  });

  test('because the queue is down is judged once: later ones stay in their order', async () => {
    const lambda = openBacklog(0);
    for (const { event } of shuffled(ALTERNATING)) lambda.aws.unrouted.send(JSON.stringify(event));
    lambda.aws.fault = (_, operation) => (operation === 'SendMessageBatch' ? 'AccessDenied' : undefined);
    const first = await lambda.route(sqsEvent(lambda.aws.unrouted));
    expect(first.batchItemFailures).toHaveLength(10);
    lambda.aws.fault = () => undefined;
    await lambda.pass(1200);

    await lambda.route(sqsEvent(lambda.aws.unrouted));

    expect(transitionsOf(lambda)).toEqual(FIVE_FIXED);
  });
});

describe('two batches at once', () => {
  test('of one pipeline lose no end, and each success is a fix of the failure in its batch', async () => {
    const lambda = openBacklog(0);
    const other = lambda.newContainer();
    const [early, late] = [ALTERNATING.slice(0, 4), ALTERNATING.slice(4)];
    for (const { event } of [...shuffled(early), ...shuffled(late)]) lambda.aws.unrouted.send(JSON.stringify(event));
    const batches = [sqsEvent(lambda.aws.unrouted, 4), sqsEvent(lambda.aws.unrouted, 6)] as const;

    const answers = await Promise.all([lambda.route(batches[0]), other.router(batches[1], context())]);

    expect(answers).toEqual(Array(2).fill({ batchItemFailures: [] }));
    const kinds = transitionsOf(lambda);
    expect(kinds).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'fixed')).toHaveLength(5);
    expect(endingsOf(lambda)).toHaveLength(10);
  });

  test('that both fail all the time call people once', async () => {
    const lambda = openBacklog(0);
    const other = lambda.newContainer();
    const ends = Array.from({ length: 10 }, (_, at) => end(at * 2 + 1));
    for (const { event } of shuffled(ends)) lambda.aws.unrouted.send(JSON.stringify(event));
    const batches = [sqsEvent(lambda.aws.unrouted, 5), sqsEvent(lambda.aws.unrouted, 5)] as const;

    await Promise.all([lambda.route(batches[0]), other.router(batches[1], context())]);

    const kinds = transitionsOf(lambda);
    expect(kinds.filter((kind) => kind === 'broken')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'still-failing')).toHaveLength(9);
    expect(endingsOf(lambda)).toHaveLength(10);
  });
});
