import { spawn } from 'node:child_process';

/** The address has the stack bring up all that it can. */
const PARAMETERS = ['allowPrivateTargets=true', 'alertEmail=operators@example.com', 'sources=all'];

/** Runs Serverless on a stage, as anyone would. @throws Error with what it has written, if it fails. */
export type Serverless = (command: 'deploy' | 'remove', stage: string) => Promise<void>;

/** @param onEnd takes what ends a run that is still under way. */
export const openServerless =
  (env: NodeJS.ProcessEnv, onEnd: (end: () => unknown) => void): Serverless =>
  (command, stage) =>
    new Promise((done, fail) => {
      const parameters = PARAMETERS.map((parameter) => `--param=${parameter}`);
      const child = spawn('npx', ['--no', 'serverless', command, `--stage=${stage}`, ...parameters], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      // npx starts Serverless as a process of its own, so the group must end; Serverless takes its time over a SIGTERM.
      onEnd(() => child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGKILL'));
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk;
        });
      }
      child.once('error', fail);
      child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`serverless ${command} failed:\n${output}`))));
    });
