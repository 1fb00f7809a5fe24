import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { AwsOptions } from '../../aws/call.ts';
import type { OpenQueue } from '../../dead-letters/queues.ts';
import type { Send } from '../../model/http.ts';
import { createSend } from '../../net/http.ts';
import { type Account, knownRegion } from '../aws/account.ts';
import { openCall, openCallOptions } from '../aws/client.ts';
import type { OpenCall } from '../aws/operations.ts';
import type { OpenParameters } from '../aws/parameters.ts';
import { openSns } from '../aws/sns.ts';
import { openSqs } from '../aws/sqs.ts';
import { openSsm } from '../aws/ssm.ts';
import type { OpenTopics } from '../aws/topics.ts';
import { type Checkout, openCheckout } from './checkout.ts';
import { decode } from './decode.ts';
import { chosenEditor, editText } from './editor.ts';
import { openPrompts, type Prompts } from './prompts.ts';

/** `columns` is the width of the terminal, in cells. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Every side effect of a command; tests pass their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** True if stdin and stderr are a terminal; otherwise {@link Io.prompts} must not be used. */
  readonly interactive: boolean;
  readonly prompts: Prompts;
  /** The text of a file, or of standard input for `-`, without a byte order mark. @throws the system's error. */
  readInput(file: string): Promise<string>;
  /** The names of the files in a folder. @throws the system's error, which is ENOTDIR for a file. */
  listFolder(path: string): Promise<string[]>;
  /** Lets the user edit a text, for an interactive terminal. @throws CliError without an editor, or if it fails. */
  edit(text: string): Promise<string>;
  /** Writes a new file. @throws the system's error, such as EEXIST. */
  writeNew(file: string, text: string): Promise<void>;
  now(): Date;
  /** Ends early when {@link Io.signal} is aborted. */
  sleep(ms: number): Promise<void>;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP: the command releases what it holds and ends. */
  readonly signal: AbortSignal;
  queues(account: Account): Promise<OpenQueue>;
  readonly parameters: OpenParameters;
  readonly topics: OpenTopics;
  /** Opens the AWS operations that inspect a deployed stack. */
  readonly aws: OpenCall;
  /** The options for calling AWS as the functions do. */
  callOptions(account: Account): Promise<AwsOptions>;
  /** The Region that an option, the environment or the profile names; `undefined` if nothing does. */
  region(account: Account): string | undefined;
  /** The checkout of Pipebell in the working directory; `undefined` if there is none. */
  checkout(): Promise<Checkout | undefined>;
  /**
   * Creates the HTTP client for requests to targets, with the egress rules of the deliverer.
   * @param options `keep`: lower-case names of headers that replies keep.
   */
  sender(options: { allowPrivate: boolean; keep?: readonly string[] }): Send;
}

/** The text of a file, or of standard input for `-`, without a byte order mark. @throws the system's error. */
export const readInput = async (file: string): Promise<string> =>
  decode(file === '-' ? await buffer(process.stdin) : await readFile(file));

/** The side effects of the real process. The first Ctrl-C aborts {@link Io.signal}, the second ends the process. */
export const processIo = (): Io => {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  // `| head` closes the pipe early, which is not an error of the command.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const { signal } = stop;
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    prompts: openPrompts(signal),
    readInput,
    listFolder: (path) => readdir(path),
    edit: (content) => editText(content, chosenEditor(process.env)),
    writeNew: (file, content) => writeFile(file, content, { flag: 'wx' }),
    now: () => new Date(),
    sleep: (ms) => wait(ms, undefined, { signal }).catch(() => {}),
    signal,
    queues: openSqs,
    parameters: openSsm,
    topics: openSns,
    aws: openCall,
    callOptions: openCallOptions,
    region: knownRegion,
    checkout: () => openCheckout(process.cwd()),
    sender: createSend,
  };
};
