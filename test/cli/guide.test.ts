import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromRegistry } from '../support/from-registry.ts';
import { openWorld } from './world.ts';

const ROOT = join(import.meta.dirname, '../..');

const GUIDE = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

/** The commands that a help page lists, under one heading or several. */
const commandsIn = async (...path: string[]): Promise<string[]> => {
  const { stdout } = await openWorld().run(...path, '--help');
  const [list = ''] = stdout.split('Examples:\n');
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
};

describe('docs/cli.md', () => {
  test('has every command', async () => {
    const all = await commandsIn();
    const ofTargets = await commandsIn('targets');
    const ofSlack = await commandsIn('slack');

    expect(all).toContain('redrive');
    expect(ofTargets).toContain('check');
    expect(ofSlack).toEqual(['manifest']);
    for (const name of ofSlack) expect(GUIDE).toContain(`npx pipebell slack ${name}`);
    for (const name of all.filter((each) => each !== 'targets')) expect(GUIDE).toContain(`npx pipebell ${name}`);
    for (const name of ofTargets) expect(GUIDE).toContain(`targets ${name}`);
  });

  test('names only existing options', async () => {
    const helps = await Promise.all(
      ['add', 'edit', 'remove'].map(async (name) => (await openWorld().run('targets', name, '--help')).stdout),
    );
    const others = [
      'start',
      'setup',
      'init',
      'explain',
      'excerpt',
      'preview',
      'rehearse',
      'send',
      'status',
      'why',
      'history',
      'doctor',
      'dead-letters',
      'redrive',
      'replay',
      'remove',
    ];
    helps.push((await openWorld().run('slack', 'manifest', '--help')).stdout);
    for (const name of others) helps.push((await openWorld().run(name, '--help')).stdout);

    // Commands of the AWS CLI have options of their own, up to the pipe.
    const own = GUIDE.replace(/^aws (?:\\\n|[^|\n])+/gm, '');
    expect(own).not.toMatch(/^aws /m);
    expect(own).toContain('| npx pipebell excerpt');
    for (const [option] of own.matchAll(/--[a-z]+(?:-[a-z]+)*/g)) expect(helps.join('\n')).toContain(option);
  });
});

describe('the alias in docs/cli.md', () => {
  const alias = /^alias pipebell='(.+)'$/m.exec(GUIDE)?.[1]?.replaceAll('~/src/pipebell', ROOT) ?? '';
  const inOtherFolder = (command: string) =>
    promisify(execFile)('/bin/sh', ['-c', command], { cwd: tmpdir(), env: { PATH: '' } });

  test('runs the checkout from another folder, without npm and without a Node on the PATH', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

    expect(await inOtherFolder(`${alias} --version`)).toEqual({ stdout: `${version}\n`, stderr: '' });
    await expect(inOtherFolder('npx --version')).rejects.toThrow('not found');
  });
});

describe('every command', () => {
  test('has examples in its help', async () => {
    const paths = [
      ...(await commandsIn()).map((name) => [name]),
      ...(await commandsIn('targets')).map((name) => ['targets', name]),
      ...(await commandsIn('slack')).map((name) => ['slack', name]),
    ];

    for (const path of paths) {
      const { code, stdout } = await openWorld().run(...path, '--help');
      expect({ path, code }).toEqual({ path, code: 0 });
      expect(stdout).toMatch(/Examples:\n {2}\S/);
      expect(fromRegistry(stdout)).toEqual([]);
    }
  });
});
