import { homedir } from 'node:os';
import { join } from 'node:path';
import { platformNames } from '../../src/platforms/index.ts';
import { addTarget, openWorld, type World } from './world.ts';

/** What is offered for the last word of a line. */
const offered = async (world: World, line: string): Promise<string[]> => {
  const { code, stdout, stderr } = await world.run('complete', ...line.split(' '));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').flatMap((row) => row.split('\t')[0] || []);
};

describe('pipebell complete', () => {
  test.each([
    ['ex', ['explain', 'excerpt']],
    ['targets ed', ['edit']],
    ['targets edit team --url-p', ['--url-prompt', '--url-parameter']],
    ['preview failed --platform ', [...platformNames, 'all']],
    ['explain failed-', ['failed-rule', 'failed-pull-request']],
    ['targets list --stage prod --j', ['--json']],
    ['completion z', ['zsh']],
    ['help redr', ['redrive']],
    ['help targets en', ['enable']],
    ['samples ', ['--json', '--help']],
    ['redrive --reason=gon', ['--reason=gone']],
    ['redrive --reason = gon', ['gone']],
    ['targets add team --levels pipeline,st', ['pipeline,stage']],
    ['targets add team --on fai', ['failed']],
    ['excerpt ', []],
    ['no-such-command ', []],
  ])('offers the next words: %s', async (line, words) => {
    expect(await offered(openWorld(), line)).toEqual(words);
  });

  test('offers every command with its description', async () => {
    const { stdout } = await openWorld().run('complete', '');

    expect(stdout).toContain('redrive\tsend dead letters again\n');
    expect(stdout).toContain('completion\t');
    expect(stdout).not.toContain('complete\t');
  });

  test('offers the profiles of the files of the AWS CLI', async () => {
    const world = openWorld();
    world.files.set(
      join(homedir(), '.aws', 'config'),
      '[default]\nregion = eu-west-1\n[profile ops]\n[sso-session s;rm]\n',
    );
    world.files.set(join(homedir(), '.aws', 'credentials'), '[ops]\n[ci]\n');

    expect(await offered(world, 'status --profile ')).toEqual(['default', 'ops', 'ci']);
  });
});

describe('pipebell complete, with an AWS account', () => {
  /** AWS answers before the time is over. */
  const inTime = (): World => Object.assign(openWorld(), { onSleep: () => new Promise<void>(() => {}) });

  const withStacks = (names: readonly string[], world = inTime()): World => {
    const Stacks = names.map((StackName) => ({ StackName, CreationTime: world.clock.now(), StackStatus: undefined }));
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks });
    return world;
  };

  test('offers the stages', async () => {
    const world = withStacks(['pipebell-prod', 'shop-web', 'pipebell-preview', 'pipebell-x;y']);

    expect(await offered(world, 'status --stage pr')).toEqual(['prod', 'preview']);
    expect(await offered(world, 'status --stage=prod')).toEqual(['--stage=prod']);
  });

  test.each([
    'targets edit --stage prod ',
    'targets edit --stage=prod ',
    'targets export --stage prod ',
    'targets export other --stage prod te',
    'targets edit --stage = prod ',
    'history --stage prod ',
    'redrive --stage prod --target ',
    'send failed --stage prod --to ',
  ])('offers the targets of the stage, without their values: %s', async (line) => {
    const world = inTime();
    addTarget(world, 'team-web', 'https://canary.example');
    world.parameters.set('/pipebell/other/targets/team-other', '{}');

    expect(await offered(world, line)).toEqual(['team-web']);
    expect(world.calls).toEqual(['names /pipebell/prod/targets']);
  });

  test('offers the targets of the stage in PIPEBELL_STAGE', async () => {
    const world = inTime();
    addTarget(world, 'team-web', '{}');
    process.env.PIPEBELL_STAGE = 'prod';

    const names = await offered(world, 'targets show ').finally(() => delete process.env.PIPEBELL_STAGE);

    expect(names).toEqual(['team-web']);
    expect(await offered(world, 'targets show ')).toEqual([]);
  });

  test('offers no name for a new target', async () => {
    const world = inTime();
    addTarget(world, 'team-web', '{}');

    expect(await offered(world, 'targets add --stage prod ')).toEqual([]);
    expect(await offered(world, 'targets edit --stage prod ')).toEqual(['team-web']);
  });

  test('offers nothing and prints no error if AWS refuses', async () => {
    const world = inTime();
    world.stage.answers['cloudformation DescribeStacks'] = () => 'AccessDenied';

    expect(await offered(world, 'status --stage ')).toEqual([]);
    expect(await offered(world, 'targets show --stage unreadable ')).toEqual([]);
    expect(world.stage.asked).toEqual(['cloudformation DescribeStacks']);
    expect(world.calls).toEqual(['names /pipebell/unreadable/targets']);
  });

  test('offers nothing if AWS does not answer in time', async () => {
    const late = withStacks(['pipebell-prod'], openWorld());
    late.onSleep = async () => expect(late.stage.asked).toEqual(['cloudformation DescribeStacks']);
    late.stage.answers['cloudformation DescribeStacks'] = () => new Promise(() => {}) as never;

    expect(await offered(late, 'status --stage ')).toEqual([]);
    expect(await offered(withStacks(['pipebell-prod']), 'status --stage ')).toEqual(['prod']);
  });
});
