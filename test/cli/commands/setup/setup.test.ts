import { aStack, errorXml } from '../../fake-stack.ts';
import { openSound } from '../../sound-stage.ts';
import { addTarget, openWorld, targetOf, type World } from '../../world.ts';

const HOOK = 'https://hooks.slack.com/services/T0/B0/canary';
const DEPLOY = ['deploy', '--stage', 'prod', '--region', 'eu-central-1'];

/** The answers of a person without a stack: yes, the stage, no address, deploy, name, platform, URL, and the defaults. */
const FROM_NOTHING = ['yes', '', '', 'yes', '', 'slack', HOOK, '', '', '', ''];

/** A stage in an account where nothing is wrong, and its stack is there after it was deployed. */
const openStage = ({ isDeployed = true, exitCode = 0 } = {}) => {
  const world = openSound();
  const deployments: (readonly string[])[] = [];
  let exists = isDeployed;
  for (const name of [...world.parameters.keys()]) world.parameters.delete(name);
  const described = world.stage.answers['cloudformation DescribeStacks'];
  world.stage.answers['cloudformation DescribeStacks'] = (input) =>
    exists ? (described?.(input) ?? {}) : 'ValidationError';
  world.checkout = {
    async serverless(args) {
      deployments.push(args);
      exists = exitCode === 0;
      return exitCode;
    },
  };
  world.answer = '';
  return { world, deployments };
};

/** CloudWatch counts a delivery to the target. */
const countDelivery = ({ stage }: World, target: string, reason = 'delivered'): void => {
  const Dimensions = Object.entries({ stage: 'prod', target, platform: 'slack', reason }).map(([Name, Value]) => ({
    Name,
    Value,
  }));
  stage.answers['cloudwatch ListMetrics'] = () => ({ Metrics: [{ Dimensions }] });
  const before = stage.answers['cloudwatch GetMetricData'];
  stage.answers['cloudwatch GetMetricData'] = (input) =>
    input.MetricDataQueries?.[0]?.MetricStat?.Metric?.Dimensions?.some(({ Name }) => Name === 'target')
      ? { MetricDataResults: [{ Id: 'm0', Values: [2] }] }
      : (before?.(input) ?? {});
};

const setup = (world: World, ...args: string[]) => world.run('setup', ...args);

describe('pipebell setup', () => {
  test('leads from nothing to a message, and ends with the next commands', async () => {
    const { world, deployments } = openStage({ isDeployed: false });
    world.answers = [...FROM_NOTHING];

    const { code, stdout, stderr } = await setup(world);

    expect(stderr).toContain(
      'AWS account 111122223333, Region eu-central-1\nsigned in as arn:aws:iam::111122223333:user/robin',
    );
    expect(deployments).toEqual([DEPLOY]);
    expect(targetOf(world, 'team')).toEqual({ platform: 'slack', url: HOOK, on: ['failed', 'fixed', 'approval'] });
    expect(world.sent.map(({ url }) => url)).toEqual([HOOK]);
    expect(stdout).toMatch(/team accepted it\n[\s\S]* checks: ok/);
    expect(stdout).toMatch(
      /\nNext:\n {2}npx pipebell send approval --stage prod {2}.+\n {2}npx pipebell status --stage prod .+\n.+--help.+\n$/,
    );
    expect(code).toBe(0);
    expect(stdout + stderr + world.questions.join()).not.toContain('canary');
  });

  test.each(FROM_NOTHING.map((_, at) => at))('goes on in the next run after Ctrl-C at question %i', async (at) => {
    const { world, deployments } = openStage({ isDeployed: false });
    world.answers = FROM_NOTHING.with(at, '^C').slice(0, at + 1);
    const stopped = await setup(world);
    const wasDeployed = deployments.length;
    const parameters = world.parameters.size;

    world.answers = wasDeployed ? FROM_NOTHING.toSpliced(2, 2) : [...FROM_NOTHING];
    const resumed = await setup(world);

    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/stopped: npx pipebell setup( --stage prod)? goes on from here\n$/);
    expect({ wasDeployed, parameters }).toEqual({ wasDeployed: at > 3 ? 1 : 0, parameters: 0 });
    expect(resumed.code).toBe(0);
    expect(deployments).toEqual([DEPLOY]);
    expect(world.sent).toHaveLength(1);
  });

  test('says that everything is done, and offers another target', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team');
    world.answers = ['yes'];

    const { code, stdout, stderr } = await setup(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(world.questions).toEqual(['Set up Pipebell there?', 'Add another target?']);
    expect(stderr).toContain(
      'The stack is deployed.\nIt has 1 target: team.\n2 messages delivered in the last 7 days.\n',
    );
    expect(stderr).toContain('Everything is set up: pipebell-prod sends to team.');
    expect(stdout).toContain('\nNext:\n');
    expect(world.sent).toEqual([]);
  });

  test('adds and tests the other target that it offered', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team');
    world.answers = ['yes', 'yes', 'team', 'ops', 'slack', `${HOOK}-2`, '', '', '', ''];

    const { code } = await setup(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(world.refusals).toEqual(['There is a target with this name: enter another one']);
    expect(world.sent.map(({ url }) => url)).toEqual([`${HOOK}-2`]);
    expect(world.questions.filter((question) => question === 'Add another target?')).toHaveLength(1);
  });

  test('offers a test if the relay delivered nothing lately', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team', 'gone');
    world.answers = ['yes', 'team'];

    const { code } = await setup(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(world.questions[1]).toBe('No message was delivered in the last days. Send a test message?');
    expect(world.sent).toHaveLength(1);
  });

  test('asks for the URL again after a test that failed', async () => {
    const { world } = openStage();
    world.receiver = async ({ url }) => ({ status: url.endsWith('canary') ? 404 : 200, body: 'ok' });
    world.answers = ['yes', '', 'slack', HOOK, '', '', '', '', 'secret', `${HOOK}-2`];

    const { code, stderr } = await setup(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(stderr).toContain('team did not accept it');
    expect(world.sent.map(({ url }) => url)).toEqual([HOOK, `${HOOK}-2`]);
    expect(targetOf(world, 'team')).toMatchObject({ url: `${HOOK}-2` });
  });

  test('goes on without a test if the person wants that', async () => {
    const { world } = openStage();
    world.reply = { status: 404, body: 'no_service' };
    world.answers = ['yes', '', 'slack', HOOK, '', '', '', '', 'again', 'on'];

    const { code, stdout } = await setup(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(world.sent).toHaveLength(2);
    expect(stdout).toContain('\nNext:\n');
  });

  test('ends with 3 if doctor finds something', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team');
    world.stage.answers['cloudwatch DescribeAlarms'] = () => ({ MetricAlarms: [] });

    const { code, stdout, stderr } = await setup(world, '--stage', 'prod');

    expect(code).toBe(3);
    expect(stdout).toContain('\nfixes\n');
    expect(stderr).toContain('doctor found something to look at: its list is above.\n');
  });
});

