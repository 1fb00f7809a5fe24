import { type Logged, writeLogs } from '../log-lines.ts';
import { addTarget, openWorld, type World } from '../world.ts';

const EXECUTION = '5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';
const HOOK = { platform: 'webhook', url: 'https://hooks.example.com/canary' };

const about = { eventId: 'event-1', moment: 'failed', eventLevel: 'pipeline', pipeline: 'web', execution: EXECUTION };
const routed = { ...about, event: 'routed', targets: ['ops', 'team'], configured: 3 };
const outcome = { ...about, target: 'team', platform: 'slack' };
const retried = { ...outcome, event: 'retry', reason: 'throttled', status: 429, waitSeconds: 30 };
const delivered = { ...outcome, event: 'delivered', reason: 'delivered', status: 200 };

const writeBoth = (world: World, router: readonly Logged[], deliverer: readonly Logged[]): void =>
  void writeLogs(world, { router, deliverer });

const history = async (world: World, ...args: string[]) => {
  const ended = await world.run('history', ...args, '--stage', 'prod');
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('the names that pipebell history takes', () => {
  test.each([
    [['team'], 'target', 'team', 1],
    [['web'], 'pipeline', 'web', 2],
    [['web-tests'], 'resource', 'web-tests', 1],
    [[EXECUTION], 'execution', EXECUTION, 2],
    [[EXECUTION.toUpperCase()], 'execution', EXECUTION, 2],
    [['event-1'], 'eventId', 'event-1', 2],
    [['d_1'], 'deliveryId', 'd_1', 1],
    [['--target', EXECUTION], 'target', EXECUTION, 0],
    [['--execution', 'run-7'], 'execution', 'run-7', 0],
  ])('reads %j as a %s', async (args, field, value, entries) => {
    const world = openWorld();
    writeBoth(
      world,
      [routed, { ...routed, pipeline: 'other', resource: 'web-tests', execution: 'run-8', eventId: 'event-2' }],
      [{ ...delivered, deliveryId: 'd_1' }],
    );

    const { code, stdout } = await history(world, ...args, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stage: 'prod', [field]: value, complete: true });
    expect(JSON.parse(stdout).entries).toHaveLength(entries);
  });

  test('takes a name of a target and a pipeline as the target, and says so', async () => {
    const world = openWorld();
    writeBoth(world, [{ ...routed, pipeline: 'team' }], [delivered]);

    const { stdout, stderr } = await history(world, 'team');

    expect(stdout).not.toContain('routed to');
    expect(stdout).toContain('delivered (200)');
    expect(stderr).toBe(
      'team is also the name of: pipeline; npx pipebell why team --stage prod shows its newest event\n',
    );
  });

  test.each([
    ['tem', 'did you mean team?'],
    ['wbe', 'did you mean web?'],
    ['nothing-like-it', 'increase --hours, or list the latest events with npx pipebell history --stage prod'],
    [EXECUTION.replace('5d', '6e'), 'increase --hours'],
  ])('names an unknown name and suggests another one: %s', async (name, next) => {
    const world = openWorld();
    addTarget(world, 'team', HOOK);
    writeBoth(world, [routed], [{ ...delivered, target: 'ops' }]);

    const { code, stdout, stderr } = await history(world, name);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      `no target ${name} in stage prod, and no pipeline, resource or id of that name in the last 24 hours`,
    );
    expect(stderr).toContain(next);
  });

  test('reports why a target without entries cannot be used', async () => {
    const world = openWorld();
    addTarget(world, 'typo', { ...HOOK, on: ['fail'] });
    writeBoth(world, [routed], [delivered]);

    const { code, stdout, stderr } = await history(world, 'typo');

    expect(code).toBe(3);
    expect(stdout).toBe('no entries for target typo in the last 24 hours; increase --hours\n');
    expect(stderr).toMatch(/^target typo cannot be used: on/);
  });
});

describe('pipebell history without a name', () => {
  test('lists the latest events and the outcome at each target without a name', async () => {
    const world = openWorld();
    const ended = { ...delivered, target: 'ops', event: 'rejected', reason: 'gone', status: 410 };
    writeBoth(
      world,
      [{ ...routed, eventId: 'event-0', moment: 'started', targets: [] }, routed],
      [retried, delivered, ended],
    );

    const { code, stdout, stderr } = await history(world);
    const { stdout: json } = await history(world, '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.replace(/^\S+ \S+Z/, 'T'))).toEqual([
      'ROUTED AT             EVENT        ID       TARGETS',
      'T  web started  event-0  routed to no target',
      'T  web failed   event-1  ops rejected (gone), team delivered',
      '',
      '2 events in the last 24 hours; about one of them: npx pipebell why ID --stage prod',
      '',
    ]);
    expect(JSON.parse(json).events).toMatchObject([{ eventId: 'event-0' }, { eventId: 'event-1', targets: [{}, {}] }]);
  });

  test('lists the newest 20 events only, and says how many there are', async () => {
    const world = openWorld();
    writeBoth(
      world,
      Array.from({ length: 1050 }, (_, at) => ({ ...routed, eventId: `event-${at}`, targets: [] })),
      [],
    );

    const { stdout } = await history(world);

    expect(stdout.split('\n').filter((line) => line.includes('routed to no target'))).toHaveLength(20);
    expect(stdout).toContain(' event-1049 ');
    expect(stdout).toContain('20 events of 1000 or more in the last 24 hours');
  });

  test('reports that no event was routed', async () => {
    const world = openWorld();
    writeBoth(world, [], []);

    const { code, stdout } = await history(world);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^no event was routed in the last 24 hours; increase --hours/);
  });
});
