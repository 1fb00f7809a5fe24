import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonWith } from '../../scripts/python.ts';
import { freePort } from '../support/free-port.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

const START_MS = 60_000;

export const REGION = 'eu-west-1';

/** The deployed stage. */
export const STAGE = 'e2e';

export interface Emulator {
  readonly endpoint: string;
  /** The environment that makes a child process use the emulator as AWS, and this project's Node. */
  readonly environment: NodeJS.ProcessEnv;
  /** The output of the emulator and of the functions that it runs. */
  log(): Promise<string>;
  /** Ends the emulator and its functions, and removes their files. */
  stop(): Promise<void>;
}

/** Removes credentials and profiles of a real AWS account. */
const withoutAws = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

const answers = async (endpoint: string, emulator: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (emulator.exitCode !== null) throw new Error(`The emulator ended with code ${emulator.exitCode}`);
    const reply = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (reply?.ok) return;
    await sleep(200);
  }
  throw new Error(`The emulator did not answer within ${START_MS / 1000} s`);
};

/**
 * Starts ministack on a free loopback port, and installs it first where it is missing.
 * @param more environment variables for the emulator and the functions that it runs.
 */
export const startEmulator = async (more: NodeJS.ProcessEnv): Promise<Emulator> => {
  const bin = await pythonWith('emulator', REQUIREMENTS);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-e2e-'));
  // With an IP address the S3 client puts the bucket into the path. A bucket in the host name would need DNS.
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = {
    ...withoutAws(),
    // Functions run on the first `node` in PATH.
    PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
  };
  const logPath = join(folder, 'emulator.log');
  const emulator = spawn(join(bin, 'python'), [join(import.meta.dirname, 'emulator.py')], {
    cwd: folder,
    env: {
      ...environment,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      TMPDIR: folder,
      STATE_DIR: join(folder, 'state'),
      ...more,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // The functions join the emulator's process group, so that all of them end together.
    detached: true,
  });
  const log = createWriteStream(logPath);
  emulator.stdout.pipe(log);
  emulator.stderr.pipe(log);
  // Standard input may be closed already when `stop` runs.
  emulator.stdin.on('error', () => {});

  const stop = async (): Promise<void> => {
    const ended = new Promise((done) => emulator.once('exit', done));
    if (emulator.exitCode === null && emulator.signalCode === null) {
      emulator.stdin.end();
      await ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(endpoint, emulator);
  } catch (error) {
    console.error(await readFile(logPath, 'utf8').catch(() => ''));
    await stop();
    throw error;
  }
  return {
    endpoint,
    environment: { ...environment, AWS_ENDPOINT_URL: endpoint },
    log: () => readFile(logPath, 'utf8'),
    stop,
  };
};
