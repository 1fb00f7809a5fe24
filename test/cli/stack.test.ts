import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { COMMANDS } from '../../src/cli/commands.ts';
import { aStack, WHERE } from './fake-stack.ts';
import { openSound } from './sound-stage.ts';
import { addTarget, openWorld, targetOf, type World } from './world.ts';

/** One use of every command that works on an account, by its name. */
const USES: Readonly<Record<string, readonly string[]>> = {
  'dead-letters': [],
  doctor: [],
  explain: ['failed'],
  history: ['team'],
  redrive: ['--yes', '--wait', '0'],
  replay: ['--from', '2026-03-03T14:00Z', '--yes'],
  send: ['failed'],
  start: ['--no-stories', '--port', '0'],
  status: [],
  'targets add': ['new', '--platform', 'slack', '--url-parameter', '/pipebell/prod/secrets/new/url'],
  'targets apply': ['--file', 'targets.json', '--yes'],
  'targets check': [],
  'targets disable': ['team'],
  'targets edit': ['team', '--on', 'failed'],
  'targets enable': ['team'],
  'targets export': [],
  'targets list': [],
  'targets remove': ['team', '--yes'],
  'targets show': ['team'],
  'targets test': ['team'],
  why: ['web'],
};

/** Uses that the table above has no room for. */
const MORE: readonly (readonly string[])[] = [
  ['send', 'failed', '--to', 'team'],
  ['redrive', '--dry-run'],
  ['explain', '--execution', 'shop/5d2f0c9a'],
];

/** They write a stage's name into an example or a manifest, and work on no account. */
const OFFLINE = ['init', 'slack manifest'];

/** They work on a stage whether or not it has a stack, and have tests of their own. */
const WITHOUT_STACK = ['remove', 'setup'];

const USED: readonly (readonly string[])[] = [
  ...Object.entries(USES).map(([name, args]) => [...name.split(' '), ...args]),
  ...MORE,
];

/** These need the outputs of the stack. */
const ALWAYS_CHECKED = ['doctor', 'replay'];

/** Every command and subcommand whose help has `--stage`. */
const commandsWithStage = async (): Promise<string[]> => {
  const found: string[] = [];
  const paths: string[][] = Object.values(COMMANDS).flatMap((group) => Object.keys(group).map((name) => [name]));
  // One after the other: Jest links modules wrongly that are imported at the same time.
  for (const path of paths) {
    const { stdout } = await openWorld().run(...path, '--help');
    const list = stdout.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '';
    const names = [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
    paths.push(...names.map((name) => [...path, name]));
    if (stdout.includes('--stage <name>')) found.push(path.join(' '));
  }
  return found;
};

const openStage = (status?: StackStatus | 'ValidationError' | 'AccessDenied'): World => {
  const world = openSound();
  world.stage.answers['cloudformation DescribeStacks'] = () =>
    status === 'ValidationError' || status === 'AccessDenied'
      ? status
      : { Stacks: [aStack(status && { StackStatus: status })] };
  world.files.set(
    'targets.json',
    '{"new": {"platform": "slack", "url": {"parameter": "/pipebell/prod/secrets/new/url"}}}',
  );
  return world;
};

/** What a command could have changed. */
const effects = ({ aws, calls, parameters, sent, topics }: World) => ({
  calls: [...calls],
  parameters: [...parameters],
  published: [...topics.values()].flat(),
  queued: aws.deliveries.messages.length,
  sent: sent.length,
});

const NOTHING = effects(openStage());

const isDoctor = ([name]: readonly string[]): boolean => name === 'doctor';

describe('a command on an account', () => {
  test('is in the table of this test', async () => {
    expect((await commandsWithStage()).sort()).toEqual([...Object.keys(USES), ...OFFLINE, ...WITHOUT_STACK].sort());
  });

  test.each(USED)('%s %s is refused if the stack does not exist', async (...args) => {
    const world = openStage('ValidationError');

    const { code, stdout, stderr } = await world.run(...args, '--stage', 'prod');

    expect(stderr).toBe(
      `no stack ${WHERE}: check --stage, --region and --profile, or run npx serverless deploy --stage prod\n`,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(effects(world)).toEqual(NOTHING);
  });

  test('is refused with a command for the same Region and profile', async () => {
    const world = openStage('ValidationError');
    const place = ['--stage', 'prod', '--region', 'eu-west-1', '--profile', 'work'];

    const { stderr, stdout } = await world.run('targets', 'list', ...place, '--json');

    const next = 'run npx serverless deploy --stage prod --region eu-west-1 --aws-profile work';
    expect(stderr).toContain(next);
    expect(JSON.parse(stdout).error.next).toContain(next);
  });

  test.each(USED.filter(([name]) => name !== 'start'))('%s %s writes first where it works', async (...args) => {
    const world = openStage();

    await world.run(...args, '--stage', 'prod');

    expect(world.places).toEqual([WHERE]);
    const looks = world.stage.asked.filter((name) => name === 'cloudformation DescribeStacks');
    expect(looks).toHaveLength(1);
  });

  test.each(USED.filter((args) => !isDoctor(args)))(
    '%s %s is refused if the stack is being deleted',
    async (...args) => {
      const world = openStage('DELETE_IN_PROGRESS');

      const { code, stderr } = await world.run(...args, '--stage', 'prod');

      expect(code).toBe(1);
      expect(stderr).toBe(
        `stack ${WHERE} is being deleted (DELETE_IN_PROGRESS): wait, then run npx serverless deploy --stage prod\n`,
      );
      expect(effects(world)).toEqual(NOTHING);
    },
  );

  test.each(USED.filter((args) => !isDoctor(args)))(
    '%s %s is refused if the credentials may not read the stack',
    async (...args) => {
      const world = openStage('AccessDenied');

      const { code, stderr } = await world.run(...args, '--stage', 'prod');

      expect(code).toBe(1);
      expect(stderr).toBe(
        'your AWS credentials lack cloudformation:DescribeStacks, so pipebell-prod cannot be checked: ask for that permission, or pass --no-stack-check\n',
      );
      expect(effects(world)).toEqual(NOTHING);
    },
  );

  test.each(USED.filter(([name = '']) => name !== 'start' && !ALWAYS_CHECKED.includes(name)))(
    '%s %s works without the check if that is asked for',
    async (...args) => {
      const world = openStage('AccessDenied');

      const { code } = await world.run(...args, '--stage', 'prod', '--no-stack-check');

      expect(code).not.toBe(2);
      expect(world.places).toEqual([`${WHERE}, not checked`]);
      expect(world.stage.asked).not.toContain('cloudformation DescribeStacks');
    },
  );
});

describe('the check of the stack', () => {
  const list = (world: World, ...args: string[]) => world.run('targets', 'list', '--stage', 'prod', ...args);

  test.each([
    ['ROLLBACK_COMPLETE', 'could not be created'],
    ['ROLLBACK_IN_PROGRESS', 'could not be created'],
    ['CREATE_FAILED', 'could not be created'],
    ['DELETE_FAILED', 'was deleted in part'],
    ['REVIEW_IN_PROGRESS', 'has no resources yet'],
  ] as const)('refuses a stack in the state %s, which %s', async (status, words) => {
    const { code, stderr } = await list(openStage(status));

    expect([code, stderr]).toEqual([1, expect.stringContaining(`stack ${WHERE} ${words} (${status}): `)]);
  });

  test.each([
    'CREATE_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED',
    'UPDATE_IN_PROGRESS',
  ] as const)('accepts a stack in the state %s, whose relay exists', async (status) => {
    expect((await list(openStage(status))).code).toBe(0);
  });

  test('names the Region alone if AWS does not name the account', async () => {
    const world = openStage('ValidationError');
    delete world.stage.calls['sts GetCallerIdentity'];

    const { stderr } = await list(world);

    expect(stderr).toMatch(/^no stack pipebell-prod in an unknown account \/ eu-central-1: check --stage/);
  });

  test('adds a target before the first deployment if that is asked for', async () => {
    const world = openStage('ValidationError');

    const { code, stdout } = await world.run(
      ...['targets', 'add', 'new', '--stage', 'prod', '--platform', 'slack'],
      ...['--url-parameter', '/pipebell/prod/secrets/new/url', '--no-stack-check'],
    );

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `new is added to ${WHERE} (not checked); the change takes effect within a minute\n`,
    });
    expect(targetOf(world, 'new')).toMatchObject({ platform: 'slack' });
  });

  test('refuses --allow-private where the stack decides', async () => {
    const { code, stderr } = await openWorld().run('explain', 'failed', '--stage', 'prod', '--allow-private');

    expect([code, stderr]).toEqual([
      2,
      '--allow-private is for --targets: for --stage the parameter of the stack decides\n',
    ]);
  });
});

