import { spawn } from 'node:child_process';
import { STAGE } from './emulator.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command on the deployed stage, or on another one. `input` is its standard input. */
export type Pipebell = (args: readonly string[], input?: string, stage?: string) => Promise<Ended>;

/** Runs each command as a process. */
export const openPipebell =
  (env: NodeJS.ProcessEnv): Pipebell =>
  (args, input = '', stage = STAGE) =>
    new Promise((done, fail) => {
      const child = spawn('node', ['src/cli/main.ts', ...args, `--stage=${stage}`], { env });
      const ended = { code: null as number | null, stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        ended.stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        ended.stderr += chunk;
      });
      child.once('error', fail);
      child.once('close', (code) => done({ ...ended, code }));
      // A command that ignores its standard input may have ended before the write.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
