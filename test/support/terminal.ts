import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** An answer that is typed once the terminal shows `expect`. */
export interface Step {
  readonly expect: string;
  readonly send: string;
}

export interface Ended {
  readonly code: number;
  /** Everything that the terminal showed, with the echo of the input. */
  readonly shown: string;
  /** Whether the terminal echoes input again in the end; `null` where that cannot be read. */
  readonly echoes: boolean | null;
  /** Number of steps whose question did not appear. */
  readonly left: number;
}

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';
export const DOWN = '\u001b[B';
export const ENTER = '\r';

const DRIVER = join(import.meta.dirname, 'terminal.py');

/** Runs a command in a pseudo-terminal, which Python has and Node has not, and answers its questions. */
export const runInTerminal = async (
  argv: readonly string[],
  steps: readonly Step[],
  env: NodeJS.ProcessEnv,
): Promise<Ended> => {
  const child = spawn('python3', [DRIVER], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ argv, steps }));
  return JSON.parse(await text(child.stdout));
};
