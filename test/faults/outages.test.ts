import { approvalMessage } from '../../src/events/shared/codepipeline-examples.ts';
import type { Clock } from '../../src/local/clock.ts';
import { anEvent, START, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';
import { virtualTime } from '../support/virtual-time.ts';

const HOUR = 3600;
const DAY = 86_400;

const hook = (name: string) => ({ platform: 'webhook', url: `https://${name}.example/` });
const runOf = (body: string): string => /run-\d{3}/.exec(body)?.[0] ?? 'none';
const run = (nth: number): string => `run-${String(nth).padStart(3, '0')}`;
const runs = (count: number): string[] => Array.from({ length: count }, (_, nth) => run(nth));

describe('a target that is down for an hour', () => {
  test.each([
    ['chat without summaries', slackTarget({ summary: false }), 1],
    ['webhook', hook('hook'), 0],
  ])(
    '%s: gets five hundred deliveries in order within six minutes and its pace',
    async (_, target, intervalSeconds) => {
      const arrived: { run: string; at: number }[] = [];
      const bench = openRelay({
        answer: ({ body }) => {
          const at = bench.elapsed();
          if (at < HOUR) return { status: 503, body: '' };
          const isTooEarly = at - (arrived.at(-1)?.at ?? 0) < intervalSeconds;
          if (isTooEarly) return { status: 429, body: '', retryAfterSeconds: 1 };
          arrived.push({ run: runOf(body), at });
          return { status: 200, body: 'ok' };
        },
      });
      bench.put('team', target);
      for (const execution of runs(500)) await bench.publish(anEvent('FAILED', { execution }));

      await bench.relay.settle();

      expect(arrived.map((each) => each.run)).toEqual(runs(500));
      expect(arrived.at(-1)?.at).toBeLessThanOrEqual(HOUR + 360 + 500 * intervalSeconds * 1.4);
      expect(bench.deadLetters()).toEqual([]);
    },
  );
});

describe('one payload that the receiver always answers with 500', () => {
  test.each([
    ['chat', slackTarget()],
    ['webhook', hook('hook')],
  ])('%s: delays the others by at most three minutes, and is given up after ten hours', async (_, target) => {
    const arrived: string[] = [];
    let attempts = 0;
    const bench = openRelay({
      answer: ({ body }) => {
        const isBad = runOf(body) === run(1);
        if (isBad) attempts += 1;
        else arrived.push(runOf(body));
        return { status: isBad ? 500 : 200, body: 'ok' };
      },
    });
    bench.put('team', target);
    // Less than a full batch, so that no summary tells them.
    for (const execution of runs(8)) await bench.publish(anEvent('FAILED', { execution }));

    await bench.runUntil(180);
    expect(arrived).toEqual(runs(8).filter((each) => each !== run(1)));
    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'exhausted', attempts: String(attempts) }]);
    expect(bench.deadLetters()[0]?.body).toContain(run(1));
    expect(bench.elapsed()).toBeLessThan(10 * HOUR + 600);
  });
});

describe('an outage of three days', () => {
  test.each<[string, object, string, string]>([
    ['Parameter Store', hook('hook'), 'GetParameters', 'configuration-unavailable'],
    [
      "the KMS permission of a target's secret",
      { platform: 'webhook', url: { secret: 'pipebell/local/team/hook' } },
      'GetParameter',
      'secret-unavailable',
    ],
  ])('of %s ends by itself, without a dead letter', async (_, target, operation, reason) => {
    const bench = openRelay();
    bench.put('team', target);
    bench.aws.parameters.set('/aws/reference/secretsmanager/pipebell/local/team/hook', 'https://hook.example/');
    for (const execution of runs(12)) await bench.publish(anEvent('FAILED', { execution }));
    bench.aws.fault = (_service, each) =>
      each === operation && bench.elapsed() < 3 * DAY ? 'KMS.KmsDisabledException' : undefined;

    // Beyond the 12 hours for which SQS hides a message. In between nothing changes.
    await bench.runUntil(13 * HOUR);
    expect(bench.requests).toEqual([]);
    expect(bench.reports.delivered.at(-1)).toMatchObject({ outcome: { kind: 'retry', reason } });
    await bench.pass(3 * DAY - 14 * HOUR);
    await bench.relay.settle();

    expect(bench.requests.map(({ body }) => runOf(body))).toEqual(runs(12));
    expect(bench.elapsed()).toBeGreaterThanOrEqual(3 * DAY);
    expect(bench.elapsed()).toBeLessThan(3 * DAY + 600);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a target that stays down', () => {
  test.each([
    ['with 500', { status: 500, body: '' }],
    ['with 503 and a wait of an hour', { status: 503, body: '', retryAfterSeconds: HOUR }],
    ['with 429 and a wait of an hour', { status: 429, body: '', retryAfterSeconds: HOUR }],
  ])('%s is reported after 15 minutes, and again at least every ten minutes', async (_, answer) => {
    const bench = openRelay({ answer: () => answer });
    bench.put('team', hook('hook'));
    for (const execution of runs(3)) await bench.publish(anEvent('FAILED', { execution }));

    await bench.runUntil(3 * HOUR);

    const times = bench.reports.delivered.flatMap(({ failingSeconds }) => failingSeconds ?? []);
    expect(times[0]).toBeGreaterThanOrEqual(900);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 900));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(600);
    expect(times.at(-1)).toBeGreaterThan(3 * HOUR - 600);
  });
});

