import type { HttpReply } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Chance } from './random.ts';

/** How a receiver answers one request. */
type Mode = (chance: Chance, now: Date) => HttpReply | Outcome;

const reply = (status: number, retryAfterSeconds?: number): HttpReply => ({
  status,
  body: '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const HOUR_MS = 3_600_000;

const MODES = {
  /** Accepts every request. */
  prompt: () => reply(200),
  flaky: (chance) =>
    chance.hits(0.3) ? reply(503) : chance.hits(0.1) ? { kind: 'retry', reason: 'network' } : reply(204),
  throttling: (chance) => (chance.hits(0.1) ? reply(429, chance.hits(0.8) ? chance.below(10) : undefined) : reply(202)),
  /** Does not answer for two hours of every six. */
  silent: (chance, now) =>
    now.getTime() % (6 * HOUR_MS) < 2 * HOUR_MS || chance.hits(0.05)
      ? { kind: 'retry', reason: 'timeout' }
      : reply(200),
  /** Rejects some requests for good, and fails half of the others. */
  broken: (chance) =>
    chance.hits(0.05) ? reply(410) : chance.hits(0.05) ? reply(400) : chance.hits(0.5) ? reply(500) : reply(200),
  /** A chat platform that takes less than it gets, so that deliveries are told by summaries. */
  chat: (chance) => (chance.hits(0.2) ? reply(429, 5) : reply(200)),
} satisfies Record<string, Mode>;

type Name = keyof typeof MODES;

/** One target per mode; the mode's name is the target's name. */
export const TARGETS = Object.keys(MODES) as Name[];

/** The target that never fails, so that none of its deliveries may be late. */
export const PROMPT: Name = 'prompt';
/** The target whose requests do not carry the delivery's id. */
export const CHAT: Name = 'chat';

/** The target as JSON. Its name is the last part of its URL. */
export const targetOf = (name: Name): string =>
  JSON.stringify(
    name === CHAT
      ? { platform: 'slack', url: `https://hooks.slack.com/services/T0000/B0000/${name}`, on: ['failed'] }
      : { platform: 'webhook', url: `http://receiver.test/${name}`, on: ['failed'] },
  );

/** The name of the target that a request is for. */
export const nameOf = (url: string): string => url.split('/').at(-1) ?? '';

export const answerOf = (name: string, chance: Chance, now: Date): HttpReply | Outcome =>
  (MODES[name as Name] as Mode)(chance, now);
