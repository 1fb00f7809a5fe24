import { aDelivery } from '../../support/batch.ts';
import { type Logs, writeLogs } from '../log-lines.ts';
import { addTarget, bury, openWorld, type World } from '../world.ts';

const EXECUTION = '3b8f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';
const HOOK = { platform: 'webhook', url: 'https://hooks.example.com/canary' };

const event = {
  eventId: 'event-1',
  source: 'codepipeline',
  moment: 'failed',
  eventLevel: 'pipeline',
  pipeline: 'bakery',
  execution: EXECUTION,
};
const routed = {
  ...event,
  event: 'routed',
  transition: 'broken',
  account: '222233334444',
  region: 'eu-north-1',
  pipelineStage: 'Bake',
  targets: ['ops', 'team'],
  configured: 4,
  secondsAgo: 600,
};
const outcome = (target: string, name: string, fields: object = {}) => ({
  ...event,
  event: name,
  target,
  platform: 'webhook',
  deliveryId: aDelivery(target, { id: 'event-1' }).id,
  ...fields,
});
const delivered = outcome('team', 'delivered', { status: 200, secondsAgo: 598 });
const gone = outcome('ops', 'rejected', { reason: 'gone', status: 410, secondsAgo: 597 });

const openStage = (logs: Logs): World & { patterns: string[] } => {
  const world = openWorld();
  addTarget(world, 'team', HOOK);
  addTarget(world, 'ops', HOOK);
  return Object.assign(world, { patterns: writeLogs(world, logs) });
};

