import { AsyncLocalStorage } from 'node:async_hooks';
import { SETTINGS_NAME } from '../../../local/aws.ts';
import { frozenClock } from '../../../local/clock.ts';
import { workBatch } from '../../../local/event-source.ts';
import { createLocalRelay, type LocalRelay } from '../../../local/relay.ts';
import type { Delivery } from '../../../model/delivery.ts';
import { describeError } from '../../../model/errors.ts';
import type { Send } from '../../../model/http.ts';
import { probeId } from '../../../model/probe.ts';
import { parseJson } from '../../../text/json.ts';
import type { Unwrapped } from '../../event.ts';
import { addAnswers } from './answers.ts';
import { createReceivers } from './receivers.ts';
import { createRecorder } from './record.ts';
import type { Result } from './result.ts';
import type { UsableTarget } from './targets.ts';
import { schedule } from './timeline.ts';

/** Default of the stack parameter, in milliseconds. */
const ENRICHMENT_MS = 2500;

/** Functions that work the deliveries at the same time: the default of the stack parameter. */
const MAX_CONCURRENCY = 10;

export interface Rehearsal {
  readonly messages: readonly Unwrapped[];
  readonly targets: readonly UsableTarget[];
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
  const groups = await schedule(rehearsal.messages, rehearsal.now);
  const clock = frozenClock(new Date(groups[0]?.time ?? 0));
  const recorder = createRecorder(targets, clock.now);
  const receive = createReceivers(targets, paced, clock.now);
  const attempted = new AsyncLocalStorage<Delivery>();
  const send: Send = async (request) => {
    const delivery = attempted.getStore();
    if (!delivery) return { status: 200, body: 'ok' };
    const { reply, isMessage } = receive(delivery.target, request);
    if (reply.status === 200 && isMessage) recorder.sent(delivery.id, request.body);
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
  for (const { name, raw } of targets) relay.addTarget(name, raw);
  if (settings !== undefined) relay.aws.parameters.set(SETTINGS_NAME, settings);
  for (const name of answers ? await addAnswers(answers, relay.aws) : []) {
    note(`--answers: Pipebell never asks for ${name}`);
  }

  let due = 0;
  for (const { time, messages } of groups) {
    due = Math.max(due, time);
    await work(relay, clock, due);
    await clock.until(new Date(due));
    for (const { n, id, text } of messages) {
      recorder.published(n, id);
      if (probeId(parseJson(text)) !== undefined) recorder.failed(n, 'it is a probe of doctor, which no target gets');
    }
    await relay.publishTogether(messages.map(({ text, subject, id }) => ({ text, subject, messageId: id })));
  }
  await work(relay, clock, Number.POSITIVE_INFINITY);
  return recorder.results(rehearsal.messages.length);
};
