import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonWith } from '../../scripts/python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

const START_MS = 60_000;

export const REGION = 'eu-west-1';

/** What is deployed. */
export const STAGE = 'e2e';

export interface Emulator {
  readonly endpoint: string;
  /** What a child process needs to take the emulator for AWS, and to run on this project's Node. */
  readonly environment: NodeJS.ProcessEnv;
  /** Everything that it and the functions that it runs have written. */
  log(): Promise<string>;
  /** Ends it and its functions, and removes what it left on disk. */
  stop(): Promise<void>;
}

/** Nothing of a real AWS account may get in, be it credentials or a profile. */
const withoutAws = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

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
 * Installs ministack if need be and starts it on a free loopback port.
 * @param more environment for it and the functions that it runs.
 */
export const startEmulator = async (more: NodeJS.ProcessEnv): Promise<Emulator> => {
  const bin = await pythonWith('emulator', REQUIREMENTS);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-e2e-'));
  // The IP instead of a name makes the S3 client write the bucket into the path: there is no DNS for it here.
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = {
    ...withoutAws(),
    // Functions run on the first `node` there is.
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
    // A group of its own, which the functions join, so that all of them can be ended together.
    detached: true,
  });
  const log = createWriteStream(logPath);
  emulator.stdout.pipe(log);
  emulator.stderr.pipe(log);
  // Its standard input may be closed already when it is told to stop.
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
