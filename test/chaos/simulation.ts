import { CodePipelineEvent } from '../../src/events/codepipeline/event.ts';
import { identityOf } from '../../src/events/codepipeline/identity.ts';
import { approvalStarted, pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import { checkOrder } from '../../src/local/event-source.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { LocalQueue, QueueMessage } from '../../src/local/queue-message.ts';
import '../../src/relay/fold.ts';
import { deliveryId } from '../../src/relay/route.ts';
import '../../src/wording/summary.ts';
import { approvalIdentity } from '../../src/text/id.ts';
import { createEventTime, settle } from '../support/event-time.ts';
import { snsRecord } from '../support/lambda-events.ts';
import { seededChance } from './random.ts';
import { openReceivers, TARGETS, targetOf } from './receivers.ts';
import { createSandbox, type Faults, type Sandbox, type Surroundings } from './sandbox.ts';
import { addSummaries, type ChaosSummary } from './summary.ts';
import { createTally, pipelineOf } from './tally.ts';

export interface ChaosOptions {
  events: number;
  seed: number;
  /**
   * Events of one simulation. More events are split into several simulations with seeds of their own: the backlog of one
   * simulation grows with its events, and with it the time of each step.
   */
  size?: number;
  faults?: Faults;
}

/** Functions of each kind that run at the same time. */
const CONCURRENCY = 10;

const START = new Date('2026-03-02T08:00:00Z');
const MINUTE_MS = 60_000;

/** Events published per simulated minute. */
const PER_MINUTE = 50;

/** Waits before Lambda invokes a function again that has failed with an event of SNS. */
const INVOKE_AGAIN_MS = [MINUTE_MS, 2 * MINUTE_MS];

/** Longest time after which a copy of an event comes, and after which a late batch begins. */
const COPY_MS = 10 * MINUTE_MS;
const LATE_MS = 7 * MINUTE_MS;

/** A queue with the function behind it, which works one batch in each sandbox at a time. */
interface Source {
  readonly queue: LocalQueue;
  readonly which: 'router' | 'deliverer';
  readonly sandboxes: Sandbox[];
}

/** Publishes events while functions are killed, messages come twice, and AWS calls fail. */
const simulate = async (events: number, seed: number, faults: Faults): Promise<ChaosSummary> => {
  const chance = seededChance(seed);
  const time = createEventTime(START);
  const { now, elapsed } = time;
  const aws = createLocalAws({ now, until: async () => {} }, { random: chance.next, pauseMs: 50 });
  aws.fault = (_, operation) => (operation.includes('#') && chance.hits(faults.aws / 5) ? 'InternalError' : undefined);
  const tally = createTally(elapsed);
  const surroundings: Surroundings = { aws, time, chance, faults, tally, answer: openReceivers(chance) };
  for (const target of TARGETS) aws.parameters.set(`${TARGETS_PATH}/${target}`, JSON.stringify(targetOf(target)));

  const deliverers: Source = { queue: aws.deliveries, which: 'deliverer', sandboxes: [] };
  const routers: Source = { queue: aws.unrouted, which: 'router', sandboxes: [] };
  const sources = [deliverers, routers];
  /** When a fault touched each lane. */
  const disturbances = new Map<string, number[]>();
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
    if (isLate || isKept) tally.copied(messages.length);
    const event = { Records: messages.map(toSqsRecord) };
    const result = await sandbox.run(which, event, isLate ? chance.below(LATE_MS) : 0);
    const more = sandbox.received();
    for (const { body, sentAt } of more) tally.enqueued(JSON.parse(body).id, sentAt - START.getTime());
    if (queue === aws.deliveries && (isLate || isKept || sandbox.invocation().isDisturbed)) {
      for (const lane of new Set([...messages.map(({ groupId = '' }) => groupId), ...more.map(({ lane }) => lane)])) {
        disturbances.set(lane, [...(disturbances.get(lane) ?? []), receivedAt]);
      }
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
      if (source === deliverers) {
        for (const { body, sentAt, receives } of messages) {
          if (receives === 1) tally.enqueued(JSON.parse(body).id, sentAt.getTime() - START.getTime());
        }
      }
      start(work(source, sandboxOf(source), messages));
      await settled();
    }
  };

  for (let nth = 0; nth < events; nth++) {
    time.after(Math.round(((nth + chance.next()) * MINUTE_MS) / PER_MINUTE), () => {
      const at = now();
      const facts = { pipeline: pipelineOf(nth), execution: chance.id(), startedAt: at, at };
      const token = chance.id();
      const isApproval = chance.hits(0.1);
      const made = isApproval ? approvalStarted(facts) : pipelineEvent('FAILED', facts);
      const detail = { ...made.detail, ...(isApproval && { 'action-execution-id': token }) };
      const event = { ...made, id: token, detail };
      const identity = isApproval ? approvalIdentity(token) : identityOf(CodePipelineEvent.parse(event), 'pipeline');
      for (const target of TARGETS) tally.expect(deliveryId(identity, target), target, nth);
      const text = JSON.stringify(event);
      start(publish(text));
      if (!chance.hits(0.03)) return;
      tally.copied(1);
      time.after(chance.below(COPY_MS), () => start(publish(text)));
    });
  }

  for (;;) {
    for (const source of sources) await dispatch(source);
    const visible = sources.map((source) => (isAvailable(source) ? source.queue.nextVisibleAt() : undefined));
    const times = [time.next(), ...visible.map((at) => at && at.getTime() - START.getTime())];
    const next = times.filter((at) => at !== undefined);
    if (next.length === 0) break;
    time.advance(Math.min(...next));
    await settled();
  }
  const bodies = aws.deadLetters.messages.map(({ body }) => body);
  return tally.summary(bodies, disturbances);
};

/** Runs as many simulations as `events` need, one after another, and adds up their summaries. */
export const runChaos = async ({
  events,
  seed,
  size = 500,
  faults = { kill: 0.003, aws: 0.01, queue: 0.005 },
}: ChaosOptions): Promise<ChaosSummary> => {
  const summaries: ChaosSummary[] = [];
  for (let done = 0; done < events; done += size) {
    summaries.push(await simulate(Math.min(size, events - done), seed + done, faults));
  }
  return addSummaries(summaries);
};
