import { checkOrder } from '../../src/local/event-source.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { LocalQueue, QueueMessage } from '../../src/local/queue-message.ts';
import { settle } from '../support/event-time.ts';
import { snsRecord } from '../support/lambda-events.ts';
import { createSandbox, type Sandbox, type Surroundings } from './sandbox.ts';
import type { SentMessage } from './table-calls.ts';

export const START = new Date('2026-03-02T08:00:00Z');
export const MINUTE_MS = 60_000;

/** Functions of each kind that run at the same time. */
const CONCURRENCY = 10;

/** Waits before Lambda invokes a function again that has failed with an event of SNS. */
const INVOKE_AGAIN_MS = [MINUTE_MS, 2 * MINUTE_MS];

/** Longest time after which a late batch begins. */
const LATE_MS = 7 * MINUTE_MS;

/** A queue with the function behind it, which works one batch in each sandbox at a time. */
interface Source {
  readonly queue: LocalQueue;
  readonly which: 'router' | 'deliverer';
  readonly sandboxes: Sandbox[];
}

/** One batch of deliveries that a function has worked. */
export interface Batch {
  readonly messages: readonly QueueMessage[];
  /** What the function has received by itself. */
  readonly more: readonly SentMessage[];
  /** Milliseconds since the start. */
  readonly receivedAt: number;
  /** The batch began late, or was not deleted. */
  readonly isLateOrKept: boolean;
  readonly sandbox: Sandbox;
}

/** What is recorded of the queues. */
export interface Observer {
  /** Messages that can be received twice. */
  copied(count: number): void;
  /** The deliveries queue handed out messages. */
  handedOut(messages: readonly QueueMessage[]): void;
  /** A deliverer has worked a batch, or was killed. */
  worked(batch: Batch): void;
}

/** The functions behind their queues. Functions are killed, and batches come late or twice. */
export const createWorld = (surroundings: Surroundings, observer: Observer) => {
  const { aws, time, chance, faults } = surroundings;
  const { elapsed } = time;
  const deliverers: Source = { queue: aws.deliveries, which: 'deliverer', sandboxes: [] };
  const routers: Source = { queue: aws.unrouted, which: 'router', sandboxes: [] };
  const sources = [deliverers, routers];
  let failure: unknown;
  const start = (work: Promise<void>): void =>
    void work.catch((error) => {
      failure ??= error;
    });

  const sandboxOf = ({ sandboxes }: Source): Sandbox => {
    const free = sandboxes.find((sandbox) => sandbox.isFree());
    if (free) return free;
    const created = createSandbox(surroundings);
    const dead = sandboxes.findIndex((sandbox) => sandbox.isDead());
    if (dead < 0) sandboxes.push(created);
    else sandboxes[dead] = created;
    return created;
  };

  const publish = async (text: string): Promise<void> => {
    const event = { Records: [snsRecord(text, { messageId: chance.id() })] };
    for (const waitMs of [0, ...INVOKE_AGAIN_MS]) {
      await new Promise<void>((resolve) => time.after(waitMs, resolve));
      const result = await sandboxOf(routers).run('router', event);
      if (result !== 'killed' && result !== 'threw') return;
    }
    aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
  };

  const work = async ({ queue, which }: Source, sandbox: Sandbox, messages: readonly QueueMessage[]): Promise<void> => {
    const receivedAt = elapsed();
    const isLate = chance.hits(faults.queue);
    const isKept = chance.hits(faults.queue);
    if (isLate || isKept) observer.copied(messages.length);
    const event = { Records: messages.map(toSqsRecord) };
    const result = await sandbox.run(which, event, isLate ? chance.below(LATE_MS) : 0);
    if (queue === aws.deliveries) {
      observer.worked({ messages, more: sandbox.received(), receivedAt, isLateOrKept: isLate || isKept, sandbox });
    }
    if (result === 'killed' || result === 'threw' || isKept) return;
    const staying = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    checkOrder(messages, staying);
    for (const { messageId, receiptHandle = '' } of messages) if (!staying.has(messageId)) queue.delete(receiptHandle);
  };

  /** Runs the functions until every one waits in virtual time. */
  const settled = async (): Promise<void> => {
    await settle(() => sources.some(({ sandboxes }) => sandboxes.some((sandbox) => sandbox.isBusy())));
    if (failure) throw failure;
  };

  const isAvailable = ({ sandboxes }: Source): boolean =>
    sandboxes.filter((sandbox) => !sandbox.isFree() && !sandbox.isDead()).length < CONCURRENCY;

  const dispatch = async (source: Source): Promise<void> => {
    while (isAvailable(source)) {
      const messages = source.queue.receive(10);
      if (messages.length === 0) return;
      if (source === deliverers) observer.handedOut(messages);
      start(work(source, sandboxOf(source), messages));
      await settled();
    }
  };

  return {
    /** Publishes an event to the topic now. Lambda invokes the router again if it fails. */
    publish: (text: string): void => start(publish(text)),
    /** Goes on until nothing is left to do. */
    async run(): Promise<void> {
      for (;;) {
        for (const source of sources) await dispatch(source);
        const visible = sources.map((source) => (isAvailable(source) ? source.queue.nextVisibleAt() : undefined));
        const times = [time.next(), ...visible.map((at) => at && at.getTime() - START.getTime())];
        const next = times.filter((at) => at !== undefined);
        if (next.length === 0) return;
        time.advance(Math.min(...next));
        await settled();
      }
    },
  };
};
