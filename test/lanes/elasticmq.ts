import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.ts';

const run = promisify(execFile);

const LIBRARIES = resolve('node_modules/.cache/pipebell-elasticmq');

const START_MS = 60_000;

/** The SHA-256 of each library, by its file name. */
const checksums = async (): Promise<Map<string, string>> => {
  const lines = (await readFile(join(import.meta.dirname, 'checksums.txt'), 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => line.split(/\s+/).reverse() as [string, string]));
};

/** The libraries that are missing or differ from `checksums.txt`, and those that it does not list. */
const differences = async (): Promise<string[]> => {
  const expected = await checksums();
  const files = await readdir(LIBRARIES).catch(() => []);
  const wrong = [...expected.keys(), ...files].map(async (file) => {
    const content = await readFile(join(LIBRARIES, file)).catch(() => '');
    return createHash('sha256').update(content).digest('hex') === expected.get(file) ? [] : [file];
  });
  return [...new Set((await Promise.all(wrong)).flat())];
};

/** Installs the libraries with Maven where they are missing. @throws Error if one is not the expected one. */
const install = async (): Promise<void> => {
  if ((await differences()).length === 0) return;
  console.log(`Installing ElasticMQ with Maven into ${LIBRARIES} …`);
  await rm(LIBRARIES, { recursive: true, force: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${LIBRARIES}`];
  await run('mvn', ['--quiet', '--batch-mode', '--file', join(import.meta.dirname, 'pom.xml'), ...goal]);
  const wrong = await differences();
  if (wrong.length > 0) throw new Error(`libraries of ElasticMQ differ from checksums.txt: ${wrong.join(', ')}`);
};

const configuration = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port}, sqs-limits = strict }
rest-stats { enabled = false }
`;

const answers = async (endpoint: string, server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`ElasticMQ ended with code ${server.exitCode}`);
    if (await fetch(endpoint).catch(() => undefined)) return;
    await sleep(200);
  }
  throw new Error(`ElasticMQ did not answer within ${START_MS / 1000} s`);
};

/**
 * Starts ElasticMQ, a queue server with the API of SQS and an independent implementation of FIFO queues, on a free
 * loopback port. Needs Java 17 and, for the first start, Maven.
 * @see https://github.com/softwaremill/elasticmq
 */
export const startElasticMq = async (): Promise<{ readonly endpoint: string; stop(): Promise<void> }> => {
  await install();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-lanes-'));
  const file = join(folder, 'elasticmq.conf');
  await writeFile(file, configuration(port));
  const classes = ['-cp', join(LIBRARIES, '*'), 'org.elasticmq.server.Main'];
  const server = spawn('java', [`-Dconfig.file=${file}`, ...classes], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((done) => server.once('close', done).once('error', done));
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answers(endpoint, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
};
