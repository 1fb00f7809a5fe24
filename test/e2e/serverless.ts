import { spawn } from 'node:child_process';

/** The e-mail address makes the stack create every optional resource. */
const PARAMETERS = [
  'allowPrivateTargets=true',
  'alertEmail=operators@example.com',
  'sources=all,s3',
  'accounts=111122223333',
];

/** Runs Serverless on a stage, in another checkout if a folder is given. @returns its output. @throws Error with it on failure. */
export type Serverless = (command: 'deploy' | 'remove', stage: string, cwd?: string) => Promise<string>;

/** @param onEnd receives a function that ends a run in progress. */
export const openServerless =
  (env: NodeJS.ProcessEnv, onEnd: (end: () => unknown) => void): Serverless =>
  (command, stage, cwd) =>
    new Promise((done, fail) => {
      const parameters = PARAMETERS.map((parameter) => `--param=${parameter}`);
      const child = spawn('npx', ['--no', 'serverless', command, `--stage=${stage}`, ...parameters], {
        env,
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      // npx starts Serverless as a child process, so the whole group must end. Serverless delays its end after a SIGTERM.
      onEnd(() => child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGKILL'));
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk;
        });
      }
      child.once('error', fail);
      child.once('close', (code) =>
        code === 0 ? done(output) : fail(new Error(`serverless ${command} failed:\n${output}`)),
      );
    });
