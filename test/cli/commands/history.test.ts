import fc from 'fast-check';
import { NOW } from '../../support/batch.ts';
import { addTarget, openWorld, type World } from '../world.ts';

const EXECUTION = '5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';
const GROUPS = { router: '/aws/lambda/pipebell-prod-router', deliverer: '/aws/lambda/pipebell-prod-deliverer' };

const HOOK = { platform: 'webhook', url: 'https://hooks.example.com/canary' };

const about = { eventId: 'event-1', moment: 'failed', eventLevel: 'pipeline', pipeline: 'web', execution: EXECUTION };
const routed = { ...about, event: 'routed', message: 'event routed', targets: ['ops', 'team'], configured: 3 };
const retried = {
  ...about,
  event: 'retry',
  message: 'delivery failed, will retry',
  target: 'team',
  platform: 'slack',
  reason: 'throttled',
  status: 429,
  receive: 1,
  ms: 210.4,
  waitSeconds: 30,
};
const delivered = {
  ...about,
  event: 'delivered',
  message: 'delivered',
  target: 'team',
  platform: 'slack',
  reason: 'delivered',
  status: 200,
  receive: 2,
  ms: 95,
};

type Text = object | string;

/** Puts lines into the logs, a second apart, ten to a page. */
const write = ({ stage }: World, router: readonly Text[], deliverer: readonly Text[]): void => {
  const patterns: unknown[] = [];
  stage.answers['logs FilterLogEvents'] = ({ logGroupName, filterPattern, startTime, nextToken = '0' }) => {
    patterns.push([logGroupName, filterPattern, startTime]);
    const all = logGroupName === GROUPS.router ? router : deliverer;
    const at = Number(nextToken);
    const events = all.slice(at, at + 10).map((line, index) => ({
      timestamp: NOW.getTime() - 60_000 + (at + index) * 1000,
      message: typeof line === 'string' ? line : JSON.stringify(line),
    }));
    return { events, ...(at + 10 < all.length && { nextToken: String(at + 10) }) };
  };
  Object.assign(stage, { patterns });
};

