import { spawn } from 'node:child_process';

export const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the CLI on this Node. */
export const pipebell = (
  args: readonly string[],
  env: Record<string, string> = {},
  interrupt?: AbortSignal,
  input?: string,
): Promise<Ended> =>
  new Promise((resolve) => {
    const nowhere = {
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH, ...nowhere, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A command that does not read it may be gone before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      ended.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      ended.stderr += chunk;
    });
    interrupt?.addEventListener('abort', () => child.kill('SIGINT'));
    child.on('close', (code) => resolve({ ...ended, code }));
  });

export const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIACANARY',
  AWS_SECRET_ACCESS_KEY: 'canary-secret',
  AWS_REGION: 'eu-west-1',
};
