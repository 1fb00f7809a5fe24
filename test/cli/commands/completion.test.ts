import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platformNames } from '../../../src/platforms/index.ts';
import { openWorld } from '../world.ts';

const scriptOf = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await openWorld().run('completion', shell);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

/** What bash offers at the end of a line. */
const offered = (script: string, line: string): string[] => {
  const words = line.split(' ');
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _pipebell; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', `${script}\n${ask}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
};

describe('pipebell completion', () => {
  test.each(['bash', 'zsh', 'fish'])('includes every command in the script for %s', async (shell) => {
    const script = await scriptOf(shell);

    for (const word of ['targets', 'explain', 'redrive', 'failed-rule', 'edit', 'slack', 'still-failing']) {
      expect(script).toContain(word);
    }
    expect(script).toMatch(/url-stdin/);
  });

  test.each(['bash', 'zsh', 'fish'])('prints a script that %s can parse, if it is installed', async (shell) => {
    const script = await scriptOf(shell);
    if (!has(shell)) return;

    const folder = mkdtempSync(join(tmpdir(), 'pipebell-'));
    const file = join(folder, 'completion');
    writeFileSync(file, script);
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each([
    ['pipebell ex', ['explain', 'excerpt']],
    ['pipebell targets e', ['edit', 'enable']],
    ['pipebell targets edit team --url-p', ['--url-prompt', '--url-parameter']],
    ['pipebell preview failed --platform ', [...platformNames]],
    ['pipebell explain failed-', ['failed-rule', 'failed-pull-request']],
    ['pipebell targets list --stage prod --j', ['--json']],
    ['pipebell completion z', ['zsh']],
  ])('offers the next words: %s', async (line, words) => {
    expect(offered(await scriptOf('bash'), line)).toEqual(words);
  });

  test.each([
    [['completion'], "missing required argument 'shell'"],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const { code, stdout, stderr } = await openWorld().run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
