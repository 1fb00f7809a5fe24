import type { Aws } from './aws.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Emulator } from './emulator.ts';
import type { Pipebell } from './pipebell.ts';
import type { Receiver } from './receiver.ts';
import type { Call } from './recorder.ts';
import type { Serverless } from './serverless.ts';

/** The deployed relay, and the tools to drive and observe it. */
export interface Relay {
  readonly aws: Aws;
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly outputs: Readonly<Record<string, string>>;
  readonly deadLetters: DeadLetters;
  readonly pipebell: Pipebell;
  readonly serverless: Serverless;
  /** What Serverless has asked AWS for so far. */
  readonly deploymentCalls: readonly Call[];
  /** Environment variables that make a process use the fakes of the services that the emulator lacks. */
  readonly lookups: NodeJS.ProcessEnv;
  /** Writes a target to Parameter Store. A string is stored unchanged, anything else as JSON. */
  putTarget(name: string, target: object | string): Promise<void>;
  publish(message: string): Promise<void>;
}

/**
 * One behaviour of the deployed relay. `prepare` writes the targets; it runs for all checks before the first event,
 * because the functions cache targets for a minute. It returns the check itself, which throws on failure and may return
 * a text with what it measured.
 */
export interface Check {
  readonly name: string;
  prepare(relay: Relay): Promise<() => Promise<unknown>>;
}
