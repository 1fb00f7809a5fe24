import { pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { LocalQueue, QueueMessage } from '../../src/local/queue-message.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { snsRecord } from '../support/lambda-events.ts';
import { type Chance, seededChance } from './random.ts';
import { answerAt, TARGETS, urlOf } from './receivers.ts';
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
const SANDBOXES = 4;

/** Events published per simulated minute. */
const WAVE = 50;

const START = new Date('2026-03-02T08:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Publishes events while functions are killed, messages come twice and out of order, and AWS calls fail. */
const simulate = async (events: number, seed: number, faults: Faults): Promise<ChaosSummary> => {
  const chance: Chance = seededChance(seed);
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const tally = createTally(clock.now);
  for (const target of TARGETS) {
    const json = JSON.stringify({ platform: 'webhook', url: urlOf(target), on: ['failed'] });
    aws.parameters.set(`${TARGETS_PATH}/${target}`, json);
  }

  const receive = async ({ url }: { url: string }) => answerAt(url, chance, clock.now());
  const newSandbox = (): Sandbox => createSandbox({ aws, clock, chance, receive, faults }, tally.observer);
  const sandboxes = Array.from({ length: SANDBOXES }, newSandbox);
  const run = async (slot: number, which: 'router' | 'deliverer', event: object) => {
    const sandbox = sandboxes[slot] as Sandbox;
    const outcome = await sandbox.run(which, event);
    if (sandbox.isDead()) sandboxes[slot] = newSandbox();
    return outcome;
  };

  const publish = async (slot: number, text: string): Promise<void> => {
    const event = { Records: [snsRecord(text, { messageId: chance.id() })] };
    for (let invocations = 0; invocations < 3; invocations++) {
      const { result } = await run(slot, 'router', event);
      if (result !== 'killed' && result !== 'threw') return;
    }
    aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
  };

  const feed = async (queue: LocalQueue, slot: number, messages: readonly QueueMessage[]): Promise<void> => {
    const event = { Records: chance.shuffled(messages).map(toSqsRecord) };
    const { result, disturbed } = await run(slot, queue === aws.unrouted ? 'router' : 'deliverer', event);
    if (disturbed && queue === aws.deliveries) for (const { body } of messages) tally.disturbed(JSON.parse(body).id);
    if (result === 'killed' || result === 'threw') return;
    const staying = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle = '' } of messages) if (!staying.has(messageId)) queue.delete(receiptHandle);
  };

  const isVisible = (queue: LocalQueue): boolean => (queue.nextVisibleAt() ?? clock.now()) < clock.now();

  /** Passes the visible messages to all sandboxes at once. Some batches go to two of them. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const work: Promise<void>[] = [];
      for (let slot = 0; slot < SANDBOXES; slot++) {
        const queue: LocalQueue = chance.hits(0.5) && aws.unrouted.size > 0 ? aws.unrouted : aws.deliveries;
        const messages = queue.receive(10);
        if (messages.length === 0) continue;
        work.push(feed(queue, slot, messages));
        if (chance.hits(0.02) && slot + 1 < SANDBOXES) {
          tally.copied(messages.length);
          work.push(feed(queue, ++slot, messages));
        }
      }
      if (work.length === 0 && ![aws.deliveries, aws.unrouted].some(isVisible)) return;
      await Promise.all(work);
    }
  };

  const publishWave = async (count: number): Promise<void> => {
    const wave: string[] = [];
    for (let nth = 0; nth < count; nth++) {
      const at = clock.now();
      const facts = { pipeline: `p${chance.below(17)}`, execution: chance.id(), startedAt: at, at };
      const event = { ...pipelineEvent('FAILED', facts), id: chance.id() };
      for (const target of TARGETS) tally.expect(deliveryId(event.id, target), target);
      const copies = chance.hits(0.03) ? 2 : 1;
      tally.copied(copies - 1);
      wave.push(...Array.from({ length: copies }, () => JSON.stringify(event)));
    }
    const shuffled = chance.shuffled(wave);
    for (let at = 0; at < shuffled.length; at += SANDBOXES) {
      await Promise.all(shuffled.slice(at, at + SANDBOXES).map((text, slot) => publish(slot, text)));
    }
  };

  const nextVisible = (): Date | undefined =>
    [aws.deliveries.nextVisibleAt(), aws.unrouted.nextVisibleAt()]
      .filter((time) => time !== undefined)
      .sort((a, b) => a.getTime() - b.getTime())[0];

  for (let published = 0; published < events || aws.deliveries.size + aws.unrouted.size > 0; ) {
    const count = Math.min(WAVE, events - published);
    await publishWave(count);
    published += count;
    await drain();
    const next = nextVisible();
    // The next wave is published a minute later at most, while earlier messages still wait.
    const minute = new Date(clock.now().getTime() + MINUTE_MS);
    if (published < events) await clock.until(next && next < minute ? next : minute);
    else if (next) await clock.until(next);
  }
  const deadLetterIds = aws.deadLetters.messages.map(({ body }) => JSON.parse(body).id as string);
  return tally.summary(deadLetterIds, (clock.now().getTime() - START.getTime()) / HOUR_MS);
};

/** Runs as many simulations as `events` need, one after another, and adds up their summaries. */
export const runChaos = async ({
  events,
  seed,
  size = 500,
  faults = { kill: 0.003, aws: 0.01 },
}: ChaosOptions): Promise<ChaosSummary> => {
  const summaries: ChaosSummary[] = [];
  for (let done = 0; done < events; done += size) {
    summaries.push(await simulate(Math.min(size, events - done), seed + done, faults));
  }
  return addSummaries(summaries);
};
