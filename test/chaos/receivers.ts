import type { HttpReply } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Chance } from './random.ts';

/** What a receiver does with one request, and after how many milliseconds it answers. */
export interface Answer {
  readonly result: HttpReply | Outcome;
  readonly afterMs: number;
}

/** @param at milliseconds since the start. */
type Receiver = (at: number) => Answer;
type Make = (chance: Chance) => Receiver;

const HOUR_MS = 3_600_000;

const reply = (status: number, retryAfterSeconds?: number): HttpReply => ({
  status,
  body: status < 300 ? 'ok' : '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const quick = (chance: Chance, result: HttpReply | Outcome): Answer => ({
  result,
  afterMs: 50 + 10 * chance.below(10),
});

/** It takes the request and does not answer within the deadline. */
const silence: Answer = { result: { kind: 'retry', reason: 'timeout' }, afterMs: Number.POSITIVE_INFINITY };

/** It is down for two hours of every six. */
const isDown = (at: number): boolean => at % (6 * HOUR_MS) < 2 * HOUR_MS;

/** Accepts `burst` requests at once and `perSecond` after them. Some of the refusals say for how long. */
const limited =
  (perSecond: number, burst: number): Make =>
  (chance) => {
    let tokens = burst;
    let filledAt = 0;
    return (at) => {
      tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return quick(chance, reply(429, chance.hits(0.5) ? 1 + chance.below(30) : undefined));
      tokens -= 1;
      if (chance.hits(0.01)) return quick(chance, reply(503));
      return quick(chance, reply(chance.hits(0.005) ? 410 : 200));
    };
  };

/** Answers as `other`, except when it is down. */
const sometimesDown =
  (other: Make): Make =>
  (chance) => {
    const receiver = other(chance);
    return (at) => (isDown(at) || chance.hits(0.02) ? silence : receiver(at));
  };

/** Accepts every request. */
const prompt: Make = (chance) => () => quick(chance, reply(200));

const RECEIVERS = {
  prompt,
  flaky: (chance) => () => {
    if (chance.hits(0.2)) return quick(chance, reply(503));
    return quick(chance, chance.hits(0.1) ? { kind: 'retry', reason: 'network' } : reply(204));
  },
  throttling: limited(0.7, 5),
  silent: sometimesDown(prompt),
  /** Rejects one request in ten for good, and fails most of the others. */
  broken: (chance) => () => {
    if (chance.hits(0.1)) return quick(chance, reply(chance.hits(0.5) ? 410 : 400));
    return quick(chance, reply(chance.hits(0.8) ? 500 : 200));
  },
  /** Chat targets, whose deliveries can be folded into summaries. */
  slack: limited(0.4, 3),
  teams: sometimesDown(limited(2, 10)),
} satisfies Record<string, Make>;

type Name = keyof typeof RECEIVERS;

/** One target per receiver, with the receiver's name. */
export const TARGETS = Object.keys(RECEIVERS) as Name[];

/** The target that never fails, so that none of its deliveries may be late. */
export const PROMPT: Name = 'prompt';

const urlOf = (target: Name): string => {
  if (target === 'slack') return 'https://hooks.slack.com/services/T0/B0/slack';
  return target === 'teams' ? 'https://chaos.logic.azure.com/teams' : `https://chaos.example/${target}`;
};

/** The target in Parameter Store. */
export const targetOf = (target: Name): object => {
  const platform = target === 'slack' || target === 'teams' ? target : 'webhook';
  return { platform, url: urlOf(target), on: ['failed', 'approval'] };
};

/** Opens all receivers. @returns their answer to a request for a URL of {@link targetOf}. */
export const openReceivers = (chance: Chance): ((url: string, at: number) => Answer) => {
  const receivers = new Map(TARGETS.map((target) => [urlOf(target), (RECEIVERS[target] as Make)(chance)]));
  return (url, at) => {
    const receiver = receivers.get(url);
    if (!receiver) throw new Error('a request to a URL of no target');
    return receiver(at);
  };
};
