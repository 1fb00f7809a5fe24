// Records docs/ten-minutes.md: runs the commands of the first ten minutes in a fresh clone, against the emulator of the e2e
// tests and a receiver on this machine. Needs Python 3 and npm's registry.
//
//   npm run record

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startEmulator } from '../test/e2e/emulator.ts';
import { startLookups } from '../test/e2e/lookups.ts';
import { startReceiver } from '../test/e2e/receiver.ts';
import { openCleanUps } from '../test/support/clean-ups.ts';
import { runInTerminal } from '../test/support/terminal.ts';
import { createNormalizer } from './record/normalize.ts';
import { type Recorded, recordingPage } from './record/page.ts';
import { SCENES, type Scene, URL_ANSWER } from './record/scenes.ts';
import { screenOf } from './record/screen.ts';

const PAGE = join(import.meta.dirname, '../docs/ten-minutes.md');

const { cleanUps, cleanUp } = openCleanUps();

/** Removes what `npm run` sets, such as its log level. */
const withoutNpm = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('npm_')));

/** Runs a shell command. @returns its exit code and output, with standard error in its place. */
const runShell = (command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> =>
  new Promise((done, fail) => {
    const child = spawn('bash', ['-c', `exec 2>&1; ${command}`], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    // The command may have started others, such as npm.
    cleanUps.push(() => child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGKILL'));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });

/** Runs a command that asks questions. @throws Error if a question did not appear. */
const runAtTerminal = async (
  { command, answers = [] }: Scene,
  url: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string }> => {
  const steps = answers.map(({ expect, send }) => ({ expect, send: send.replace(URL_ANSWER, url) }));
  const { code, shown, left } = await runInTerminal(['bash', '-c', `cd '${cwd}' && ${command}`], steps, env);
  if (left > 0) throw new Error(`${command}: ${left} questions did not appear:\n${screenOf(shown)}`);
  return { code, output: screenOf(shown) };
};

const record = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-record-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const clone = join(folder, 'pipebell');
  await promisify(execFile)('git', ['clone', '--quiet', join(import.meta.dirname, '..'), clone]);

  const lookups = await startLookups();
  cleanUps.push(lookups.stop);
  const emulator = await startEmulator(lookups.functions);
  cleanUps.push(emulator.stop);
  const receiver = await startReceiver();
  cleanUps.push(receiver.stop);
  const inbox = receiver.inbox('record');

  const { PATH } = process.env;
  const env = {
    ...withoutNpm(emulator.environment),
    PATH,
    FORCE_COLOR: '0',
    NO_COLOR: '1',
    COLUMNS: '100',
  };
  const normalize = createNormalizer([
    [clone, '~/pipebell'],
    [folder, '~'],
    [homedir(), '~'],
  ]);
  const recorded: Recorded[] = [];
  for (const scene of SCENES) {
    await sleep((scene.waitSeconds ?? 0) * 1000);
    const started = performance.now();
    const { code, output } = scene.answers
      ? await runAtTerminal(scene, inbox.url, clone, env)
      : await runShell(scene.command, clone, env);
    const seconds = (performance.now() - started) / 1000;
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${scene.command}`);
    if (code !== (scene.code ?? 0)) throw new Error(`${scene.command} ended with ${code}:\n${output}`);
    recorded.push({ scene, output: normalize(output), seconds });
  }
  const texts = inbox.posts.map(({ body }) => String(JSON.parse(body).text));
  await writeFile(PAGE, recordingPage(recorded, texts.map(normalize)));
  console.log(PAGE);
};

try {
  await record();
} finally {
  await cleanUp();
}
