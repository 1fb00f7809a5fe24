import { Command } from 'commander';
import { COMMANDS } from '../../src/cli/commands.ts';
import { addTarget, openWorld } from './world.ts';

/** Secrets that a user may paste in the wrong place. */
const SECRETS = [
  'https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/canaryCANARY12345',
  'hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/canaryCANARY12345',
  'xoxb-1234567890-canaryCANARY',
  'whsec_canaryCANARYcanaryCANARY12',
];

const leaves = (command: Command, path: readonly string[]): Leaf[] =>
  command.commands.length > 0
    ? command.commands.flatMap((each) => leaves(each, [...path, each.name()]))
    : [[path, command]];

type Leaf = readonly [path: readonly string[], command: Command];

/** Every command with its path. `start` serves until it is stopped. */
const LEAVES: Leaf[] = [];
// Jest links modules that are imported at the same time wrongly.
for (const [name, { load }] of Object.values(COMMANDS).flatMap((group) => Object.entries(group))) {
  const program = new Command();
  (await load())(program, openWorld() as never, () => {});
  if (name !== 'start') LEAVES.push(...program.commands.flatMap((command) => leaves(command, [name])));
}

/** Command lines with the secret as each argument and as the value of each option. */
const linesWith = ([path, { registeredArguments, options }]: Leaf, secret: string): string[][] => {
  const args: string[] = registeredArguments.map((each) => (each.name() === 'event' ? 'failed' : 'team'));
  return [
    ...args.map((_, at) => [...path, ...args.with(at, secret)]),
    [...path, ...args, secret],
    ...options.map(({ long }) => [...path, ...args, `${long}=${secret}`]),
    [...path, ...args, '--url', secret],
  ];
};

describe('a secret that is typed in the wrong place', () => {
  test.each(SECRETS)(
    'is printed by no command: %s',
    async (secret) => {
      const printed: string[] = [];
      let hidden = 0;
      for (const line of LEAVES.flatMap((leaf) => linesWith(leaf, secret))) {
        const world = openWorld();
        addTarget(world, 'team', { platform: 'slack', url: SECRETS[0] ?? '' });
        const stage = line.some((word) => word.startsWith('--stage')) ? [] : ['--stage', 'prod'];
        const { stdout, stderr } = await world.run(...line, ...stage);
        if (/canary/i.test(stdout + stderr)) printed.push(line.join(' '));
        if (/'…'|=…/.test(stderr)) hidden += 1;
      }

      expect(printed).toEqual([]);
      // Messages about arguments have a sign in place of the secret.
      expect(hidden).toBeGreaterThan(20);
    },
    60_000,
  );
});
