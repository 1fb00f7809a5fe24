import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipebell } from '../process.ts';
import { openWorld } from '../world.ts';

const scriptOf = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await pipebell(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

/** Runs a shell on a file that has the completion script and then the lines. */
const runIn = (shell: string, script: string, lines: string, flags: readonly string[] = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'pipebell-'));
  const file = join(folder, 'completion');
  writeFileSync(file, `${script}\n${lines}\n`);
  const { status, stdout, stderr } = spawnSync(shell, [...flags, file], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', HOME: folder },
  });
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr };
};

/** How a shell is asked for the words after a line: its own variables, and what prints the result. */
const ASK: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _pipebell; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Its completion needs a terminal: `_describe` and `compdef` are replaced.
  zsh: (words) =>
    `_describe() { print -l -- "\${(@)described%%:*}" }; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _pipebell`,
  fish: (words) => `complete -C '${words.join(' ')}' | string split -f1 \\t`,
};

describe('pipebell completion', () => {
  test.each(['bash', 'zsh', 'fish'])('prints a script that %s can parse, if it is installed', async (shell) => {
    const script = await scriptOf(shell);
    if (!has(shell)) return;

    const { status, stderr } = runIn(shell, script, '', ['-n']);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each(['bash', 'zsh', 'fish'])('offers words in %s, if it is installed', async (shell) => {
    const script = `${shell === 'zsh' ? 'compdef() { }\n' : ''}${await scriptOf(shell)}`;
    if (!has(shell)) return;
    const offered = (line: string): string[] =>
      runIn(shell, script, ASK[shell]?.(line.split(' ')) ?? '')
        .stdout.trim()
        .split('\n')
        .toSorted();

    expect(offered('pipebell targets en')).toEqual(['enable']);
    expect(offered('pipebell redrive --stage prod --reason gon')).toEqual(['gone']);
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
