import { answersOf } from '../../../src/samples/answers.ts';
import { NOW } from '../../support/batch.ts';
import { addTarget, openWorld, type World } from '../world.ts';

/** Another one for each test: what was asked of an execution within the minute is not asked again. */
let execution = '';
beforeEach(() => {
  execution = crypto.randomUUID();
});
const SLACK = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' };

const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const run = (id: string, status: 'Failed' | 'Succeeded', minutes: number) => ({
  execution: id,
  status,
  startedAt: minutesAgo(minutes),
  commit: '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093',
  message: 'Ask for the delivery slot before payment (#214)',
});

const openPipeline = (...runs: ReturnType<typeof run>[]): World => {
  const world = openWorld();
  Object.assign(world.stage.calls, answersOf('shop-prod', runs), {
    'codepipeline GetPipeline': () => ({
      metadata: { pipelineArn: 'arn:aws:codepipeline:eu-central-1:111122223333:shop-prod' },
    }),
  });
  addTarget(world, 'team', { ...SLACK, when: { accounts: ['111122223333'] } });
  return world;
};

/** An execution in this state, and what its actions do. */
const becomes = ({ stage }: World, status: string, actions: object[] = []): void => {
  stage.calls['codepipeline GetPipelineExecution'] = () => ({ pipelineExecution: { status } });
  stage.calls['codepipeline ListActionExecutions'] = () => ({ actionExecutionDetails: actions });
};

const explain = async (world: World, ...args: string[]) => {
  const ended = await world.run('explain', '--execution', `shop-prod/${execution}`, ...args);
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('pipebell explain --execution', () => {
  test('reports the cause of a failure, the commits and the targets', async () => {
    const world = openPipeline(run(execution, 'Failed', 10), run('earlier', 'Succeeded', 60));

    const { code, stdout, stderr } = await explain(world, '--stage', 'prod');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('shop-prod failed at Build');
    expect(stdout).toContain('checkout › charges the card once: expected 1, received 2');
    expect(stdout).toContain('3f9c1d7 Ask for the delivery slot before payment (#214)');
    expect(stdout).toContain('1 target of 1 would get it');
  });

  test('reports the meaning of the end after earlier runs', async () => {
    const world = openPipeline(run(execution, 'Succeeded', 10), run('earlier', 'Failed', 60));

    const { stdout } = await explain(world, '--stage', 'prod', '--json');

    expect(JSON.parse(stdout).event).toMatchObject({ moment: 'succeeded', transition: 'fixed' });
  });

  test('reads the stored history of the pipeline, and writes nothing', async () => {
    const world = openPipeline(run(execution, 'Failed', 10), run('earlier', 'Failed', 60));

    const { stdout } = await explain(world, '--stage', 'prod', '--json');

    expect(JSON.parse(stdout).event).toMatchObject({ transition: 'still-failing' });
    expect(world.stage.asked).toContain('dynamodb GetItem');
    expect(world.stage.asked.filter((call) => !/ (?:Get|List|BatchGet|Describe)/.test(call))).toEqual([]);
  });

  test('asks for nothing of a stage where targets come from a file', async () => {
    const world = openPipeline(run(execution, 'Failed', 10));
    world.files.set('targets.json', JSON.stringify({ team: SLACK }));

    const { code, stdout, stderr } = await explain(world, '--targets', 'targets.json');

    expect(code).toBe(0);
    expect(stderr).toMatch(/^111122223333 \/ eu-central-1\n/);
    expect(stdout).toContain('1 target of 1 would get it');
    expect(world.stage.asked.filter((call) => /^(?:dynamodb|ssm) /.test(call))).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  test.each([
    ['InProgress', 'started'],
    ['Stopping', 'stopping'],
    ['Stopped', 'stopped'],
    ['Superseded', 'superseded'],
    ['Cancelled', 'canceled'],
    ['Succeeded', 'succeeded'],
    ['Failed', 'failed'],
    ['Melted', 'change'],
  ])('builds the event of an execution in the state %s', async (status, moment) => {
    const world = openPipeline();
    becomes(world, status);

    const { stdout } = await explain(world, '--stage', 'prod', '--json');

    expect(JSON.parse(stdout).event).toMatchObject({ source: 'codepipeline', moment, level: 'pipeline' });
  });

  test('builds the event of a waiting approval', async () => {
    const world = openPipeline();
    const actionTypeId = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' };
    const approval = { stageName: 'Release', actionName: 'Sign-off', status: 'InProgress', input: { actionTypeId } };
    becomes(world, 'InProgress', [{ ...approval, pipelineExecutionId: execution, actionExecutionId: 'a-1' }]);

    const { stdout } = await explain(world, '--stage', 'prod', '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      event: { moment: 'approval' },
      targets: [{ target: 'team', gets: true }],
    });
    expect(JSON.parse(stdout).event.headline).toBe('shop-prod is waiting for approval · Release › Sign-off');
  });

  test('reports facts that are not available, and explains the rest', async () => {
    const world = openPipeline(run(execution, 'Failed', 10));
    world.stage.calls['codebuild BatchGetBuilds'] = () => 'AccessDeniedException';
    delete world.stage.calls['codepipeline GetPipeline'];

    const { code, stdout, stderr } = await explain(world, '--stage', 'prod');

    expect(code).toBe(0);
    expect(stderr).toContain('not available: build: access denied\n');
    expect(stdout).toContain('when.accounts: wants 111122223333; this has none');
  });

  test.each([
    ['ResourceNotFoundException', 'not found in this account and Region'],
    ['PipelineExecutionNotFoundException', 'not found in this account and Region'],
    ['AccessDeniedException', 'your AWS credentials do not allow it'],
  ])('reports an error of AWS in one line: %s', async (error, words) => {
    const world = openPipeline(run(execution, 'Failed', 10));
    world.stage.calls['codepipeline GetPipelineExecution'] = () => error;

    const { code, stdout, stderr } = await explain(world, '--stage', 'prod');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^execution shop-prod/${execution}: .*${words}.*\\n$`));
  });

  test.each([
    [['explain', '--stage', 'prod'], 'pass exactly one of: EVENT, --execution'],
    [
      ['explain', 'failed', '--execution', 'shop-prod/run-7', '--stage', 'prod'],
      'pass exactly one of: EVENT, --execution',
    ],
    [['explain', '--execution', 'shop-prod', '--stage', 'prod'], 'PIPELINE/ID'],
    [['explain', '--execution', 'https://canary.example/x', '--stage', 'prod'], 'PIPELINE/ID'],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const { code, stdout, stderr } = await openPipeline().run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
  });
});
