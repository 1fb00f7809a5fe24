import { openWorld } from './world.ts';

/** Every command without subcommands, by its path, as the help pages list them. */
const leafCommands = async (path: readonly string[] = []): Promise<string[][]> => {
  const { stdout } = await openWorld().run(...path, '--help');
  const listed = stdout.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '';
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  if (names.length === 0) return [[...path]];
  return (await Promise.all(names.map((name) => leafCommands([...path, name])))).flat();
};

const COMMANDS = await leafCommands();

/** The words that print the help page of a command. */
const helpOf = (path: readonly string[]): string => [...path.slice(0, -1), 'help', path.at(-1)].join(' ');

const runJson = async (...args: string[]) => {
  const { code, stdout, stderr } = await openWorld().run(...args, '--json');
  return { code, stderr, document: JSON.parse(stdout) };
};

describe('wrong usage', () => {
  test.each([
    [['status', '--stge', 'prod'], "unknown option '--stge' (did you mean --stage?)"],
    [['status', '--stge=prod'], "unknown option '--stge=…' (did you mean --stage?)"],
    [['targets', 'list', '--xyz'], "unknown option '--xyz': see"],
    [['status', '--stage', 'prod', '--jsn'], "unknown option '--jsn' (did you mean --json?)"],
    [['sttus'], "unknown command 'sttus' (did you mean status?)"],
    [['targets', 'lst'], "unknown command 'lst' (did you mean list?)"],
    [['explain', 'failed', '--stage', 'prod', '--means', 'fixd'], "'fixd' is invalid (did you mean fixed?). Allowed"],
    [['init', '--platform', 'slak'], "'slak' is invalid (did you mean slack?). Allowed choices are"],
    [['dead-letters', '--stage', 'prod', '--reason', 'gon'], "'gon' is invalid (did you mean gone?). Allowed"],
    [['targets', 'edit', 'a', '--stage', 'prod', '--on', 'failed,fixd'], 'is invalid (did you mean fixed?).'],
    [['targets', 'edit', 'a', '--stage', 'prod', '--levels', 'pipline'], 'is invalid (did you mean pipeline?).'],
  ])('names the word that was meant: %j', async (args, words) => {
    const { code, stdout, stderr } = await openWorld().run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  test('reports a missing option if no option is unknown', async () => {
    const { stderr } = await openWorld().run('status', '--hours', '2');

    expect(stderr).toBe("required option '--stage <name>' not specified: see npx pipebell help status\n");
  });
});

describe('errors with --json', () => {
  test('has every command in its table', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
    expect(COMMANDS).toContainEqual(['targets', 'list']);
  });

  test.each(COMMANDS.map((path) => [path.join(' '), path] as const))(
    '%s writes wrong usage as JSON',
    async (_, path) => {
      const { code, stderr, document } = await runJson(...path, '--no-such-option');

      expect(code).toBe(2);
      expect(document).toEqual({
        error: { code: 'usage', message: expect.any(String), next: `see npx pipebell ${helpOf(path)}` },
      });
      expect(stderr).toBe(`${document.error.message}: ${document.error.next}\n`);
    },
  );

  test.each([
    [['status', '--stage', 'nope'], 1, 'failed'],
    [['targets', 'list', '--stage', 'nope'], 1, 'failed'],
    [['history', 'team', '--stage', 'nope'], 1, 'failed'],
    [['dead-letters', '--stage', 'nope'], 1, 'failed'],
    [['redrive', '--stage', 'prod'], 2, 'usage'],
    [['send', 'failed'], 2, 'usage'],
    [['explain', 'no-such-file', '--stage', 'prod'], 1, 'failed'],
    [['preview', 'no-such-file', '--platform', 'slack'], 1, 'failed'],
    [['excerpt', 'no-such-file'], 1, 'failed'],
    [['rehearse', 'no-such-file'], 1, 'failed'],
  ])('%j writes the error that ended it as JSON', async (args, expected, kind) => {
    const { code, stderr, document } = await runJson(...args);

    expect(code).toBe(expected);
    expect(document).toEqual({ error: { code: kind, message: expect.any(String), next: document.error.next } });
    const { message, next } = document.error;
    expect(stderr).toContain(next === null ? message : `${message}: ${next}`);
  });

  test('writes no document for an error without --json', async () => {
    const { stdout, stderr } = await openWorld().run('status', '--stage', 'nope');

    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringContaining('no stack pipebell-nope') });
  });
});
