import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

const run = promisify(execFile);

/** The Node of this process, and those of other major versions in PATH. */
const nodes = (): [version: string, path: string][] => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path));
  const versions = new Map<string, string>();
  for (const path of [process.execPath, ...found]) {
    const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    const major = version.split('.')[0] ?? '';
    if (Number(major) >= 20 && !versions.has(major)) versions.set(major, path);
  }
  return [...versions];
};

/** What the package is made of. */
const PACKED_FROM = [
  'package.json',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.md',
  'docs',
  'infra',
  'scripts',
  'src',
  'tsconfig.json',
];

let folder: string;
let installed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pipebell-package-'));
  // A copy, because npm pack replaces package.json for a moment, which other tests read.
  const checkout = join(folder, 'checkout');
  for (const name of PACKED_FROM) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  const offline = { npm_config_offline: 'true', npm_config_cache: join(folder, 'cache'), npm_config_audit: 'false' };
  const env = { ...process.env, NODE_OPTIONS: '', ...offline };
  await run('npm', ['pack'], { cwd: checkout, env });
  const archive = readdirSync(checkout).find((name) => name.endsWith('.tgz')) ?? '';
  await run('npm', ['install', '--global', '--prefix', join(folder, 'prefix'), join(checkout, archive)], {
    cwd: folder,
    env,
  });
  installed = join(folder, 'prefix/bin/pipebell');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('has no dependencies and no script', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'prefix/lib/node_modules/pipebell/package.json'), 'utf8'));

    expect(Object.keys(manifest).toSorted()).toEqual(
      ['bin', 'description', 'engines', 'files', 'license', 'name', 'private', 'type', 'version'].toSorted(),
    );
  });

  test('contains licence, notices and documentation, and no source', () => {
    const files = readdirSync(join(folder, 'prefix/lib/node_modules/pipebell'), { recursive: true }) as string[];

    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'THIRD-PARTY-NOTICES.md', 'README.md', 'docs/cli.md']));
    expect(files.filter((name) => /\.tsx?$|^src|node_modules/.test(name))).toEqual([]);
  });

  test('leaves the package.json of the checkout as it was', () => {
    expect(readFileSync(join(folder, 'checkout/package.json'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
  });
});

describe.each(nodes())('the installed command on Node %s', (_, node) => {
  const pipebell = (...args: string[]) =>
    run(node, [installed, ...args], { cwd: folder, env: { PATH: '/usr/bin:/bin' }, maxBuffer: 2 ** 24 });

  test('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

    expect((await pipebell('--version')).stdout).toBe(`${version}\n`);
  });

  test('names itself in the help page, and never npx', async () => {
    const { stdout } = await pipebell('--help');

    expect(stdout).toMatch(/^ {2}pipebell doctor --stage prod$/m);
    expect(stdout).not.toMatch(/npx pipebell|npm start/);
    expect((await pipebell('start', '--help')).stdout).toContain('  pipebell start --event failed');
  });

  test('lists samples without colours in a pipe', async () => {
    const { stdout } = await pipebell('samples');

    expect(stdout).toMatch(/^failed +codepipeline +\S/m);
    expect(stdout).not.toContain('\u001b');
  });

  test.each(['slack', 'teams', 'discord', 'webhook'])('draws a message for %s', async (platform) => {
    const { stdout } = await pipebell('preview', 'failed', '--platform', platform, '--json');

    expect(stdout).toContain('shop-prod');
    expect(JSON.parse(stdout)).toBeInstanceOf(Object);
  });

  test('rehearses messages', async () => {
    const { stdout } = await run('sh', ['-c', `echo '["disk is full"]' | "$0" "$1" rehearse -`, node, installed], {
      cwd: folder,
    });

    expect(stdout).toContain('disk is full');
  });

  test('finds the error in a log', async () => {
    const log = join(ROOT, 'package.json');

    expect((await pipebell('excerpt', log)).stdout).toContain('no error found');
  });

  test('serves the built page of the studio', async () => {
    const child = spawn(node, [installed, 'start', '--serve', '--no-stories'], { cwd: folder });
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
        if (found) resolve(found);
      });
      child.on('exit', () => reject(new Error(text)));
    });

    const page = await fetch(url);
    const script = await fetch(new URL('/page.js', url));
    const texts = [await page.text(), await script.text()];
    child.kill('SIGINT');

    expect([page.status, script.status]).toEqual([200, 200]);
    expect(texts[0]).toContain('page.js');
    expect(texts[1]?.length).toBeGreaterThan(50_000);
    expect(texts[1]).not.toContain('npx pipebell');
  });
});
