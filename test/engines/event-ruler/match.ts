import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { librariesOf } from '../../support/maven.ts';

export interface Matches {
  /** Why the engine refuses a pattern, by its name. */
  readonly refused: Readonly<Record<string, string>>;
  /** Names of the patterns that match an event, by the event's name, in the order of the alphabet. */
  readonly matched: Readonly<Record<string, readonly string[]>>;
}

/** Installs the engine. @returns the folder of its libraries. */
export const installEventRuler = (): Promise<string> => librariesOf('event-ruler', import.meta.dirname);

/**
 * Matches events with event patterns by Event Ruler, the engine of EventBridge. Needs a JDK of 17 or later.
 * @throws Error if the engine fails, with its message.
 * @see https://github.com/aws/event-ruler
 */
export const match = async (
  libraries: string,
  patterns: Readonly<Record<string, object>>,
  events: Readonly<Record<string, object>>,
): Promise<Matches> => {
  const java = spawn('java', ['-cp', join(libraries, '*'), join(import.meta.dirname, 'Match.java')]);
  const ended = new Promise<number | null>((done, fail) => java.once('close', done).once('error', fail));
  java.stdin.end(JSON.stringify({ patterns, events }));
  const [output, errors, code] = await Promise.all([text(java.stdout), text(java.stderr), ended]);
  if (code !== 0) throw new Error(`Event Ruler failed: ${errors.trim().split('\n').slice(0, 5).join('\n')}`);
  return JSON.parse(output);
};
