import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Lock, readLock } from '../scripts/lock.ts';
import { OCCASIONS } from '../src/model/notification.ts';
import { platformNames } from '../src/platforms/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const targets = readFileSync(new URL('../docs/targets.md', import.meta.url), 'utf8');

/** Names in the first column of the tables about targets. */
const rows = [...targets.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);

describe('docs/targets.md', () => {
  test('has a row for every platform', () => {
    expect(platformNames.filter((name) => !rows.includes(name))).toEqual([]);
  });

  test.each(OCCASIONS)('describes the moment %s, which a target can filter by', (occasion) => {
    expect(targets).toContain(`\`${occasion}\``);
  });
});

describe('the README', () => {
  test('stays short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });
});

describe('package-lock.json', () => {
  const withoutIntegrity = (lock: Lock) =>
    Object.keys(lock).filter((folder) => !lock[folder]?.integrity?.startsWith('sha512-'));
  const withHost = (lock: Lock) => Object.keys(lock).filter((folder) => lock[folder]?.resolved !== undefined);

  test('has an integrity hash for every package, and no host', async () => {
    const lock = await readLock();
    expect(Object.keys(lock).length).toBeGreaterThan(500);
    expect(withoutIntegrity(lock)).toEqual([]);
    expect(withHost(lock)).toEqual([]);
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });

  test('a package without a hash or with a host is found', () => {
    const planted: Lock = {
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
      'node_modules/b': { version: '1.0.0', integrity: 'sha1-x' },
      'node_modules/c': { version: '1.0.0', resolved: 'https://registry.example.com/c/-/c-1.0.0.tgz' },
    };
    expect(withoutIntegrity(planted)).toEqual(['node_modules/b', 'node_modules/c']);
    expect(withHost(planted)).toEqual(['node_modules/c']);
  });

  test('has install scripts only in packages that allowScripts decides about', async () => {
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const scripted = Object.entries(await readLock()).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = scripted.map(([folder]) => folder.replace(/^.*node_modules\//, ''));
    expect(names).toContain('esbuild');
    expect([...new Set(names)].sort()).toEqual(Object.keys(allowScripts).sort());
  });
});

const run = (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, ['--no-warnings', script, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    maxBuffer: 2 ** 26,
  });

describe('the third-party software', () => {
  test('is described in THIRD-PARTY-NOTICES.md: run npm run notices after a change', async () => {
    await expect(run('scripts/notices.ts', '--check')).resolves.toMatchObject({ stderr: '' });
  }, 30_000);

  test('is listed in the bill of materials', async () => {
    const { stdout } = await run('scripts/sbom.ts');
    const names = JSON.parse(stdout).components.map(({ name }: { name: string }) => name);
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(names).not.toContain('jest');
  }, 30_000);
});
