import type { OpenTarget } from '../../src/model/platform.ts';
import { attempt } from '../../src/relay/attempt.ts';
import { findTarget, type Targets } from '../../src/relay/find-target.ts';
import { aDelivery, aTarget, openBench } from '../support/batch.ts';

const QUEUED = new Date('2026-03-04T09:19:59.000Z');
const DOUBT = new Date('2026-03-04T09:19:55.000Z');

const status = (code: number) => ({ status: code, body: '' });
const delivery = aDelivery('team', { id: 'e1' });

/** Targets that differ between reads. An error in the list is thrown. */
const looks = (...copies: (Record<string, OpenTarget | 'invalid' | 'unresolved'> | Error)[]) => {
  const since: (Date | undefined)[] = [];
  const targets = async (_: readonly string[], date?: Date): Promise<Targets> => {
    since.push(date);
    const copy = copies[Math.min(since.length, copies.length) - 1] ?? {};
    if (copy instanceof Error) throw copy;
    return new Map(Object.entries(copy));
  };
  return { since, targets };
};

const team = aTarget({ url: 'https://old.example/' });
const rotated = aTarget({ url: 'https://new.example/' });

describe('the target of an attempt', () => {
  test.each([
    ['gone', {}, { kind: 'rejected', reason: 'target-gone' }],
    ['invalid', { team: 'invalid' }, { kind: 'rejected', reason: 'target-invalid' }],
    ['without its secret', { team: 'unresolved' }, { kind: 'retry', reason: 'secret-unavailable' }],
    ['switched off', { team: aTarget({ enabled: false }) }, { kind: 'skipped', reason: 'disabled' }],
  ] as const)('is not used if it is %s', async (_, targets, outcome) => {
    const bench = openBench({ targets });

    expect(await findTarget('team', bench.ports.targets, QUEUED)).toEqual(outcome);
  });

  test.each([
    ['missing', {}],
    ['broken', { team: 'invalid' as const }],
  ])('is read again if it is %s in a copy that is older than the message', async (_, old) => {
    const { since, targets } = looks(old, { team });
    const bench = openBench({ overrides: { targets } });

    expect(await findTarget('team', bench.ports.targets, QUEUED)).toBe(team);
    expect(since).toEqual([undefined, QUEUED]);
  });

  test('is read once if it is found', async () => {
    const { since, targets } = looks({ team });
    const bench = openBench({ overrides: { targets } });

    expect(await findTarget('team', bench.ports.targets, QUEUED)).toBe(team);
    expect(since).toEqual([undefined]);
  });

  test('does not count as gone if it cannot be read', async () => {
    const error = new Error('https://ssm.example/canary');
    const atOnce = openBench({ overrides: { targets: looks(error).targets } });
    const atTheSecondRead = openBench({ overrides: { targets: looks({}, error).targets } });

    for (const { ports } of [atOnce, atTheSecondRead]) {
      const outcome = await findTarget('team', ports.targets, QUEUED);

      expect(outcome).toEqual({ kind: 'retry', reason: 'configuration-unavailable', detail: 'Error' });
    }
  });

  test('is found by its exact name only', async () => {
    const bench = openBench();

    const outcome = await findTarget('constructor', bench.ports.targets, QUEUED);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'target-gone' });
  });
});

const CIRCUMSTANCES = { isRepeat: false, queuedAt: QUEUED };

describe('a rejected URL', () => {
  test.each([401, 403, 404, 410])('is read again and retried at once after a %i', async (code) => {
    const { since, targets } = looks({ team: rotated });
    const bench = openBench({
      overrides: { targets },
      answer: ({ url }) => status(url === 'https://new.example/' ? 200 : code),
    });

    const outcome = await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(outcome).toEqual({ kind: 'delivered', status: 200 });
    expect(since).toEqual([DOUBT]);
    expect(bench.requests.map(({ url }) => url)).toEqual(['https://old.example/', 'https://new.example/']);
    expect(new Set(bench.requests.map(({ headers }) => headers.id)).size).toBe(1);
  });

  test.each([200, 302, 400, 429, 500])('is not read again after a %i', async (code) => {
    const { since, targets } = looks({ team: rotated });
    const bench = openBench({ overrides: { targets }, answer: () => status(code) });

    await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(since).toEqual([]);
  });

  test('is not called again if it has not changed', async () => {
    const { targets } = looks({ team });
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const outcome = await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'gone', status: 404, unconfirmed: true });
    expect(bench.requests).toHaveLength(1);
  });

  test('is retried once only', async () => {
    const { targets } = looks({ team: rotated }, { team });
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const outcome = await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(outcome).toMatchObject({ reason: 'gone' });
    expect(bench.requests).toHaveLength(2);
  });

  test.each([
    ['has been removed', {}, { kind: 'rejected', reason: 'target-gone' }],
    ['has been broken', { team: 'invalid' as const }, { kind: 'rejected', reason: 'target-invalid' }],
    ['has been switched off', { team: aTarget({ enabled: false }) }, { kind: 'skipped', reason: 'disabled' }],
    ['cannot be read now', new Error('no'), { kind: 'rejected', reason: 'gone', status: 404, unconfirmed: true }],
  ])('is not called again if its target %s', async (_, second, expected) => {
    const { targets } = looks(second);
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const outcome = await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(outcome).toEqual(expected);
    expect(bench.requests).toHaveLength(1);
  });
});

describe('the remaining time', () => {
  const outOfTime = { kind: 'retry', reason: 'out-of-time' };

  test.each([
    [10_000, 13_999, 0],
    [10_000, 14_000, 1],
    [15_000, 18_999, 0],
    [15_000, 19_000, 1],
  ])('with a deadline of %i ms and %i ms left allows %i requests', async (timeoutMs, left, requests) => {
    const bench = openBench({ overrides: { remainingMs: () => left } });

    const outcome = await attempt(
      delivery,
      aTarget({}, { timeoutMs }),
      { ...CIRCUMSTANCES, deadlineMs: 60_000 },
      bench.ports,
    );

    expect(bench.requests).toHaveLength(requests);
    if (!requests) expect(outcome).toEqual(outOfTime);
  });

  test.each([
    ['a plainer form', 400],
    ['a new URL', 404],
  ])('must suffice for the second request too, with %s', async (_, code) => {
    let left = 30_000;
    const plain = { plain: () => 'plain' };
    const { targets } = looks({ team: aTarget({}, plain) });
    const bench = openBench({
      overrides: { targets, remainingMs: () => left },
      answer: () => {
        left -= 20_000;
        return status(code);
      },
    });

    const outcome = await attempt(delivery, aTarget({}, plain), { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(outcome).toEqual(outOfTime);
    expect(bench.requests).toHaveLength(1);
  });

  test('is limited by a shorter deadline', async () => {
    const bench = openBench();

    await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 5000 }, bench.ports);
    await attempt(delivery, team, { ...CIRCUMSTANCES, deadlineMs: 60_000 }, bench.ports);

    expect(bench.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5000, 10_000]);
  });
});
