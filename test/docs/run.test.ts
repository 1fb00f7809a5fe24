import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, shellBlocks } from '../support/doc-blocks.ts';

/** Files that the commands of the pages read. */
const FILES: Readonly<Record<string, () => string>> = {
  'events.jsonl': () => {
    const document = JSON.parse(readFileSync(join(ROOT, 'docs/examples/incident.json'), 'utf8'));
    const messages: unknown[] = Array.isArray(document) ? document : document.sequence;
    return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  },
  'targets.json': () => JSON.stringify({ team: { platform: 'webhook', url: 'https://hooks.example.com/team' } }),
  'settings.json': () => JSON.stringify({ aliases: { accounts: { '111122223333': 'shop-live' } } }),
  'answers.json': () => '{}',
  'build.log': () => 'npm test\nError: connect ECONNREFUSED 10.0.0.7:5432\nexit status 1\n',
};

/** What a command must not write into, so that it is copied. Everything else is a link to the checkout. */
const COPIED: readonly string[] = ['package.json'];

/** Starts the command that npx starts, in half of the time. */
const NPX = `#!/bin/sh
[ "$1" = pipebell ] || exit 64
shift
exec ${process.execPath} ${join(ROOT, 'src/cli/main.ts')} "$@"
`;

const folder = mkdtempSync(join(tmpdir(), 'pipebell-docs-'));

beforeAll(() => {
  for (const name of readdirSync(ROOT).filter((each) => !each.startsWith('.'))) {
    if (COPIED.includes(name)) copyFileSync(join(ROOT, name), join(folder, name));
    else symlinkSync(join(ROOT, name), join(folder, name));
  }
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content());
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npx'), NPX, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An environment without credentials, in which npx asks no registry. */
const environment = (path: string): NodeJS.ProcessEnv => ({
  PATH: path,
  HOME: folder,
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
  AWS_EC2_METADATA_DISABLED: 'true',
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly output: string;
}

/** Runs shell code that ends at the first command that fails. */
const run = (code: string, path = `${join(folder, 'bin')}:${process.env.PATH}`): Promise<Ended> =>
  new Promise((done, fail) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', code], { cwd: folder, env: environment(path) });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', fail);
    child.once('close', (status) => done({ code: status, stdout, output: stdout + stderr }));
    child.stdin.end(FILES['events.jsonl']?.());
  });

const unmarked = shellBlocks().filter(({ mark }) => mark === '');

/** Without those that another page has too. */
const runnable = unmarked.filter(({ code }, at) => unmarked.findIndex((block) => block.code === code) === at);

describe('the blocks of sh without a mark', () => {
  test('are many', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(8);
  });

  test.each(runnable.map(({ page, line, code }) => [`${page}:${line}`, code] as const))(
    '%s runs without an account',
    async (_, code) => {
      const { code: status, output } = await run(code);

      expect({ status, output }).toEqual({ status: 0, output: expect.any(String) });
    },
    60_000,
  );

  test('can use npx in a checkout', async () => {
    const { code, stdout } = await run('npx pipebell --version', process.env.PATH);

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  }, 60_000);

  test('fail if one of their commands fails', async () => {
    const { code, output } = await run('npx pipebell preview no-such-sample\nnpx pipebell samples');

    expect(code).toBe(1);
    expect(output).toContain('no-such-sample');
  }, 60_000);
});