describe('PIPEBELL_STAGE', () => {
  beforeEach(() => {
    process.env.PIPEBELL_STAGE = 'prod';
  });
  afterEach(() => {
    delete process.env.PIPEBELL_STAGE;
  });

  test('is the stage of a command without --stage, which precedes it', async () => {
    const world = openWorld();

    expect((await world.run('targets', 'list')).code).toBe(0);
    expect(world.places).toEqual([WHERE]);
    expect((await world.run('targets', 'list', '--stage', 'other')).stderr).toMatch(/^no stack pipebell-other in/);
  });

  test('does not exclude --targets and --topic-arn', async () => {
    const world = openWorld();
    const arn = 'arn:aws:sns:eu-central-1:111122223333:mine';
    world.topics.set(arn, []);
    world.files.set('targets.json', '{}');
    addTarget(world, 'team', { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' });

    const explained = await world.run('explain', 'failed', '--targets', 'targets.json');
    const sent = await world.run('send', 'failed', '--topic-arn', arn);

    expect([explained.code, sent.code, world.places]).toEqual([0, 0, []]);
    expect(explained.stdout).toContain('there are no targets');
    expect((await world.run('explain', 'failed')).stdout).toContain('1 target of 1 would get it');
  });

  test('counts as not set if it is empty', async () => {
    process.env.PIPEBELL_STAGE = '';

    const { code, stderr } = await openWorld().run('targets', 'list');

    expect([code, stderr]).toEqual([
      2,
      "required option '--stage <name>' not specified: see npx pipebell targets help list\n",
    ]);
    expect((await openWorld().run('targets', 'list', '--stage', '')).stderr).toContain('A stage has 1 to 40 letters');
  });

  test('is refused if it is no name of a stage', async () => {
    process.env.PIPEBELL_STAGE = 'https://canary.example/';

    const { code, stderr } = await openWorld().run('targets', 'list');

    expect(code).toBe(2);
    expect(stderr).toContain('A stage has 1 to 40 letters');
    expect(stderr).not.toContain('canary');
  });
});
