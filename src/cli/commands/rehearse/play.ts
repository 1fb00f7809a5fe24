import { AsyncLocalStorage } from 'node:async_hooks';
import { SETTINGS_NAME } from '../../../local/aws.ts';
import { frozenClock } from '../../../local/clock.ts';
import { workBatch } from '../../../local/event-source.ts';
import { createLocalRelay, type LocalRelay } from '../../../local/relay.ts';
import type { Delivery } from '../../../model/delivery.ts';
import { describeError } from '../../../model/errors.ts';
import type { HttpReply, Send } from '../../../model/http.ts';
import { probeId } from '../../../model/probe.ts';
import { notificationOf } from '../../../samples/notification.ts';
import { parseJson } from '../../../text/json.ts';
import { isoTime } from '../../../text/time.ts';
import type { Unwrapped } from '../../event.ts';
import { addAnswers } from './answers.ts';
import { statedTime } from './event-time.ts';
import { createRecorder, type Result } from './record.ts';
import type { InvalidTarget, UsableTarget } from './targets.ts';

/** Default of the stack parameter, in milliseconds. */
const ENRICHMENT_MS = 2500;

/** Functions that work the deliveries at the same time: the default of the stack parameter. */
const MAX_CONCURRENCY = 10;

/** Least time between two messages of a platform that documents none, in milliseconds. */
const PACE_MS = 1000;

export interface Rehearsal {
  readonly messages: readonly Unwrapped[];
  readonly targets: { readonly usable: readonly UsableTarget[]; readonly invalid: readonly InvalidTarget[] };
  /** The JSON of the settings. */
  readonly settings?: string | undefined;
  /** Without them, AWS cannot be asked. */
  readonly answers?: ReadonlyMap<string, unknown> | undefined;
  /** Chat targets take one message a second, so that a burst folds as it does in production. */
  readonly paced: boolean;
  /** The time of messages without any time. */
  readonly now: Date;
  /** Gets what a user should see besides the results, one sentence at a time. */
  readonly note: (text: string) => void;
}

interface Timed extends Unwrapped {
  readonly n: number;
  readonly id: string;
  /** ISO 8601 in UTC; `undefined` if the message states none. */
  readonly time: string | undefined;
}

/** The time that a source falls back to, to see whether it found one. */
const NO_TIME = new Date(0);

const withTime = async (message: Unwrapped, at: number): Promise<Timed> => {
  const n = at + 1;
  const { messageId = `rehearsal-${n}`, text, publishedAt } = message;
  const read = async (): Promise<string | undefined> => {
    try {
      const { time } = await notificationOf(message, NO_TIME, messageId);
      return time === NO_TIME.toISOString() ? undefined : isoTime(time);
    } catch {
      // The router reads the message again, and its error is reported.
      return undefined;
    }
  };
  return { ...message, n, id: messageId, time: statedTime(text) ?? (await read()) ?? isoTime(publishedAt) };
};

/** Consecutive messages of the same time, with that time in epoch milliseconds. A message without one has the latest. */
const groupsOf = (messages: readonly Timed[], now: Date): { time: number; messages: Timed[] }[] => {
  const groups: { time: number; messages: Timed[] }[] = [];
  let time = Date.parse(messages.find((each) => each.time)?.time ?? now.toISOString());
  for (const message of messages) {
    if (message.time !== undefined) time = Date.parse(message.time);
    const last = groups.at(-1);
    if (last?.time === time) last.messages.push(message);
    else groups.push({ time, messages: [message] });
  }
  return groups;
};

/** Receivers in memory. Nothing leaves the machine. */
const createReceivers = (targets: readonly UsableTarget[], paced: boolean, now: () => Date) => {
  const busyUntil = new Map<string, number>();
  const slow = new Map(
    targets.filter(({ opened }) => paced && opened.folds).map(({ name, opened }) => [name, opened.channel.paceMs]),
  );
  return (target: string): HttpReply => {
    const time = now().getTime();
    if (time < (busyUntil.get(target) ?? 0)) return { status: 429, body: 'rate_limited', retryAfterSeconds: 1 };
    if (slow.has(target)) busyUntil.set(target, time + (slow.get(target) ?? PACE_MS));
    return { status: 200, body: 'ok' };
  };
};

