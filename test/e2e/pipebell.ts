import { spawn } from 'node:child_process';
import { STAGE } from './emulator.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person would, on the deployed stage. `input` is its standard input. */
export type Pipebell = (args: readonly string[], input?: string) => Promise<Ended>;

/** The real program as a process. */
export const openPipebell =
  (env: NodeJS.ProcessEnv): Pipebell =>
  (args, input = '') =>
    new Promise((done, fail) => {
      const child = spawn('node', ['src/cli/main.ts', ...args, `--stage=${STAGE}`], { env });
      const ended = { code: null as number | null, stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        ended.stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        ended.stderr += chunk;
      });
      child.once('error', fail);
      child.once('close', (code) => done({ ...ended, code }));
      // A command that does not read it may be gone before it is written.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
