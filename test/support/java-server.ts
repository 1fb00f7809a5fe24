import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const START_MS = 60_000;

export interface JavaServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

const answers = async (name: string, endpoint: string, server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`${name} ended with code ${server.exitCode}`);
    if (await fetch(endpoint).catch(() => undefined)) return;
    await sleep(200);
  }
  throw new Error(`${name} did not answer within ${START_MS / 1000} s`);
};

/**
 * Starts a server in a Java process on a free loopback port, and waits until it answers.
 * @param name for messages.
 * @param argumentsOf gets the port, and a temporary folder in which the process runs. Returns the arguments of `java`.
 * @throws Error if it ends or does not answer within a minute.
 */
export const startJavaServer = async (
  name: string,
  argumentsOf: (port: number, folder: string) => readonly string[] | Promise<readonly string[]>,
): Promise<JavaServer> => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-java-'));
  const server = spawn('java', await argumentsOf(port, folder), { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((done) => server.once('close', done).once('error', done));
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answers(name, endpoint, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
};
