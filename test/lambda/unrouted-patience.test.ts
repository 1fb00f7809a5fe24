import { TARGETS_PATH } from '../../src/local/aws.ts';
import { anEvent, START, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A relay with one target, and its unrouted queue. */
const openStage = (random = 0.5) => {
  const lambda = openRelay({ random: () => random });
  lambda.put('team', slackTarget());
  const times: number[] = [];
  const run = async (until: number): Promise<void> => {
    for (;;) {
      await lambda.relay.drain();
      const next = lambda.aws.unrouted.nextVisibleAt();
      if (!next || next > timeAt(until)) break;
      times.push((next.getTime() - START.getTime()) / 1000);
      await lambda.clock.until(next);
    }
    await lambda.clock.until(timeAt(until));
  };
  const routed = (): number => lambda.reports.routed.filter(({ kind }) => kind === 'routed').length;
  const unrouted = () => lambda.reports.routed.filter((report) => report.kind === 'unrouted');
  const down = (code: string | undefined): void => {
    lambda.aws.fault = (service) => (service === 'ssm' ? code : undefined);
  };
  return { ...lambda, run, routed, unrouted, down, times };
};

describe('an outage of Parameter Store', () => {
  test.each([0, 0.5, 0.999])(
    'of three days heals by itself: all events are routed within 20 minutes (jitter %d)',
    async (jitter) => {
      const stage = openStage(jitter);
      stage.down('AccessDeniedException');
      for (let event = 0; event < 30; event++) {
        await stage.publish(anEvent());
        await stage.run(event * 2 * HOUR);
      }
      await stage.run(3 * DAY);
      expect(stage.routed()).toBe(0);
      expect(stage.aws.unrouted.size).toBe(30);
      stage.down(undefined);

      await stage.run(3 * DAY + 1201);

      expect(stage.routed()).toBe(30);
      expect(stage.aws.unrouted.size).toBe(0);
      expect(stage.deadLetters()).toEqual([]);
      expect(stage.requests).toHaveLength(30);
      expect(stage.unrouted().every(({ configuration }) => configuration === 'unavailable')).toBe(true);
    },
  );

  test.each([0, 0.5, 0.999])(
    'of 13 days ends as a dead letter that says so, after fewer than 1,000 receives (jitter %d)',
    async (jitter) => {
      const stage = openStage(jitter);
      stage.down('AccessDeniedException');
      await stage.publish(anEvent());
      const [body] = stage.aws.unrouted.messages.map((message) => message.body);
      await stage.run(13 * DAY - 1);
      expect(stage.deadLetters()).toEqual([]);
      expect(stage.aws.unrouted.size).toBe(1);

      await stage.run(13 * DAY + 1200);

      expect(stage.deadLetters()).toEqual([
        { body, reason: 'waited', attempts: expect.any(String), firstSeen: START.toISOString() },
      ]);
      expect(Number(stage.deadLetters()[0]?.attempts)).toBeLessThan(1000);
      expect(stage.aws.unrouted.size).toBe(0);
      expect(stage.unrouted().at(-1)).toMatchObject({ givenUp: true, configuration: 'unavailable' });
    },
  );

  test('and of SQS at the end of the 13 days: the message stays until it can be moved', async () => {
    const stage = openStage();
    stage.down('AccessDeniedException');
    await stage.publish(anEvent());
    await stage.run(13 * DAY - 1200);
    stage.aws.fault = (service) => (service === 'dynamodb' ? undefined : 'AccessDeniedException');
    await stage.run(13 * DAY + 6 * HOUR);
    expect(stage.deadLetters()).toEqual([]);
    stage.down('AccessDeniedException');

    await stage.run(13 * DAY + 7 * HOUR);

    expect(stage.deadLetters()).toMatchObject([{ reason: 'waited' }]);
  });

  test('is tried at least every 20 minutes, also after the 12 hours for which SQS hides a message', async () => {
    const stage = openStage();
    stage.down('AccessDeniedException');
    await stage.publish(anEvent());
    await stage.run(2 * DAY);

    const gaps = stage.times.map((time, at) => time - (stage.times[at - 1] ?? 0));
    expect(stage.times.length).toBeGreaterThan(140);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1200);
    expect(gaps.slice(5).filter((gap) => gap < 1080)).toEqual([]);
  });
});

describe('all targets gone at once', () => {
  const vanish = async () => {
    const stage = openStage();
    await stage.publish(anEvent());
    await stage.relay.drain();
    const targets = [...stage.aws.parameters];
    for (const [name] of targets) if (name.startsWith(TARGETS_PATH)) stage.aws.parameters.delete(name);
    await stage.pass(60);
    await stage.publish(anEvent());
    const restore = (): void => {
      for (const [name, value] of targets) stage.aws.parameters.set(name, value);
    };
    return { ...stage, restore };
  };

  test('keep events on the unrouted queue until they are back', async () => {
    const stage = await vanish();
    expect(stage.aws.unrouted.size).toBe(1);
    expect(stage.unrouted()).toMatchObject([{ configuration: 'vanished' }]);
    await stage.run(6 * HOUR);
    expect(stage.routed()).toBe(1);
    stage.restore();

    await stage.run(6 * HOUR + 1300);

    expect(stage.routed()).toBe(2);
    expect(stage.requests).toHaveLength(2);
    expect(stage.aws.unrouted.size).toBe(0);
  });

  test('are believed after a day', async () => {
    const stage = await vanish();

    await stage.run(23 * HOUR);
    expect(stage.aws.unrouted.size).toBe(1);
    await stage.run(24 * HOUR + 1300);

    expect(stage.aws.unrouted.size).toBe(0);
    expect(stage.reports.routed.at(-1)).toMatchObject({ kind: 'routed', configured: 0 });
    expect(stage.deadLetters()).toEqual([]);
  });
});
