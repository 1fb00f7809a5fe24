import type { Part } from '../model/enrichment.ts';
import { type EnrichmentPorts, reasonOf } from './ask.ts';

const MAX_MISSING = 4;
const BUDGET_MS = 2500;

/** Resolves after that time, or at once when the signal is aborted. */
export const timer = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timeout = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timeout);
      resolve();
    });
  });

/**
 * Runs work that consists of parts until all parts are done or the time limit is reached.
 * @returns the parts that are missing with their reasons, at most four, in the order in which the parts were started.
 * It rejects only for errors outside the parts.
 */
export const gather = async (
  work: (part: Part) => Promise<unknown>,
  { budgetMs = BUDGET_MS, deadline = timer }: Pick<EnrichmentPorts, 'budgetMs' | 'deadline'>,
): Promise<string[]> => {
  const started: string[] = [];
  const waiting: string[] = [];
  const reasons = new Map<string, string>();
  const part: Part = async (name, run) => {
    started.push(name);
    waiting.push(name);
    try {
      return await run();
    } catch (error) {
      reasons.set(name, reasonOf(error));
      return undefined;
    } finally {
      waiting.splice(waiting.indexOf(name), 1);
    }
  };
  const done = new AbortController();
  await Promise.race([work(part), deadline(budgetMs, done.signal)]);
  done.abort();
  for (const name of waiting) reasons.set(name, 'no-answer');
  return [...reasons]
    .sort(([a], [b]) => started.indexOf(a) - started.indexOf(b))
    .slice(0, MAX_MISSING)
    .map(([name, reason]) => `${name}: ${reason}`);
};
