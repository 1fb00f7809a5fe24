import type { StartReplayRequest } from '@aws-sdk/client-eventbridge';
import { aStack } from '../fake-stack.ts';
import { openWorld, type World } from '../world.ts';

// It is 2026-03-04T09:20Z there.
const FROM = '2026-03-03T14:00Z';
const HERE = 'eu-central-1:111122223333';

/** A stage with an archive, whose replay goes through these states. */
const openStage = (
  states: readonly ('STARTING' | 'RUNNING' | 'COMPLETED' | 'FAILED')[] = ['STARTING', 'RUNNING', 'COMPLETED'],
): World & { started: StartReplayRequest[] } => {
  const world = openWorld();
  const started: StartReplayRequest[] = [];
  const left = [...states];
  const outputs = [{ OutputKey: 'TopicArn', OutputValue: `arn:aws:sns:${HERE}:pipebell-prod-events` }];
  Object.assign(world.stage.answers, {
    // The names alone must do then.
    'cloudformation ListStackResources': () => 'AccessDenied',
    'cloudformation DescribeStacks': () => ({ Stacks: [aStack({ Outputs: outputs })] }),
    'events DescribeArchive': () => ({ ArchiveName: 'pipebell-prod', RetentionDays: 30 }),
    'events ListRules': () => ({
      Rules: [{ Name: 'pipebell-prod-codepipeline' }, { Name: 'pipebell-prod-codebuild' }],
    }),
    'events StartReplay': (input: StartReplayRequest) => {
      started.push(input);
      return { State: 'STARTING' };
    },
    'events DescribeReplay': () => ({
      State: left.length > 1 ? left.shift() : left[0],
      StateReason: left[0] === 'FAILED' ? 'The bus is busy' : undefined,
      EventLastReplayedTime: new Date('2026-03-03T23:40:00Z'),
    }),
  });
  return Object.assign(world, { started });
};

const replay = (world: World, ...args: string[]) => world.run('replay', '--stage', 'prod', ...args);

describe('pipebell replay', () => {
  test('replays a period to the rules of the stage, and waits until the replay has ended', async () => {
    const world = openStage();

    const { code, stdout } = await replay(world, '--from', FROM, '--to', '2026-03-03T16:00:00+01:00', '--yes');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^replay pipebell-prod-\d+ of pipebell-prod in 111122223333 \/ eu-central-1: completed\n$/,
      ),
    });
    expect(world.started).toEqual([
      {
        ReplayName: expect.stringMatching(/^pipebell-prod-\d{14}$/),
        EventSourceArn: `arn:aws:events:${HERE}:archive/pipebell-prod`,
        EventStartTime: new Date('2026-03-03T14:00:00Z'),
        EventEndTime: new Date('2026-03-03T15:00:00Z'),
        Destination: {
          Arn: `arn:aws:events:${HERE}:event-bus/default`,
          FilterArns: [
            `arn:aws:events:${HERE}:rule/pipebell-prod-codepipeline`,
            `arn:aws:events:${HERE}:rule/pipebell-prod-codebuild`,
          ],
        },
      },
    ]);
    expect(world.stage.asked.filter((asked) => asked === 'events DescribeReplay')).toHaveLength(3);
  });

  test('shows the progress', async () => {
    const world = openStage();
    world.terminal = true;

    const { stderr } = await replay(world, '--from', FROM, '--yes');

    expect(stderr).toContain('running: 50 % of the period');
  });

  test('asks for confirmation, and replays nothing without it', async () => {
    const world = openStage();
    world.answer = 'n';

    const { code } = await replay(world, '--from', FROM);

    expect(code).toBe(1);
    expect(world.questions[0]).toMatch(
      /^Replay to pipebell-prod in 111122223333 \/ eu-central-1 the events from .* to 2 rules\?$/,
    );
    expect(world.started).toEqual([]);
    expect((await replay(openStage(), '--from', FROM)).code).toBe(2);
  });

  test('shows the plan with --dry-run', async () => {
    const world = openStage();

    const { code, stdout } = await replay(world, '--from', FROM, '--dry-run', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'PLANNED',
      archive: 'pipebell-prod',
      rules: ['pipebell-prod-codepipeline', 'pipebell-prod-codebuild'],
      from: '2026-03-03T14:00:00.000Z',
      to: '2026-03-04T09:10:00.000Z',
    });
    expect(world.started).toEqual([]);
  });

  test.each([
    [['--from', '2026-02-17T00:00Z'], /may be delivered twice, because the ledger no longer has them: pass --older/],
    [['--from', FROM, '--to', '2026-03-03T13:00Z'], /--from must be before --to/],
    [['--from', FROM, '--to', '2026-03-05T00:00Z'], /--to is in the future/],
    [['--from', '2026-03-04T09:15Z'], /--from is less than ten minutes ago/],
    [['--from', 'yesterday'], /a time with its zone/],
    [[], /--from/],
  ])('refuses %j', async (args, words) => {
    const world = openStage();

    const { code, stderr } = await replay(world, ...args, '--yes');

    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(world.started).toEqual([]);
  });

  test('replays events that the ledger no longer has with --older', async () => {
    const world = openStage();

    expect((await replay(world, '--from', '2026-02-17T00:00Z', '--older', '--yes')).code).toBe(0);
    expect(world.started).toHaveLength(1);
  });

  test('explains how to get an archive if there is none', async () => {
    const world = openStage();
    world.stage.answers['events DescribeArchive'] = () => 'ResourceNotFoundException';

    const { code, stderr } = await replay(world, '--from', FROM, '--yes');

    expect([code, stderr]).toEqual([1, expect.stringContaining('archiveDays=30')]);
  });

  test('reports why EventBridge failed', async () => {
    const { code, stdout, stderr } = await replay(openStage(['FAILED']), '--from', FROM, '--yes');

    expect([code, stdout, stderr]).toEqual([
      1,
      expect.stringContaining('failed'),
      expect.stringMatching(/^replay pipebell-prod-\d+ has started\nEventBridge reports: The bus is busy\n$/),
    ]);
  });

  test('warns about events that may not be archived yet', async () => {
    const { stderr } = await replay(openStage(), '--from', FROM, '--to', '2026-03-04T09:15Z', '--yes');

    expect(stderr).toContain('events of the last ten minutes may not be archived yet');
  });

  /** A stage whose replay cannot be looked at, so many times. */
  const openBlind = (times: number): World => {
    const world = openStage(['RUNNING', 'COMPLETED']);
    const { 'events DescribeReplay': look } = world.stage.answers;
    let left = times;
    Object.assign(world.stage.answers, {
      'events DescribeReplay': (input: { ReplayName: string }) => (left-- > 0 ? 'ThrottlingException' : look?.(input)),
    });
    return world;
  };

  test('continues after a failed read of the replay’s state', async () => {
    const { code, stdout } = await replay(openBlind(5), '--from', FROM, '--yes');

    expect([code, stdout]).toEqual([0, expect.stringContaining('completed')]);
  });

  test('explains how to cancel the replay if its state cannot be read', async () => {
    const { code, stderr } = await replay(openBlind(99), '--from', FROM, '--yes');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /the replay continues unless you cancel it: aws events cancel-replay --replay-name pipebell-/,
    );
  });

  test('is cancelled by Ctrl-C', async () => {
    const world = openStage(['RUNNING']);
    world.onSleep = async () => world.stop.abort();

    const { code, stdout } = await replay(world, '--from', FROM, '--yes');

    expect([code, stdout]).toEqual([1, expect.stringContaining('cancelled')]);
    expect(world.stage.asked).toContain('events CancelReplay');
  });
});
