import type { HttpReply } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Chance } from './random.ts';

type Mood = (chance: Chance, now: Date) => HttpReply | Outcome;

const reply = (status: number, retryAfterSeconds?: number): HttpReply => ({
  status,
  body: '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const HOUR_MS = 3_600_000;

/** Five receivers, by the names of their targets. */
export const MOODS: Readonly<Record<string, Mood>> = {
  prompt: () => reply(200),
  flaky: (chance) =>
    chance.hits(0.3) ? reply(503) : chance.hits(0.1) ? { kind: 'retry', reason: 'network' } : reply(204),
  throttling: (chance) =>
    chance.hits(0.4) ? reply(429, chance.hits(0.8) ? chance.below(120) : undefined) : reply(202),
  /** Does not answer for two hours of every six. */
  silent: (chance, now) =>
    now.getTime() % (6 * HOUR_MS) < 2 * HOUR_MS || chance.hits(0.05)
      ? { kind: 'retry', reason: 'timeout' }
      : reply(200),
  /** Refuses some for good, and is mostly down. */
  broken: (chance) =>
    chance.hits(0.05) ? reply(410) : chance.hits(0.05) ? reply(400) : chance.hits(0.8) ? reply(500) : reply(200),
};
