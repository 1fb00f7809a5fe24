import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { AwsOptions } from '../../aws/call.ts';
import type { OpenQueue } from '../../dead-letters/queues.ts';
import type { Send } from '../../model/http.ts';
import { createSend } from '../../net/http.ts';
import type { Account } from '../aws/account.ts';
import { openCall, openCallOptions } from '../aws/client.ts';
import type { OpenCall } from '../aws/operations.ts';
import type { OpenParameters } from '../aws/parameters.ts';
import { openSns } from '../aws/sns.ts';
import { openSqs } from '../aws/sqs.ts';
import { openSsm } from '../aws/ssm.ts';
import type { OpenTopics } from '../aws/topics.ts';
import { askHidden } from './hidden.ts';

export type Output = Writable & { readonly isTTY?: boolean };

/** Everything that a command has to do with the world; the tests put their own in its place. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Is there a person at a terminal who can answer? */
  readonly interactive: boolean;
  /** @returns the answer; an empty one if there will be none. */
  ask(question: string): Promise<string>;
  /** Asks for a secret: what is typed is not shown. */
  askHidden(question: string): Promise<string>;
  /** The text of a file, or of standard input for `-`. @throws the system's error. */
  readInput(file: string): Promise<string>;
  /** Writes a file that must not be there yet. @throws the system's error. */
  writeNew(file: string, text: string): Promise<void>;
  now(): Date;
  /** Ends early when {@link Io.signal} says so. */
  sleep(ms: number): Promise<void>;
  /** Ctrl-C: the command tidies up and ends. */
  readonly signal: AbortSignal;
  queues(account: Account): Promise<OpenQueue>;
  readonly parameters: OpenParameters;
  readonly topics: OpenTopics;
  /** Looks at a deployed stack. */
  readonly aws: OpenCall;
  /** How to call AWS as the functions do; a test may put an answer in the place of each call. */
  callOptions(account: Account): Promise<AwsOptions>;
  /** Makes the way by which messages leave this machine, under the same rules as from the deliverer. */
  sender(options: { allowPrivate: boolean }): Send;
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

/** The text of a file, or of standard input for `-`. @throws the system's error. */
export const readInput = (file: string): Promise<string> =>
  file === '-' ? text(process.stdin) : readFile(file, 'utf8');

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
    askHidden: (question) => {
      const interrupt = () => stop.abort();
      return askHidden(question, { input: process.stdin, output: process.stderr, signal, interrupt });
    },
    readInput,
    writeNew: (file, content) => writeFile(file, content, { flag: 'wx' }),
    now: () => new Date(),
    sleep: (ms) => wait(ms, undefined, { signal }).catch(() => {}),
    signal,
    queues: openSqs,
    parameters: openSsm,
    topics: openSns,
    aws: openCall,
    callOptions: openCallOptions,
    sender: createSend,
  };
};
