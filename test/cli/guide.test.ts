import { readFileSync } from 'node:fs';
import { fromRegistry } from '../support/from-registry.ts';
import { openWorld } from './world.ts';

const GUIDE = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

/** The commands that a help page lists, under one heading or several. */
const commandsIn = async (...path: string[]): Promise<string[]> => {
  const { stdout } = await openWorld().run(...path, '--help');
  const [list = ''] = stdout.split('Examples:\n');
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
};

/** The words of every command, such as `targets add`. */
const everyCommand = async (): Promise<string[][]> => [
  ...(await commandsIn()).map((name) => [name]),
  ...(await commandsIn('targets')).map((name) => ['targets', name]),
  ...(await commandsIn('slack')).map((name) => ['slack', name]),
];

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
    const helps = [(await openWorld().run('--help')).stdout];
    for (const path of await everyCommand()) helps.push((await openWorld().run(...path, '--help')).stdout);

    // Commands of the AWS CLI have options of their own, up to the pipe.
    const own = GUIDE.replace(/^aws (?:\\\n|[^|\n])+|`aws [^`\n]+`/gm, '');
    expect(own).not.toMatch(/^aws /m);
    expect(own).toContain('| npx pipebell excerpt');
    for (const [option] of own.matchAll(/--[a-z]+(?:-[a-z]+)*/g)) expect(helps.join('\n')).toContain(option);
  });
});

describe('every command', () => {
  test('has examples in its help', async () => {
    for (const path of await everyCommand()) {
      const { code, stdout } = await openWorld().run(...path, '--help');
      expect({ path, code }).toEqual({ path, code: 0 });
      expect(stdout).toMatch(/Examples:\n {2}\S/);
      expect(fromRegistry(stdout)).toEqual([]);
    }
  });

  test('takes the stage from PIPEBELL_STAGE if it has --stage', async () => {
    const helps = await Promise.all(
      (await everyCommand()).map(async (path) => (await openWorld().run(...path, '--help')).stdout),
    );
    const withStage = helps.flatMap(
      (help) => /^ +--stage .*(?:\n {8,}.*)*/m.exec(help)?.[0].replace(/\s+/g, ' ') ?? [],
    );

    expect(withStage.length).toBeGreaterThan(15);
    expect(withStage.filter((line) => !line.includes('PIPEBELL_STAGE'))).toEqual([]);
  });
});
