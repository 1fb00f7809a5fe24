import { type EnrichmentPorts, reasonOf } from './ask.ts';

/** Does one part of the work. What it throws is told as missing under this name, as in `log: access denied`. */
export type Part = <Value>(name: string, work: () => Promise<Value>) => Promise<Value | undefined>;

/** Most important first, as they are told. */
const ORDER = ['failed action', 'approval', 'commits', 'last success', 'build', 'deployment', 'log'];
const MAX_TOLD = 4;
const BUDGET_MS = 2500;

/** Resolves after that time, or at once when the signal is aborted. */
const timer = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timeout = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timeout);
      resolve();
    });
  });

/**
 * Runs work that is made of parts until all are done or the time is up.
 * @returns what is missing, in a few words each. It never rejects for what a part does.
 */
export const gather = async (
  work: (part: Part) => Promise<unknown>,
  { budgetMs = BUDGET_MS, deadline = timer }: Pick<EnrichmentPorts, 'budgetMs' | 'deadline'>,
): Promise<string[]> => {
  const waiting: string[] = [];
  const reasons = new Map<string, string>();
  const part: Part = async (name, ask) => {
    waiting.push(name);
    try {
      return await ask();
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
  for (const name of waiting) reasons.set(name, 'no answer in time');
  return [...reasons]
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .slice(0, MAX_TOLD)
    .map(([name, reason]) => `${name}: ${reason}`);
};
