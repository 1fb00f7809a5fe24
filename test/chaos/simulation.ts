import { pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import { checkOrder } from '../../src/local/event-source.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { LocalQueue, QueueMessage } from '../../src/local/queue-message.ts';
import { parseLane } from '../../src/model/lane.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { createEventTime, settle } from '../support/event-time.ts';
import { snsRecord } from '../support/lambda-events.ts';
import { type Chance, seededChance } from './random.ts';
import { PROMPT, TARGETS, targetOf } from './receivers.ts';
import { createSandbox, type Faults, type Sandbox } from './sandbox.ts';
import { addSummaries, type ChaosSummary, createTally } from './tally.ts';

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

/** Functions that run at the same time. */
const ROUTERS = 4;
const DELIVERERS = 10;

/** Events per minute, which arrive at any time of it. */
const WAVE = 50;

const START = new Date('2026-03-02T08:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A function can get its batch late: longer after the receive than the messages are hidden, or shorter. */
const MAX_LATE_MS = 400_000;

/** Publishes events while functions are killed, messages come twice, late and out of order, and AWS calls fail. */
const simulate = async (events: number, seed: number, faults: Faults): Promise<ChaosSummary> => {
  const chance: Chance = seededChance(seed);
  const time = createEventTime(START);
  const aws = createLocalAws({ now: time.now, until: async () => {} }, { random: chance.next, pauseMs: 100 });
  const tally = createTally(time.now);
  for (const target of TARGETS) aws.parameters.set(`${TARGETS_PATH}/${target}`, targetOf(target));
  const newSandbox = (): Sandbox => createSandbox({ aws, time, chance, faults }, tally.observer);
  const routers = Array.from({ length: ROUTERS }, newSandbox);
  const deliverers = Array.from({ length: DELIVERERS }, newSandbox);
  /** Publications and batches on their way to a function. */
  let onTheirWay = 0;
  let failure: unknown;

  const freeOf = (pool: Sandbox[]): Sandbox | undefined => {
    for (const [at, sandbox] of pool.entries()) if (sandbox.isDead()) pool[at] = newSandbox();
    return pool.find((sandbox) => sandbox.isFree());
  };
  const newRouter = (): Sandbox => {
    const sandbox = newSandbox();
    routers.push(sandbox);
    return sandbox;
  };
  const spawn = (work: Promise<void>): void => {
    onTheirWay += 1;
    work
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => {
        onTheirWay -= 1;
      });
  };

  /** SNS invokes the router up to three times, and Lambda keeps what failed. */
  const publish = async (text: string, ids: readonly string[]): Promise<void> => {
    const event = { Records: [snsRecord(text, { messageId: chance.id() })] };
    for (let invocations = 0; invocations < 3; invocations++) {
      // SNS does not wait for the functions that work the queues.
      const sandbox = freeOf(routers) ?? newRouter();
      const { result, disturbed } = await sandbox.run('router', event);
      if (disturbed) for (const id of ids) tally.disturbed(id);
      if (result !== 'killed' && result !== 'threw') return;
    }
    aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
  };

  const work = async (sandbox: Sandbox, queue: LocalQueue, messages: readonly QueueMessage[]): Promise<void> => {
    const isRouter = queue === aws.unrouted;
    const event = { Records: (isRouter ? chance.shuffled(messages) : messages).map(toSqsRecord) };
    const { result, received, disturbed } = await sandbox.run(isRouter ? 'router' : 'deliverer', event);
    if (disturbed && !isRouter) {
      for (const { body, groupId } of messages) touch(body, groupId);
      for (const { Body, Attributes } of received) touch(Body, Attributes.MessageGroupId);
    }
    if (result === 'killed' || result === 'threw') return;
    const staying = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    if (!isRouter) checkOrder(messages, staying);
    for (const { messageId, receiptHandle = '' } of messages) if (!staying.has(messageId)) queue.delete(receiptHandle);
  };
  /** A fault touched a message, and with it its lane. */
  const touch = (body: string, lane = ''): void => {
    tally.disturbed(JSON.parse(body).id);
    if (parseLane(lane).target === PROMPT) tally.laneDisturbed();
  };

  /** Hands a batch to a function as soon as one is free. */
  const workLate = (queue: LocalQueue, messages: readonly QueueMessage[], afterMs: number): void => {
    onTheirWay += 1;
    for (const { body, groupId } of messages) touch(body, groupId);
    time.after(afterMs, () => {
      onTheirWay -= 1;
      const sandbox = freeOf(deliverers);
      if (sandbox) spawn(work(sandbox, queue, messages));
      else workLate(queue, messages, 1000);
    });
  };

  const dispatch = (): void => {
    for (const [queue, pool] of [
      [aws.unrouted, routers],
      [aws.deliveries, deliverers],
    ] as const) {
      for (let sandbox = freeOf(pool); sandbox; sandbox = freeOf(pool)) {
        const messages = queue.receive(10);
        if (messages.length === 0) break;
        const isLate = queue === aws.deliveries && chance.hits(faults.late);
        if (isLate) tally.copied(messages.length);
        if (isLate) workLate(queue, messages, chance.below(MAX_LATE_MS));
        else spawn(work(sandbox, queue, messages));
      }
    }
  };

  for (let nth = 0; nth < events; nth++) {
    time.after((nth / WAVE + chance.next()) * MINUTE_MS, () => {
      const run = chance.id();
      const facts = { pipeline: `p${chance.below(17)}`, execution: run, startedAt: time.now(), at: time.now() };
      const event = { ...pipelineEvent('FAILED', facts), id: chance.id() };
      const ids = TARGETS.map((target) => deliveryId(event.id, target));
      for (const [at, target] of TARGETS.entries()) tally.expect(ids[at] ?? '', target, run);
      const copies = chance.hits(0.03) ? 2 : 1;
      tally.copied(copies - 1);
      for (let copy = 0; copy < copies; copy++) spawn(publish(JSON.stringify(event), ids));
    });
  }
  const isBusy = (): boolean => [...routers, ...deliverers].some((sandbox) => sandbox.isBusy());
  const isOver = (): boolean =>
    time.elapsed() > ((events - 1) / WAVE + 1) * MINUTE_MS &&
    onTheirWay === 0 &&
    aws.deliveries.size + aws.unrouted.size === 0;
  while (!isOver()) {
    const visible = [
      freeOf(deliverers) && aws.deliveries.nextVisibleAt(),
      freeOf(routers) && aws.unrouted.nextVisibleAt(),
    ];
    const visibleMs = visible.filter((at) => at !== undefined).map((at) => at.getTime() - START.getTime());
    const times = [time.next(), ...visibleMs].filter((at) => at !== undefined);
    if (times.length === 0) throw new Error('nothing happens any more');
    time.advance(Math.min(...times));
    await settle(isBusy);
    dispatch();
    await settle(isBusy);
    if (failure) throw failure;
  }
  const deadLetterIds = aws.deadLetters.messages.map(({ body }) => JSON.parse(body).id as string);
  return tally.summary(deadLetterIds, time.elapsed() / HOUR_MS);
};

/** Runs as many simulations as `events` need, one after another, and adds up their summaries. */
export const runChaos = async ({
  events,
  seed,
  size = 500,
  faults = { kill: 0.003, aws: 0.01, late: 0.01 },
}: ChaosOptions): Promise<ChaosSummary> => {
  const summaries: ChaosSummary[] = [];
  for (let done = 0; done < events; done += size) {
    summaries.push(await simulate(Math.min(size, events - done), seed + done, faults));
  }
  return addSummaries(summaries);
};
