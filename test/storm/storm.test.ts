import { createEventTime } from '../support/event-time.ts';
import { gridOf, problemsOf } from './grid.ts';
import { runScenario, SCENARIOS, type Scenario } from './neighbours.ts';
import { runStorm, type StormOptions } from './storm.ts';

const START = new Date('2026-03-02T08:00:00Z');

const storm = (options: Partial<StormOptions>): StormOptions => ({
  alerts: 100,
  rate: 1,
  burst: 5,
  containers: 10,
  platform: 'slack',
  summary: false,
  seed: 1,
  ...options,
});

test('virtual time runs tasks in the order of their time, and those of one time in the order of their start', () => {
  const time = createEventTime(START);
  const ran: string[] = [];
  const note = (name: string) => (): void => void ran.push(`${name} at ${time.elapsed()}`);
  time.after(20, note('late'));
  time.after(10, note('first'));
  time.after(10, () => {
    note('second')();
    time.after(0, note('third'));
  });

  expect(time.next()).toBe(10);
  time.advance(15);
  expect(ran).toEqual(['first at 15', 'second at 15', 'third at 15']);
  time.advance(20);
  expect(ran.at(-1)).toBe('late at 20');
  expect(time.now()).toEqual(new Date(START.getTime() + 20));
  expect(time.next()).toBeUndefined();
});

describe('a target that accepts few requests', () => {
  test.each([
    [storm({})],
    [storm({ containers: 2, burst: 1, retryAfterSeconds: 30 })],
    [storm({ platform: 'webhook', rate: 0.5, containers: 2 })],
    [storm({ platform: 'webhook', rate: 4, alerts: 300, burst: 1, retryAfterSeconds: 1 })],
  ])('gets every alert in time: %j', async (options) => {
    const result = await runStorm(options);

    expect(problemsOf(options, result)).toEqual([]);
    // The receiver did refuse requests.
    expect(result.answered429).toBeGreaterThan(0);
  });

  test('gets summaries instead of several hundred messages', async () => {
    const options = storm({ alerts: 300, summary: true });
    const result = await runStorm(options);

    expect(problemsOf(options, result)).toEqual([]);
    expect(result.summarised).toBeGreaterThan(100);
    expect(result.messages).toBeLessThan(100);
    expect(result.lastSeconds).toBeLessThan(150);
  });

  test('gives the same result for the same seed', async () => {
    const options = storm({ platform: 'webhook', seed: 7 });

    expect(await runStorm(options)).toEqual(await runStorm(options));
    expect(await runStorm(options)).not.toEqual(await runStorm({ ...options, seed: 8 }));
  });
});

describe('a healthy target', () => {
  const small = (name: string): Scenario => {
    const scenario = SCENARIOS.find((each) => each.name === name) as Scenario;
    return { ...scenario, alerts: 100, seconds: 120 };
  };

  test.each(['5 paced', '5 answering after 14 s', '5 not answering', '50 answering 503'])(
    'gets its alerts beside %s',
    async (name) => {
      const result = await runScenario(small(name), 1);

      expect(result.alerts).toBe(120);
      expect(result.p99Seconds).toBeLessThanOrEqual(result.limitSeconds);
    },
  );

  test('would wait beside targets that take every container', async () => {
    const { p99Seconds } = await runScenario({ ...small('50 that stop answering'), containers: 2 }, 1);

    expect(p99Seconds).toBeGreaterThan(3);
  });
});

test('the limits are those of the platform: a broken one is a problem', () => {
  const [options = storm({})] = gridOf(1);
  const good = {
    alerts: 100,
    delivered: 100,
    summarised: 0,
    messages: 100,
    deadLetters: 0,
    lastSeconds: 140,
    limitSeconds: 100,
    p50Seconds: 50,
    receivesPerDelivery: 1,
    requests: 101,
    answered429: 1,
    neighbourP99Seconds: 0.1,
  };

  expect(gridOf(1)).toHaveLength(288);
  expect(problemsOf(options, good)).toEqual([]);
  for (const broken of [
    { delivered: 99 },
    { deadLetters: 1 },
    { lastSeconds: 141 },
    { receivesPerDelivery: 3.1 },
    { answered429: 26 },
    { neighbourP99Seconds: 3.1 },
  ]) {
    expect(problemsOf(options, { ...good, ...broken })).toHaveLength(1);
  }
});