const why = async (world: World, ...args: string[]) => {
  const ended = await world.run('why', ...args, '--stage', 'prod');
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('pipebell why', () => {
  test('shows who got the newest event, who did not and why, and what to do next', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered, gone] });
    addTarget(world, 'qa', { ...HOOK, when: { pipelines: ['web-*'] } });
    addTarget(world, 'typo', { ...HOOK, on: ['fail'] });
    bury(world, aDelivery('ops', { id: 'event-1' }));

    const { code, stdout, stderr } = await why(world, 'bakery');

    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout.replaceAll(/\d\d:\d\d:\d\dZ/g, 'T').split('\n')).toEqual([
      'bakery failed at Bake (broken), routed at 2026-03-04 T',
      `event event-1, execution ${EXECUTION}`,
      '',
      'TARGET  GOT IT  TIME       WHY',
      'ops     no      T  dead letter, still there (gone, 410: the receiver no longer exists)',
      'team    yes     T  delivered (200), 2 s after it was routed',
      'qa      no      -          when.pipelines: wants web-*; this is bakery',
      expect.stringMatching(/^typo {4}no {6}- {10}cannot be used: on/),
      '',
      '  gone: the channel or its webhook no longer exists: create a new one and set its URL with "targets edit"',
      'filters are compared as the targets have them now',
      'next:',
      '  npx pipebell targets test ops --stage prod  # find out whether ops works now',
      '  npx pipebell redrive --stage prod --target ops  # then send its dead letters again',
      '  npx pipebell targets check --stage prod  # see what is wrong',
      '',
    ]);
    expect(world.aws.deadLetters.size).toBe(1);
  });

  test('prints commands for the same Region and profile, with words that a shell would change in quotes', async () => {
    const world = openStage({ router: [{ ...routed, pipeline: 'Build & Bake' }], deliverer: [delivered, gone] });
    addTarget(world, 'qa', { ...HOOK, when: { pipelines: ['web-*'] } });
    const place = ['--region', 'eu-west-1', '--profile', 'jo okafor'];

    const { stdout } = await why(world, 'Build & Bake', '--target', 'qa', ...place);
    const none = await why(world, 'other', ...place);

    const options = "--stage prod --region eu-west-1 --profile 'jo okafor'";
    expect(stdout).toContain(`npx pipebell targets edit qa ${options} --when-pipelines 'web-*,Build & Bake'  #`);
    expect(none.stdout).toContain(`npx pipebell doctor ${options}  #`);
  });

  test('prints no command that would replace a filter by what is shown of it', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered, gone] });
    addTarget(world, 'qa', { ...HOOK, when: { pipelines: ['my.repo/web-*', 'xoxb-1234567890-canary'] } });

    const shown = await why(world, 'bakery', '--target', 'qa');
    const json = await why(world, 'bakery', '--target', 'qa', '--json');

    expect(shown.stdout).toContain('  npx pipebell targets show qa --stage prod  # see the filters of qa\n');
    expect(shown.stdout).not.toContain('targets edit');
    expect(JSON.parse(json.stdout).events[0].targets[0].wants).toEqual(['…', '[redacted]']);
  });

  test('ends with 0 if every target that the event is for has it', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered, outcome('ops', 'delivered')] });

    const { code, stdout } = await why(world, 'bakery');

    expect(code).toBe(0);
    expect(stdout).not.toContain('next:');
  });

  test('reads the dead letters only if a delivery was given up', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered] });

    await why(world, 'bakery');
    expect(world.calls).toEqual(['below /pipebell/prod/targets']);

    writeLogs(world, { router: [routed], deliverer: [gone] });
    await why(world, 'bakery');
    expect(world.calls).toContain('receive dead-letters');
  });

  test('reports that a dead letter is no longer there', async () => {
    const { code, stdout } = await why(openStage({ router: [routed], deliverer: [delivered, gone] }), 'bakery');

    expect(code).toBe(0);
    expect(stdout).toContain('was a dead letter, now redriven or deleted (gone, 410');
  });

  test.each([
    [EXECUTION, 'the execution'],
    ['event-1', 'the event'],
    [delivered.deliveryId, 'the delivery'],
  ])('accepts %s: %s', async (name) => {
    const { code, stdout } = await why(openStage({ router: [routed], deliverer: [delivered, gone] }), name);

    expect(code).toBe(0);
    expect(stdout).toContain('event event-1');
  });

  test('accepts a resource', async () => {
    const { pipeline: _, ...build } = { ...routed, resource: 'bakery tests/unit "x"' };
    const world = openStage({ router: [build], deliverer: [delivered] });

    const { stdout } = await why(world, 'bakery tests/unit "x"');

    expect(stdout).toContain('bakery tests/unit "x" failed at Bake');
    expect(world.patterns[0]).toContain('$.resource = "bakery tests/unit *x*"');
  });

  test('prints the command that lets one target get such events', async () => {
    const world = openStage({ router: [routed] });
    addTarget(world, 'qa', { ...HOOK, when: { pipelines: ['web-*'] } });
    addTarget(world, 'fixes', { ...HOOK, on: ['fixed'] });
    addTarget(world, 'off', { ...HOOK, enabled: false });
    addTarget(world, 'not', { ...HOOK, when: { pipelines: ['*', '!bakery'] } });
    const nextOf = async (name: string) => (await why(world, 'bakery', '--target', name)).stdout.split('next:\n')[1];

    expect(await nextOf('qa')).toBe(
      "  npx pipebell targets edit qa --stage prod --when-pipelines 'web-*,bakery'  # let qa get such events\n",
    );
    expect(await nextOf('fixes')).toContain('targets edit fixes --stage prod --on fixed,failed  #');
    expect(await nextOf('off')).toContain('npx pipebell targets enable off --stage prod');
    expect(await nextOf('not')).toContain('npx pipebell targets show not --stage prod');
  });

  test('shows one target only, and suggests a name for one that does not exist', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered, gone] });

    const { code, stdout } = await why(world, 'bakery', '--target', 'team', '--json');
    const unknown = await why(world, 'bakery', '--target', 'teem');

    expect(code).toBe(0);
    expect(JSON.parse(stdout).events[0].targets).toMatchObject([{ target: 'team' }]);
    expect(unknown).toMatchObject({ code: 1, stderr: 'no target teem in stage prod: did you mean team?\n' });
  });

  test('shows the newest event and lists the others; with --all it shows each', async () => {
    const older = { ...routed, eventId: 'event-0', moment: 'started', transition: undefined, secondsAgo: 700 };
    const logs = { router: [routed, older], deliverer: [delivered, gone] };

    const newest = await why(openStage(logs), 'bakery');
    const all = await why(openStage(logs), 'bakery', '--all', '--json');

    expect(newest.stdout).toMatch(/^bakery failed/);
    expect(newest.stdout).toMatch(
      /\n1 other event in this time \(--all, or why with an event’s id\):\n {2}\S+ \S+ {2}bakery started at Bake {2}event-0\n$/,
    );
    expect(JSON.parse(all.stdout).events.map(({ eventId }: { eventId: string }) => eventId)).toEqual([
      'event-0',
      'event-1',
    ]);
  });

  test('counts copies of an event as one event', async () => {
    const { stdout } = await why(
      openStage({ router: [routed, { ...routed, secondsAgo: 590 }], deliverer: [delivered, gone] }),
      'bakery',
    );

    expect(stdout).toContain('(2 copies; each target gets one)');
    expect(stdout).not.toContain('other event');
  });

  test('names what a delivery without an attempt waits for', async () => {
    const blocking = outcome('ops', 'retry', {
      eventId: 'event-0',
      reason: 'unavailable',
      waitSeconds: 300,
      secondsAgo: 30,
    });
    const { code, stdout } = await why(openStage({ router: [routed], deliverer: [delivered, blocking] }), 'bakery');

    expect(code).toBe(3);
    expect(stdout).toMatch(/ops {5}not yet {2}- .* behind other deliveries of the target .*; next attempt due at/);
    expect(stdout).toContain('targets test ops --stage prod');
  });

  test('suggests no test message for a target that is throttled', async () => {
    const waits = (reason: string) => outcome('ops', 'retry', { reason, waitSeconds: 300, secondsAgo: 30 });
    const nextOf = async (reason: string) =>
      (await why(openStage({ router: [routed], deliverer: [delivered, waits(reason)] }), 'bakery')).stdout;

    expect(await nextOf('unavailable')).toContain('targets test ops');
    expect(await nextOf('throttled')).not.toContain('targets test ops');
  });

  test('does not read before --since', async () => {
    const world = openStage({ router: [routed], deliverer: [delivered, gone] });
    world.stage.answers['events ListRules'] = () => ({ Rules: [] });

    expect((await why(world, 'bakery', '--since', '11m')).stdout).toContain('bakery failed');
    expect((await why(world, 'bakery', '--since', '9m')).stdout).toContain('no event of bakery arrived since');
  });
});

