import { randomUUID } from 'node:crypto';
import { pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { createLocalAws, type LocalAws, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { type Clock, frozenClock } from '../../src/local/clock.ts';
import type { MemoryQueue, QueueMessage } from '../../src/local/queue.ts';
import { toSqsRecord } from '../../src/local/relay.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { MOODS } from './moods.ts';
import { type Chance, seededChance } from './random.ts';
import { createSandbox, type Troubles } from './sandbox.ts';

export interface ChaosOptions {
  events: number;
  seed: number;
  troubles?: Troubles;
}

export interface ChaosSummary {
  deliveries: number;
  accepted: number;
  deadLetters: number;
  /** Neither delivered nor among the dead letters. */
  losses: string[];
  /** Delivered more than once because a function was killed between the answer and its mark in the ledger. */
  duplicatesByCrash: number;
  /** Delivered more than once because the ledger could not be asked or told. */
  duplicatesByLedger: number;
  /** Delivered more than once for no such reason. */
  duplicates: string[];
  /** To the target that always accepts, late although nothing had gone wrong with them. */
  delayed: string[];
  kills: number;
  awsFailures: number;
  copies: number;
  hours: number;
}

const SANDBOXES = 4;
const WAVE = 50;

interface Fate {
  target: string;
  sentAt: number;
  acceptedAt?: number;
  accepts: number;
  unclaimed: boolean;
  unconfirmed: number;
  troubled: boolean;
}

/** Runs events through the relay while functions die, messages come twice and out of order, and AWS fails. */
export const runChaos = async ({
  events,
  seed,
  troubles = { kill: 0.003, aws: 0.01 },
}: ChaosOptions): Promise<ChaosSummary> => {
  const chance: Chance = seededChance(seed);
  const start = new Date('2026-03-02T08:00:00Z');
  const clock: Clock = frozenClock(start);
  const aws: LocalAws = createLocalAws(clock);
  const fates = new Map<string, Fate>();
  const counts = { kills: 0, awsFailures: 0, copies: 0 };

  for (const target of Object.keys(MOODS)) {
    const json = JSON.stringify({ platform: 'webhook', url: `http://${target}.test/`, on: ['failed'] });
    aws.parameters.set(`${TARGETS_PATH}/${target}`, json);
  }

  const fate = (id: string): Fate => fates.get(id) as Fate;
  const witness = {
    killed: () => void counts.kills++,
    awsFailed: () => void counts.awsFailures++,
    accepted: (id: string, claimed: boolean) => {
      fate(id).accepts++;
      fate(id).acceptedAt ??= clock.now().getTime();
      fate(id).unconfirmed++;
      if (!claimed) fate(id).unclaimed = true;
    },
    confirmed: (id: string) => void fate(id).unconfirmed--,
  };
  const receive = async ({ url }: { url: string }) => {
    const mood = MOODS[new URL(url).hostname.replace('.test', '')] as NonNullable<(typeof MOODS)[string]>;
    return mood(chance, clock.now());
  };
  const newSandbox = () => createSandbox({ aws, clock, chance, receive, troubles }, witness);
  const sandboxes = Array.from({ length: SANDBOXES }, newSandbox);

  const run = async (slot: number, which: 'router' | 'deliverer', event: object) => {
    const sandbox = sandboxes[slot] as ReturnType<typeof newSandbox>;
    const outcome = await sandbox.run(which, event);
    if (sandbox.isDead()) sandboxes[slot] = newSandbox();
    return outcome;
  };

  const publish = async (slot: number, text: string): Promise<void> => {
    const Sns = { MessageId: randomUUID(), TopicArn: TOPIC_ARN, Message: text, Timestamp: clock.now().toISOString() };
    const event = { Records: [{ EventSource: 'aws:sns', Sns }] };
    for (let tries = 0; tries < 3; tries++) {
      const { result } = await run(slot, 'router', event);
      if (result !== 'killed' && result !== 'threw') return;
    }
    aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
  };

  const feed = async (queue: MemoryQueue, slot: number, messages: readonly QueueMessage[]): Promise<void> => {
    const event = { Records: chance.shuffled(messages).map(toSqsRecord) };
    const { result, troubled } = await run(slot, queue === aws.unrouted ? 'router' : 'deliverer', event);
    if (troubled && queue === aws.deliveries) {
      for (const { body } of messages) fate(JSON.parse(body).id).troubled = true;
    }
    if (result === 'killed' || result === 'threw') return;
    const staying = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle = '' } of messages) if (!staying.has(messageId)) queue.delete(receiptHandle);
  };

  /** Hands out what is visible, to all sandboxes at once; now and then the same messages to two of them. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const work: Promise<void>[] = [];
      for (let slot = 0; slot < SANDBOXES; slot++) {
        const queue = chance.hits(0.5) && aws.unrouted.size > 0 ? aws.unrouted : aws.deliveries;
        const messages = queue.receive(10);
        if (messages.length === 0) continue;
        work.push(feed(queue, slot, messages));
        if (chance.hits(0.02) && slot + 1 < SANDBOXES) {
          counts.copies += messages.length;
          work.push(feed(queue, ++slot, messages));
        }
      }
      if (work.length === 0 && aws.unrouted.receive(0).length === 0) {
        const visible = [aws.deliveries, aws.unrouted].some(
          (queue) => (queue.nextVisibleAt() ?? clock.now()) < clock.now(),
        );
        if (!visible) return;
      }
      await Promise.all(work);
    }
  };

  const nextVisible = (): Date | undefined =>
    [aws.deliveries.nextVisibleAt(), aws.unrouted.nextVisibleAt()]
      .filter((time) => time !== undefined)
      .sort((a, b) => a.getTime() - b.getTime())[0];

  let published = 0;
  while (published < events || aws.deliveries.size + aws.unrouted.size > 0) {
    const wave: string[] = [];
    for (; wave.length < WAVE && published < events; published++) {
      const at = clock.now();
      const facts = { pipeline: `p${published % 17}`, execution: randomUUID(), startedAt: at, at };
      const event = pipelineEvent('FAILED', facts);
      for (const target of Object.keys(MOODS)) {
        const blank = { accepts: 0, unclaimed: false, unconfirmed: 0, troubled: false };
        fates.set(deliveryId(event.id, target), { target, sentAt: at.getTime(), ...blank });
      }
      const copies = chance.hits(0.03) ? 2 : 1;
      counts.copies += copies - 1;
      wave.push(...Array.from({ length: copies }, () => JSON.stringify(event)));
    }
    const shuffled = chance.shuffled(wave);
    for (let at = 0; at < shuffled.length; at += SANDBOXES) {
      await Promise.all(shuffled.slice(at, at + SANDBOXES).map((text, slot) => publish(slot, text)));
    }
    await drain();
    const next = nextVisible();
    // New events keep coming while others wait: the next wave is a minute later at most.
    const minute = new Date(clock.now().getTime() + 60_000);
    if (published < events) await clock.until(next && next < minute ? next : minute);
    else if (next) await clock.until(next);
  }

  const buried = new Set(aws.deadLetters.messages.map(({ body }) => JSON.parse(body).id as string));
  const all = [...fates];
  const twice = all.filter(([, { accepts }]) => accepts > 1);
  const unclean = (kind: (fate: Fate) => boolean): number => twice.filter(([, each]) => kind(each)).length;
  return {
    deliveries: all.length,
    accepted: all.filter(([, { accepts }]) => accepts > 0).length,
    deadLetters: buried.size,
    losses: all.filter(([id, { accepts }]) => accepts === 0 && !buried.has(id)).map(([id]) => id),
    duplicatesByLedger: unclean(({ unclaimed }) => unclaimed),
    duplicatesByCrash: unclean(({ unclaimed, unconfirmed }) => !unclaimed && unconfirmed > 0),
    duplicates: twice.filter(([, { unclaimed, unconfirmed }]) => !unclaimed && unconfirmed <= 0).map(([id]) => id),
    delayed: all
      .filter(([, { target, troubled }]) => target === 'prompt' && !troubled)
      .filter(([, { sentAt, acceptedAt = Number.POSITIVE_INFINITY }]) => acceptedAt - sentAt > 60_000)
      .map(([id]) => id),
    ...counts,
    hours: (clock.now().getTime() - start.getTime()) / 3_600_000,
  };
};
