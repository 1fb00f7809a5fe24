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
  throttling: (chance) =>
    chance.hits(0.4) ? reply(429, chance.hits(0.8) ? chance.below(120) : undefined) : reply(202),
  /** Does not answer for two hours of every six. */
  silent: (chance, now) =>
    now.getTime() % (6 * HOUR_MS) < 2 * HOUR_MS || chance.hits(0.05)
      ? { kind: 'retry', reason: 'timeout' }
      : reply(200),
  /** Rejects one request in ten for good, and fails most of the others. */
  broken: (chance) =>
    chance.hits(0.05) ? reply(410) : chance.hits(0.05) ? reply(400) : chance.hits(0.8) ? reply(500) : reply(200),
} satisfies Record<string, Mode>;

/** One target per mode; the mode's name is the target's name. */
export const TARGETS = Object.keys(MODES);

/** The target that never fails, so that none of its deliveries may be late. */
export const PROMPT: keyof typeof MODES = 'prompt';

export const urlOf = (target: string): string => `http://${target}.test/`;

/** @param url made by {@link urlOf}. */
export const answerAt = (url: string, chance: Chance, now: Date): HttpReply | Outcome => {
  const target = new URL(url).hostname.replace('.test', '') as keyof typeof MODES;
  return (MODES[target] as Mode)(chance, now);
};
