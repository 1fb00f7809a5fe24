import { readdirSync, readFileSync } from 'node:fs';
import { commandIn, runLine } from '../shell.ts';
import { openSound } from '../sound-stage.ts';
import type { World } from '../world.ts';
import { FAULTS } from './doctor-faults.ts';
import { MORE_FAULTS } from './doctor-more-faults.ts';

const FOLDER = new URL('../../../src/cli/commands/doctor/', import.meta.url);

const ALL = [...FAULTS, ...MORE_FAULTS];

/** Problems that no command ends: they end by themselves, or have a cause that only a person finds. */
const IN_WORDS = [
  'it is being changed: UPDATE_IN_PROGRESS',
  'the deliverer is being updated',
  '4 messages on pipebell-prod-deliveries.fifo, and nothing has received any for 10 minutes',
  'messages have waited on pipebell-prod-unrouted for 20 minutes',
  'the table is not active',
  'pipebell-prod-dead-letters is in state ALARM',
];

/** The fault is in numbers that the fake stage does not derive from its queues. */
const NOT_COUNTED = '3 messages on pipebell-prod-dead-letters';

/** What the user fills in for the words in capitals. */
const INPUT: Readonly<Record<string, string>> = { ADDRESS: 'jo@example.com', NAME: 'team' };

interface Problem {
  readonly message: string;
  readonly fix: string;
}

const problemsOf = async (world: World): Promise<Problem[]> => {
  const { stdout } = await world.run('doctor', '--stage', 'prod', '--json');
  return JSON.parse(stdout).checks.flatMap(({ problems }: { problems: Problem[] }) => problems);
};

/** Runs the command that doctor prints for a problem. */
const follow = async (world: World, message: string): Promise<string> => {
  const fix = (await problemsOf(world)).find((each) => each.message === message)?.fix ?? '';
  const command = commandIn(fix);
  expect([message, fix, command]).toEqual([message, fix, expect.any(String)]);
  world.answer = '';
  world.answers = message.includes('broken') ? ['y', 'slack', ...ANSWERS] : ['y'];
  await runLine(
    world,
    (command ?? '').replace(/\b[A-Z]{4,}\b/g, (word) => INPUT[word] ?? word),
  );
  return command ?? '';
};

/** The answers to the questions about a new target of Slack; the defaults answer the others. */
const ANSWERS = ['https://hooks.slack.com/services/T0/B0/canary-new'];

const SKIPPED = [...IN_WORDS, NOT_COUNTED, 'there are no targets'];

describe('a fix that doctor prints', () => {
  test.each(ALL.filter(([, message]) => !SKIPPED.includes(message)))(
    'ends the %s: %s',
    async (_verdict, message, breakIt) => {
      const world = openSound();
      breakIt(world);

      await follow(world, message);

      expect((await problemsOf(world)).map((problem) => problem.message)).not.toContain(message);
    },
  );

  test('adds the first target', async () => {
    const world = openSound();
    world.parameters.clear();
    world.answer = '';
    world.answers = ['slack', ...ANSWERS];
    const [{ fix } = { fix: '' }] = await problemsOf(world);

    await runLine(world, fix.replace('NAME', 'team'));

    expect(await problemsOf(world)).toEqual([]);
  });

  test.each(IN_WORDS)('has no command for a problem that a command cannot end: %s', async (message) => {
    const world = openSound();
    for (const [, each, breakIt] of ALL) if (each === message) breakIt(world);

    const [found] = (await problemsOf(world)).filter((problem) => problem.message === message);

    expect(found?.fix).toMatch(/^\S+ \S+ \S+/);
    expect(commandIn(found?.fix ?? '')).toBeUndefined();
  });

  test('names the Region and the profile that doctor was run with', async () => {
    const world = openSound();
    world.parameters.clear();
    for (const [, message, breakIt] of FAULTS) if (/is disabled and sends|has no output/.test(message)) breakIt(world);

    const { stdout } = await world.run('doctor', '--stage', 'prod', '--region', 'eu-west-1', '--profile', 'jo okafor');

    expect(stdout.split('\n').filter((line) => /^ {4}(?:npx|aws)/.test(line))).toEqual([
      "    npx serverless deploy --stage prod --region eu-west-1 --aws-profile 'jo okafor'",
      "    aws events enable-rule --name pipebell-prod-codepipeline --region eu-west-1 --profile 'jo okafor'",
      "    npx pipebell targets add NAME --stage prod --region eu-west-1 --profile 'jo okafor'",
    ]);
  });
});

/** The messages of all problems in doctor's code, as patterns; the targets' own have a table of their own. */
const messagesInCode = (): { file: string; pattern: RegExp }[] =>
  readdirSync(FOLDER)
    .filter((file) => !['check.ts', 'platforms.ts', 'probe.ts'].includes(file))
    .flatMap((file) => {
      const code = readFileSync(new URL(file, FOLDER), 'utf8');
      const calls = [...code.matchAll(/\b(?:fault|warning|problem)\(\s*(`(?:[^`\\]|\$\{[^}]*\})*`|'[^']*'|[^\s'`])/g)];
      return calls.map(([, literal = '']) => {
        const text = literal.slice(1, -1).replace(/[.*+?^$()|[\]\\]/g, (each) => (each === '$' ? each : `\\${each}`));
        return { file, pattern: new RegExp(`^${text.replace(/\$\{[^}]*\}/g, '.+')}$`) };
      });
    });

describe('the table of faults', () => {
  test('has a row for each problem in the code of doctor', () => {
    const found = messagesInCode();
    const without = found.filter(({ pattern }) => !ALL.some(([, message]) => pattern.test(message)));

    expect(found.length).toBeGreaterThan(40);
    expect(without).toEqual([]);
  });
});