describe('the place of a set-up', () => {
  test('is chosen if no Region is known, and stands in the commands', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team');
    world.region = undefined;
    world.answers = ['other', 'Mars', 'eu-south-2', 'yes', 'prod'];

    const { stdout } = await setup(world, '--profile', 'my team');

    expect(world.refusals).toEqual(['Enter the code of a Region, such as eu-south-1']);
    expect(stdout).toContain("npx pipebell status --stage prod --region eu-south-2 --profile 'my team'");
  });

  test('is shown again after another Region is chosen', async () => {
    const { world } = openStage();
    addTarget(world, 'team', { platform: 'slack', url: HOOK });
    countDelivery(world, 'team');
    world.answers = ['region', 'us-west-2', 'yes', 'prod'];

    const { stderr } = await setup(world);

    expect(stderr).toMatch(/Region eu-central-1\n[\s\S]*Region us-west-2\n/);
  });

  test('of another account ends with what to do', async () => {
    const { world } = openStage();
    world.answers = ['account'];

    const { code, stderr } = await setup(world);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /sign in to the other account, or select it with --profile or AWS_PROFILE; then run npx pipebell setup\n$/,
    );
  });

  test('is not asked about if AWS does not accept the credentials', async () => {
    const { world } = openStage();
    world.stage.calls['sts GetCallerIdentity'] = () => errorXml('ExpiredToken');

    const { code, stderr } = await setup(world);

    expect(code).toBe(1);
    expect(world.questions).toEqual([]);
    expect(stderr).toMatch(/your AWS credentials: ExpiredToken: .*sign in again; then run npx pipebell setup\n$/);
  });
});

describe('the deployment of a set-up', () => {
  test.each([
    ['outside of a checkout', false, ' in a checkout of Pipebell, after npm ci'],
    ['if it is declined', true, ''],
  ])('is left to the person %s', async (_, isCheckout, where) => {
    const { world, deployments } = openStage({ isDeployed: false });
    if (!isCheckout) world.checkout = undefined;
    world.answers = ['yes', 'ops', 'ops@example.com', 'no'];

    const { code, stderr } = await setup(world, '--stage', 'prod', '--profile', 'team');

    expect(world.refusals).toEqual(['Enter one e-mail address, or nothing']);

    expect(code).toBe(3);
    expect(deployments).toEqual([]);
    expect(stderr).toContain(
      `\nRun this${where}:\n  npx serverless deploy --stage prod --region eu-central-1 --aws-profile team ` +
        '--param=alertEmail=ops@example.com\n' +
        'Then go on with:\n  npx pipebell setup --stage prod --profile team\n',
    );
  });

  test('ends with 1 if Serverless fails, and is tried again in the next run', async () => {
    const { world, deployments } = openStage({ isDeployed: false, exitCode: 2 });

    const { code, stderr } = await setup(world, '--stage', 'prod');
    await setup(world, '--stage', 'prod');

    expect(code).toBe(1);
    expect(stderr).toContain('failed (exit code 2): its output above says why.');
    expect(deployments).toEqual([DEPLOY, DEPLOY]);
    expect(world.parameters.size).toBe(0);
  });

  test('says how to go on after Ctrl-C while Serverless runs', async () => {
    const { world } = openStage({ isDeployed: false });
    world.checkout = {
      async serverless() {
        world.stop.abort();
        return 1;
      },
    };

    const { code, stderr } = await setup(world, '--stage', 'prod');

    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped: npx pipebell setup --stage prod goes on from here\n$/);
    expect(stderr).not.toContain('its output above says why');
  });

  test('is not offered for a stack that is being deleted', async () => {
    const { world, deployments } = openStage();
    world.stage.answers['cloudformation DescribeStacks'] = () => ({
      Stacks: [aStack({ StackStatus: 'DELETE_IN_PROGRESS' })],
    });

    const { code, stderr } = await setup(world, '--stage', 'prod');

    expect(code).toBe(1);
    expect(deployments).toEqual([]);
    expect(stderr).toMatch(/is being deleted .*; then run npx pipebell setup --stage prod\n$/);
  });
});

test('pipebell setup without a terminal names the commands to run instead', async () => {
  const { code, stdout, stderr } = await openWorld().run('setup', '--stage', 'dev');

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^not a terminal, .*: run npx serverless deploy --stage dev, then npx pipebell targets add team --stage dev .*--url-stdin.* doctor --stage dev\n$/,
  );
});
