import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import type { LocalAws } from '../../src/local/aws.ts';
import { createLocalRelay } from '../../src/local/relay.ts';
import type { Send } from '../../src/model/http.ts';
import type { LaneNotice } from '../../src/relay/lane-ports.ts';
import { createSleeper, type EventTime } from '../support/event-time.ts';
import type { Chance } from './random.ts';
import { answerOf, CHAT, nameOf } from './receivers.ts';

/** The probability of each fault. */
export interface Faults {
  /** The function is killed, before or after each call that leaves it. */
  kill: number;
  /** An AWS call fails, before its effect or after it. */
  aws: number;
  /** A batch reaches its function up to minutes after it was received. */
  late: number;
}

/** Receives what a sandbox does to the outside. */
export interface Observer {
  killed(): void;
  awsFailed(): void;
  /** A summary tells this delivery once it is posted. */
  folded(summaryId: string, deliveryId: string): void;
  /**
   * A receiver accepted a request. Chat requests name the run instead of the delivery.
   * @param known the deliveries and summaries whose rows this invocation has read.
   */
  accepted(request: { id?: string | undefined; runs: readonly string[] }, known: ReadonlySet<string>): void;
  /** The ledger stored that a delivery or a summary arrived, and its answer reached the function. */
  confirmed(id: string): void;
}

/** What the outside of a sandbox consists of. */
export interface Outside {
  readonly aws: LocalAws;
  readonly time: EventTime;
  readonly chance: Chance;
  readonly faults: Faults;
}

type Item = Record<string, { S: string } | undefined>;

/** A message as the queue's API returns it. */
export interface Received {
  readonly Body: string;
  readonly Attributes: { readonly MessageGroupId: string };
}

/** Timeout of a function, in milliseconds. */
const TIMEOUT_MS = 30_000;

const never = new Promise<never>(() => {});

/** A stable name of a run that a message links to. */
const runsIn = (body: string): string[] => [
  ...new Set([...body.matchAll(/\/executions\/(\w+)\//g)].map(([, run = '']) => run)),
];

export type Sandbox = ReturnType<typeof createSandbox>;

/**
 * A Lambda sandbox that runs the real functions and can be killed at every call that leaves it, or by its timeout. A killed
 * sandbox has no further effect: its promises never settle.
 */
export const createSandbox = ({ aws, time, chance, faults }: Outside, observer: Observer) => {
  let isDead = false;
  let isRunning = false;
  let disturbed = false;
  let end = (): void => {};
  const ended = new Promise<'killed'>((resolve) => {
    end = () => resolve('killed');
  });
  const kill = (): void => {
    if (isDead) return;
    isDead = true;
    observer.killed();
    end();
  };
  const sleeper = createSleeper(time);
  /** The rows that this invocation has read, by id. */
  const known = new Set<string>();
  /** The messages that this invocation has received by itself. */
  let received: Received[] = [];
  /** The summary that was attempted last. */
  let summaryId: string | undefined;

  const mayBeKilled = async (): Promise<void> => {
    // Interleaves the sandboxes differently each time.
    await sleeper.sleep(chance.below(20));
    if (!isDead && chance.hits(faults.kill)) kill();
    if (isDead) await never;
  };

  /** Notes what a call to the table means whose answer reached the function. */
  const noteAnswer = (operation: string, input: object): void => {
    if (operation === 'BatchGetItem') {
      const { RequestItems } = input as { RequestItems: Record<string, { Keys: { id: { S: string } }[] }> };
      for (const { Keys } of Object.values(RequestItems)) for (const { id } of Keys) known.add(id.S);
    }
    const { id, state } = (input as { Item?: Item }).Item ?? {};
    if (operation === 'PutItem' && id && state?.S === 'delivered') observer.confirmed(id.S);
  };

  /** Notes the deliveries that a transaction has put into a summary, whether or not its answer arrives. */
  const noteFolded = (input: object): void => {
    const { TransactItems } = input as { TransactItems: { Put?: { Item: Item } }[] };
    for (const { Put } of TransactItems) {
      const { id, state, summary } = Put?.Item ?? {};
      if (id && summary && state?.S === 'summary') observer.folded(summary.S, id.S);
    }
  };

  const call: AwsCall = async (service, operation, input) => {
    await mayBeKilled();
    const fails = chance.hits(faults.aws);
    const fail = (code: string): never => {
      disturbed = true;
      observer.awsFailed();
      throw new AwsError(service, operation, code);
    };
    if (fails && chance.hits(0.5)) fail('InternalServerError');
    const output = await aws.call(service, operation, input);
    if (operation === 'TransactWriteItems') noteFolded(input);
    if (operation === 'ReceiveMessage') received.push(...((output as { Messages?: Received[] }).Messages ?? []));
    if (fails) fail('Timeout');
    await mayBeKilled();
    noteAnswer(operation, input);
    return output;
  };

  const send: Send = async (request) => {
    await mayBeKilled();
    const name = nameOf(request.url);
    const reply = answerOf(name, chance, time.now());
    if (!('kind' in reply) && reply.status < 300) {
      const runs = name === CHAT ? runsIn(request.body) : [];
      const id = name === CHAT && runs.length !== 1 ? summaryId : request.headers['webhook-id'];
      observer.accepted({ id, runs }, known);
    }
    await sleeper.sleep('kind' in reply ? request.timeoutMs : 50 + chance.below(100));
    await mayBeKilled();
    return reply;
  };

  const { router, deliverer } = createLocalRelay({
    aws: { ...aws, call },
    clock: { now: time.now, until: (date) => sleeper.sleep(date.getTime() - time.now().getTime()) },
    send,
    telemetry: {
      routed: () => {},
      delivered: () => {},
      targets: () => {},
      ledger: () => {},
      lane: (notice: LaneNotice) => {
        if (notice.kind === 'attempt' && notice.delivery.id.startsWith('s_')) summaryId = notice.delivery.id;
      },
    },
    random: chance.next,
    receivesMore: true,
    allowPrivateTargets: true,
  });

  return {
    isDead: () => isDead,
    isFree: () => !isRunning && !isDead,
    isBusy: () => isRunning && sleeper.waits === 0,
    /**
     * @returns the function's result, `killed` or `threw`, and the messages that it has received by itself. `disturbed` is
     * true if the invocation was killed, threw, or had an AWS call fail.
     */
    async run(which: 'router' | 'deliverer', event: object) {
      isRunning = true;
      sleeper.begin();
      disturbed = false;
      known.clear();
      received = [];
      const until = time.elapsed() + TIMEOUT_MS;
      let isOver = false;
      time.after(TIMEOUT_MS, () => {
        if (!isOver) kill();
      });
      const context = { awsRequestId: chance.id(), getRemainingTimeInMillis: () => until - time.elapsed() };
      const handler = which === 'router' ? router : deliverer;
      const result = await Promise.race([handler(event, context).catch(() => 'threw' as const), ended]);
      isOver = true;
      isRunning = false;
      return { result, received, disturbed: disturbed || result === 'killed' || result === 'threw' };
    },
  };
};