describe('pipebell why, without an event', () => {
  const RULES = [
    {
      Name: 'pipebell-prod-codepipeline',
      State: 'ENABLED' as const,
      EventPattern: '{"detail-type":["CodePipeline Pipeline Execution State Change"]}',
    },
    { Name: 'pipebell-prod-codebuild', State: 'ENABLED' as const, EventPattern: '{"source":["aws.codebuild"]}' },
    { Name: 'pipebell-prod-ecr', State: 'DISABLED' as const, EventPattern: '{}' },
  ];

  const empty = (logs: Logs) => {
    const world = openStage(logs);
    world.stage.answers['events ListRules'] = () => ({ Rules: RULES });
    world.stage.answers['cloudformation ListStackResources'] = () => 'AccessDenied';
    return world;
  };

  test('reports what the stack forwards, what was rejected, and the next command', async () => {
    const world = empty({
      router: [
        { event: 'unrouted', error: 'AwsError: dynamodb PutItem: Throttled' },
        { event: 'foreign-account', account: '333344445555' },
        { event: 'foreign-topic', messageId: 'm-1' },
        { ...routed, pipeline: 'bakery-prod' },
      ],
    });

    const { code, stdout } = await why(world, 'bakery-prd');

    expect(code).toBe(3);
    expect(stdout.replace(/since .*Z/, 'since T').split('\n')).toEqual([
      'no event of bakery-prd arrived since T',
      'did you mean bakery-prod?',
      'events arrived of: bakery-prod',
      'EventBridge forwards only events of: codepipeline (pipeline); codebuild',
      'disabled rules: pipebell-prod-ecr',
      'to forward more, deploy with the parameters sources and levels',
      '1 attempt to route an event failed (AwsError: dynamodb PutItem: Throttled); the router retries',
      'events of account 333344445555 were rejected: add it to the parameter accounts',
      'rejected: 1 message of another topic',
      '',
      'next:',
      '  npx pipebell doctor --stage prod  # check the way from the rules to the targets',
      '',
    ]);
  });

  test('points to history for the name of a target', async () => {
    const { code, stdout } = await why(empty({}), 'team');

    expect(code).toBe(3);
    expect(stdout).toContain('npx pipebell history team --stage prod  # team is a target: its deliveries');
  });

  test('goes on without the rules if they may not be read', async () => {
    const world = empty({});
    world.stage.answers['events ListRules'] = () => 'AccessDeniedException';

    const { code, stdout } = await why(world, 'bakery');

    expect(code).toBe(3);
    expect(stdout).toContain('the rules of the stack could not be read (events:ListRules is not allowed)');
  });

  test('writes one JSON document with --json', async () => {
    const { code, stdout } = await why(empty({}), 'bakery', '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'bakery',
      events: [],
      arrival: { forwarded: ['codepipeline (pipeline)', 'codebuild'], disabled: ['pipebell-prod-ecr'], unrouted: 0 },
      next: [{ command: 'npx pipebell doctor --stage prod' }],
    });
  });
});

test.each([
  [['why', '--stage', 'prod'], 2, "missing required argument 'pipeline'"],
  [['why', 'https://hooks.example.com/canary', '--stage', 'prod'], 2, 'not a URL or a secret'],
  [['why', 'hooks.slack.com/services/T0/B0/canary', '--stage', 'prod'], 2, 'not a URL or a secret'],
  [['why', 'bakery', '--stage', 'prod', '--since', 'soon'], 2, '--since: pass 2h, 30m'],
  [['why', 'bakery', '--stage', 'prod', '--since', '31d'], 2, '--since: the time is more than 30 days ago'],
  [['why', 'bakery', '--stage', 'prod', '--target', 'https://canary.example/'], 2, 'A name is up to 100 letters'],
  [['why', 'bakery', '--stage', 'nowhere'], 1, 'no stack pipebell-nowhere'],
])('pipebell why reports wrong usage in one line: %j', async (args, expected, words) => {
  const { code, stdout, stderr } = await openWorld().run(...args);

  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('canary');
});
