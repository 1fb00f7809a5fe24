import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account, OpenQueue } from './queues.ts';
import { openSqs } from './sqs.ts';

export type Output = Writable & { readonly isTTY?: boolean };

/** Everything that a command has to do with the world; the tests put their own in its place. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Is there a person at a terminal who can answer? */
  readonly interactive: boolean;
  /** @returns the answer; an empty one if there will be none. */
  ask(question: string): Promise<string>;
  now(): Date;
  /** Ends early when {@link Io.signal} says so. */
  sleep(ms: number): Promise<void>;
  /** Ctrl-C: the command tidies up and ends. */
  readonly signal: AbortSignal;
  queues(account: Account): Promise<OpenQueue>;
}

const ask = (question: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    // Not as a terminal: Ctrl-C is to reach the process, as it does everywhere else.
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
    const answer = (text: string): void => {
      resolve(text);
      lines.close();
    };
    lines.once('close', () => resolve(''));
    signal.addEventListener('abort', () => answer(''), { once: true });
    lines.question(question, answer);
  });

/** The real world. The first Ctrl-C asks for an orderly end, the second takes it. */
export const processIo = (): Io => {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  // `| head` closes the pipe before everything is told: no reason to die with a stack.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const { signal } = stop;
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    ask: (question) => ask(question, signal),
    now: () => new Date(),
    sleep: (ms) => wait(ms, undefined, { signal }).catch(() => {}),
    signal,
    queues: openSqs,
  };
};
