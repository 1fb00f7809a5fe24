import { COMMANDS } from '../../src/cli/commands.ts';
import { addTarget, openWorld } from './world.ts';

/** A command, or its subcommands as its help page lists them, by their paths. */
const leavesOf = async (name: string): Promise<string[][]> => {
  const { stdout } = await openWorld().run(name, '--help');
  const listed = stdout.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '';
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gm)]
    .map(([, inner = '']) => inner)
    .filter((inner) => inner !== 'help');
  return names.length > 0 ? names.map((inner) => [name, inner]) : [[name]];
};

const COMMAND_PATHS: string[][] = [];
// Jest links modules that are imported at the same time wrongly.
for (const name of Object.values(COMMANDS).flatMap(Object.keys)) COMMAND_PATHS.push(...(await leavesOf(name)));

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
    [['help', 'sttus'], "unknown command 'sttus' (did you mean status?): see npx pipebell --help"],
    [['help', 'https://canary.example/'], "unknown command '…': see npx pipebell --help"],
    [['why', 'web', '--stage', 'p/q'], 'letters, digits and hyphens: see npx pipebell help why'],
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

  test('names the target that was meant', async () => {
    const world = openWorld();
    addTarget(world, 'team-web', { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' });

    const { code, stderr } = await world.run('targets', 'show', 'team-wbe', '--stage', 'prod');
    const other = await world.run('targets', 'show', 'payments', '--stage', 'prod');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^no target team-wbe in stage prod \(did you mean team-web\?\): /);
    expect(other.stderr).toMatch(/^no target payments in stage prod: /);
  });

  test('reports a missing option if no option is unknown', async () => {
    const { stderr } = await openWorld().run('status', '--hours', '2');

    expect(stderr).toBe("required option '--stage <name>' not specified: see npx pipebell help status\n");
  });
});

describe('errors with --json', () => {
  test('has every command in its table', () => {
    expect(COMMAND_PATHS.length).toBeGreaterThan(20);
    expect(COMMAND_PATHS).toContainEqual(['targets', 'list']);
  });

  test.each(COMMAND_PATHS.map((path) => [path.join(' '), path] as const))(
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