/** Several containers that poll at the same time, in virtual time. */
const openFleet = (
  send: NonNullable<Parameters<typeof openRelay>[0]>['send'],
  time: ReturnType<typeof virtualTime>,
) => {
  const clock: Clock = {
    now: time.now,
    until: (date) => time.sleep(date.getTime() - time.now().getTime()),
  };
  const bench = openRelay({ clock, ...(send && { send }) });
  const containers = [bench.relay, bench.newContainer(), bench.newContainer()];
  /** Polls every half second until no message is left. */
  const poll = async ({ drain }: (typeof containers)[number], isOver: () => boolean): Promise<void> => {
    while (!isOver() || bench.aws.deliveries.size > 0) {
      await drain();
      await time.sleep(500);
    }
  };
  return { ...bench, poll: (isOver: () => boolean) => Promise.all(containers.map((each) => poll(each, isOver))) };
};

describe('while one target is busy', () => {
  test('with receivers that need 14 s, another target gets its deliveries within seconds', async () => {
    const time = virtualTime(START);
    const waits: number[] = [];
    const published = new Map<string, number>();
    const slow: number[] = [];
    const fleet = openFleet(async ({ url, body }) => {
      const isSlow = url.startsWith('https://slow');
      await time.sleep(isSlow ? 14_000 : 100);
      if (isSlow) slow.push(time.elapsed());
      else waits.push(time.elapsed() - (published.get(runOf(body)) ?? Number.NaN));
      return { status: 200, body: '' };
    }, time);
    fleet.put('slow', hook('slow'));
    for (const execution of runs(12)) await fleet.publish(anEvent('FAILED', { execution }));
    fleet.put('slow', { ...hook('slow'), on: ['fixed'] });
    fleet.put('quick', hook('quick'));

    let isOver = false;
    const publishing = async (): Promise<void> => {
      // After the router has read the targets again.
      await time.sleep(61_000);
      for (const execution of runs(20)) {
        published.set(execution, time.elapsed());
        await fleet.publish(anEvent('FAILED', { execution }));
        await time.sleep(4000);
      }
      isOver = true;
    };
    await time.run(Promise.all([publishing(), fleet.poll(() => isOver)]));

    expect(slow).toHaveLength(12);
    // Positive control: the two targets were busy at the same time.
    expect(slow.at(-1)).toBeGreaterThan(120);
    expect(waits).toHaveLength(20);
    expect(Math.max(...waits)).toBeLessThan(5);
  });

  test('with a backlog of its chat, an approval arrives within seconds', async () => {
    const time = virtualTime(START);
    let latest = Number.NEGATIVE_INFINITY;
    let approvedAt = Number.NaN;
    const arrived: string[] = [];
    const fleet = openFleet(async ({ body }) => {
      if (time.elapsed() - latest < 1) return { status: 429, body: '', retryAfterSeconds: 1 };
      latest = time.elapsed();
      if (body.includes('Sign-off')) approvedAt = latest;
      else arrived.push(runOf(body));
      return { status: 200, body: 'ok' };
    }, time);
    fleet.put('team', slackTarget({ summary: false }));
    for (const execution of runs(100)) await fleet.publish(anEvent('FAILED', { execution }));

    let isOver = false;
    const approving = async (): Promise<void> => {
      await time.sleep(30_000);
      await fleet.publish(approvalMessage('web', timeAt(DAY)));
      isOver = true;
    };
    await time.run(Promise.all([approving(), fleet.poll(() => isOver)]));

    expect(arrived).toEqual(runs(100));
    expect(approvedAt).toBeGreaterThanOrEqual(30);
    expect(approvedAt).toBeLessThan(40);
    // Positive control: the backlog lasted longer.
    expect(latest).toBeGreaterThan(90);
  });
});