const history = async (world: World, ...args: string[]) => {
  const ended = await world.run('history', ...args, '--stage', 'prod');
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('pipebell history', () => {
  test('lists how an execution’s events were routed and delivered, the oldest first', async () => {
    const world = openWorld();
    write(world, [routed], ['START RequestId: 1', retried, delivered, { ...about, message: 'something else' }]);

    const { code, stdout, stderr } = await history(world, EXECUTION);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.replace(/^\S+Z/, 'T'))).toEqual([
      'TIME                      EVENT       TARGET  RECEIVE  TOOK    OUTCOME',
      'T  web failed  -       -        -       routed to ops, team',
      'T  web failed  team    1        210 ms  retry (throttled, 429); next attempt in 30 s',
      'T  web failed  team    2        95 ms   delivered (200)',
      '',
      '2 delivery outcomes in the last 24 hours: retry 1, delivered 1',
      '  throttled: the receiver wants fewer messages: retry later',
      '',
    ]);
  });

  test('shows what happened to a lane, and which deliveries a summary told', async () => {
    const world = openWorld();
    write(
      world,
      [],
      [
        { ...about, event: 'set-aside', target: 'team' },
        { event: 'target-down', target: 'team', reason: 'unavailable', failingSeconds: 1200 },
        { ...delivered, status: undefined, ms: undefined, summary: 's_1' },
        { ...delivered, summarised: 37 },
        { event: 'lane-returned', target: 'team', lane: 'team', messages: 10 },
      ],
    );

    const { stdout } = await history(world, 'team');

    expect(stdout.split('\n').map((line) => line.replace(/^\S+Z/, 'T'))).toEqual([
      'TIME                      EVENT       TARGET  RECEIVE  TOOK   OUTCOME',
      'T  web failed  team    -        -      set aside: it failed while others of its target succeeded',
      'T  -           team    -        -      target has failed for 20 min; its deliveries wait',
      'T  web failed  team    2        -      delivered in a summary',
      'T  web failed  team    2        95 ms  delivered (200): a summary of 37 deliveries',
      '',
      '2 delivery outcomes in the last 24 hours: delivered 2',
      '',
    ]);
  });

  test('shows which messages a delivery made or changed', async () => {
    const world = openWorld();
    const steps = [['open'], ['reply', 'update'], ['update'], ['later-step'], []];
    write(
      world,
      [],
      steps.map((each) => ({ ...delivered, steps: each, receipt: 'canary' })),
    );

    const { stdout } = await history(world, 'team');
    const { stdout: json } = await history(world, 'team', '--json');

    expect(stdout.match(/delivered \(200\).*/g)).toEqual([
      'delivered (200): new message',
      'delivered (200): reply, message updated',
      'delivered (200): message updated',
      'delivered (200): later-step',
      'delivered (200)',
    ]);
    expect(JSON.parse(json).entries.map((entry: { steps: string[] }) => entry.steps)).toEqual(steps);
  });

  test('reads the lines of an execution only, from both logs', async () => {
    const world = openWorld();
    write(world, [], []);

    await history(world, '--execution', EXECUTION, '--hours', '2');

    const pattern = `{ $.execution = "${EXECUTION}" }`;
    const from = NOW.getTime() - 2 * 3_600_000;
    expect(world.stage).toHaveProperty('patterns', [
      [GROUPS.router, pattern, from],
      [GROUPS.deliverer, pattern, from],
    ]);
  });

  test('lists the outcomes of a target for every execution, and of no other target', async () => {
    const world = openWorld();
    write(world, [], [delivered, { ...delivered, target: 'ops' }, { ...delivered, execution: 'run-8' }]);

    const { stdout } = await history(world, 'team', '--json');

    expect(JSON.parse(stdout).entries).toHaveLength(2);
    expect(JSON.parse(stdout).entries[0]).toEqual({
      outcome: 'delivered',
      time: new Date(NOW.getTime() - 60_000).toISOString(),
      ...{ ...about, target: 'team', platform: 'slack', reason: 'delivered', status: 200, receive: 2, ms: 95 },
    });
  });

  test('stops at 1,000 lines and reports where', async () => {
    const world = openWorld();
    write(world, [], Array(1200).fill(delivered));

    const { stdout } = await history(world, 'team');

    expect(stdout).toContain('\n1000 delivery outcomes in the last 24 hours: delivered 1000\n');
    expect(stdout).toMatch(/\ncut after \S+Z: newer entries are left out; decrease --hours\n$/);
  });

  test('hides later lines of one log if the other was cut', async () => {
    const world = openWorld();
    write(world, Array(1500).fill(routed), [...Array(10).fill(delivered)]);
    const before = world.stage.answers['logs FilterLogEvents'];
    world.stage.answers['logs FilterLogEvents'] = (input) => {
      const answer = before?.(input) ?? {};
      if (input.logGroupName === GROUPS.router || typeof answer === 'string') return answer;
      return { ...answer, events: (answer.events ?? []).map((each) => ({ ...each, timestamp: NOW.getTime() + 9e6 })) };
    };

    const { stdout } = await history(world, EXECUTION, '--json');

    const { complete, entries } = JSON.parse(stdout);
    expect(complete).toBe(false);
    expect(entries.every(({ outcome }: { outcome: string }) => outcome === 'routed')).toBe(true);
  });

  test('continues over empty pages, and ends if they never end', async () => {
    const world = openWorld();
    let pages = 0;
    world.stage.answers['logs FilterLogEvents'] = () => ({ events: [], nextToken: `page ${pages++}` });

    const { code, stdout } = await history(world, 'team', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, entries: [] });
  });

  test('reports that there are no entries', async () => {
    const world = openWorld();
    addTarget(world, 'team', HOOK);
    write(world, [], []);

    const { code, stdout } = await history(world, 'team', '--hours', '1');

    expect(code).toBe(0);
    expect(stdout).toBe('no entries for target team in the last hour; increase --hours\n');
  });

  test.each([
    [['team', '--target', 'ops'], 2, 'pass at most one of: a name, --execution, --target'],
    [['https://hooks.example.com/canary'], 2, 'not a URL or a secret'],
    [['a\nb'], 2, 'not a URL or a secret'],
  ])('reports wrong usage in one line: %j', async (args, expected, words) => {
    const world = openWorld();

    const { code, stdout, stderr } = await history(world, ...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(world.stage.asked).toEqual([]);
  });

  test('searches for no more than the name, whatever it holds', async () => {
    const world = openWorld();
    write(world, [routed], [delivered]);

    const { code } = await history(world, 'a" || $.x = "b');

    expect(code).toBe(1);
    expect(world.stage).toHaveProperty(
      'patterns',
      expect.arrayContaining([
        [GROUPS.router, expect.stringContaining('$.target = "a* || $.x = *b" ||'), expect.any(Number)],
      ]),
    );
  });

  test('names a log group that does not exist', async () => {
    const world = openWorld();
    world.stage.answers['logs FilterLogEvents'] = () => 'ResourceNotFoundException';

    const { code, stderr } = await history(world, '--target', 'team');

    expect(code).toBe(1);
    expect(stderr).toBe(`no log group ${GROUPS.deliverer}: check --stage, --region and --profile\n`);
  });

  test('prints only known fields, and no address in them, whatever a line holds', async () => {
    const secret = fc.constantFrom('https://hooks.example.com/canary', 'hooks.example.com/canary', '\u001b[2J');
    const field = fc.constantFrom(
      'event',
      'moment',
      'pipeline',
      'platform',
      'reason',
      'status',
      'detail',
      'url',
      'targets',
    );
    const value = fc.oneof(secret, fc.array(secret), fc.integer(), fc.constant(null), fc.constant({ url: 'canary' }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, value), async (fields) => {
        const world = openWorld();
        write(
          world,
          [],
          [
            { ...delivered, ...fields, detail: 'canary' },
            { ...delivered, ...fields, event: 'retry' },
          ],
        );
        for (const json of [[], ['--json']]) {
          const { code, stdout } = await history(world, 'team', ...json);
          expect(code).toBe(0);
          expect(stdout).not.toContain('\u001b');
        }
      }),
      { numRuns: 200 },
    );
  });
});
