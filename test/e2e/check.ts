import type { Aws } from './aws.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Emulator } from './emulator.ts';
import type { Pipebell } from './pipebell.ts';
import type { Receiver } from './receiver.ts';
import type { Serverless } from './serverless.ts';

/** The deployed relay and what a check needs to drive and watch it. */
export interface Relay {
  readonly aws: Aws;
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly outputs: Readonly<Record<string, string>>;
  readonly deadLetters: DeadLetters;
  readonly pipebell: Pipebell;
  readonly serverless: Serverless;
  /** What makes a process ask the stand-ins for the services that the emulator does not have. */
  readonly asked: NodeJS.ProcessEnv;
  /** Writes a target to Parameter Store; text is stored as it is. */
  putTarget(name: string, target: object | string): Promise<void>;
  publish(message: string): Promise<void>;
}

/**
 * One promise of the relay. `prepare` writes the targets, for all checks before the first event: the functions keep
 * what they have read for a minute. It returns what then drives the relay and throws if the promise is broken; text that
 * this returns says what it measured.
 */
export interface Check {
  readonly name: string;
  prepare(relay: Relay): Promise<() => Promise<unknown>>;
}