/** Works the queues until `deadline`, in epoch milliseconds, and everything that is visible then. */
const work = async (relay: LocalRelay, clock: ReturnType<typeof frozenClock>, deadline: number): Promise<void> => {
  const { deliveries, unrouted } = relay.aws;
  const isDue = (at: Date | undefined): boolean => at !== undefined && at <= clock.now();
  while (clock.now().getTime() <= deadline) {
    const batches: Promise<boolean>[] = [];
    // A call receives its messages before it returns.
    while (batches.length < MAX_CONCURRENCY && isDue(deliveries.nextVisibleAt())) {
      batches.push(workBatch(deliveries, relay.deliverer, clock));
    }
    if (isDue(unrouted.nextVisibleAt())) batches.push(workBatch(unrouted, relay.router, clock));
    await Promise.all(batches);
    if (batches.length > 0) continue;
    const times = [deliveries.nextVisibleAt(), unrouted.nextVisibleAt()].map((at) => at?.getTime() ?? Infinity);
    const next = Math.min(...times);
    if (next > deadline || next === Number.POSITIVE_INFINITY) return;
    await clock.until(new Date(next));
  }
};

/** Plays messages through the router and the deliverer, in memory and on a clock that follows the events' times. */
export const play = async (rehearsal: Rehearsal): Promise<Result[]> => {
  const { targets, settings, answers, paced, note } = rehearsal;
  const groups = groupsOf(await Promise.all(rehearsal.messages.map(withTime)), rehearsal.now);
  const clock = frozenClock(new Date(groups[0]?.time ?? 0));
  const recorder = createRecorder(targets.usable, targets.invalid);
  const receive = createReceivers(targets.usable, paced, clock.now);
  const attempted = new AsyncLocalStorage<Delivery>();
  const send: Send = async ({ body }) => {
    const delivery = attempted.getStore();
    if (!delivery) return { status: 200, body: 'ok' };
    const reply = receive(delivery.target);
    if (reply.status === 200) recorder.sent(delivery.id, body);
    return reply;
  };
  const relay = createLocalRelay({
    clock,
    send,
    telemetry: {
      routed: recorder.routed,
      delivered: recorder.delivered,
      // The request is made in the same asynchronous context.
      lane: (notice) => void (notice.kind === 'attempt' && attempted.enterWith(notice.delivery)),
      targets: () => {},
      ledger: (error) => note(`the history is incomplete: ${describeError(error)}`),
      enrichment: (error) => note(`enrichment is incomplete: ${describeError(error)}`),
    },
    random: () => 0.5,
    allowPrivateTargets: true,
    enrichmentMs: answers ? ENRICHMENT_MS : 0,
    answersEverywhere: true,
  });
  for (const { name, raw } of targets.usable) relay.addTarget(name, raw);
  if (settings !== undefined) relay.aws.parameters.set(SETTINGS_NAME, settings);
  for (const name of answers ? await addAnswers(answers, relay.aws) : []) {
    note(`--answers: Pipebell never asks for ${name}`);
  }

  let due = 0;
  for (const { time, messages } of groups) {
    due = Math.max(due, time);
    await work(relay, clock, due);
    await clock.until(new Date(due));
    const published: Timed[] = [];
    for (const message of messages) {
      try {
        const { id } = await notificationOf(message, clock.now(), message.id);
        if (probeId(parseJson(message.text)) === undefined) recorder.published(message.n, id);
        else recorder.failed(message.n, 'it is a probe of "doctor", which no target gets');
      } catch (error) {
        recorder.failed(message.n, `it cannot be read: ${describeError(error)}`);
        continue;
      }
      published.push(message);
    }
    if (published.length === 0) continue;
    await relay.publishTogether(published.map(({ text, subject, id }) => ({ text, subject, messageId: id })));
  }
  await work(relay, clock, Number.POSITIVE_INFINITY);
  return recorder.results(rehearsal.messages.length);
};
