import type { OpenTarget } from '../../src/model/platform.ts';
import { attempt, type Targets } from '../../src/relay/attempt.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aDelivery, aTarget, NOW, openBench } from '../support/batch.ts';

const QUEUED = new Date('2026-03-04T09:19:59.000Z');
const DOUBT = new Date('2026-03-04T09:19:55.000Z');

const status = (code: number) => ({ status: code, body: '' });
const delivery = aDelivery('team', { id: 'e1' });

/** Targets that differ between reads. An error in the list is thrown. */
const looks = (...copies: (Record<string, OpenTarget | 'invalid' | 'unresolved'> | Error)[]) => {
  const since: (Date | undefined)[] = [];
  const targets = async (date?: Date): Promise<Targets> => {
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
  ] as const)('gets no request and causes no ledger call if it is %s', async (_, targets, outcome) => {
    const bench = openBench({ targets });

    expect(await attempt(delivery, QUEUED, bench.ports)).toEqual({ outcome });
    expect([bench.requests, bench.ledger]).toEqual([[], []]);
  });

  test.each([
    ['missing', {}],
    ['broken', { team: 'invalid' as const }],
  ])('is read again if it is %s in a copy that is older than the message', async (_, old) => {
    const { since, targets } = looks(old, { team });
    const bench = openBench({ overrides: { targets } });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome.kind).toBe('delivered');
    expect(since).toEqual([undefined, QUEUED]);
  });

  test('is read once if it is found', async () => {
    const { since, targets } = looks({ team });
    const bench = openBench({ overrides: { targets } });

    await attempt(delivery, QUEUED, bench.ports);

    expect(since).toEqual([undefined]);
  });

  test('does not count as gone if it cannot be read', async () => {
    const error = new Error('https://ssm.example/canary');
    const atOnce = openBench({ overrides: { targets: looks(error).targets } });
    const atTheSecondRead = openBench({ overrides: { targets: looks({}, error).targets } });

    for (const { ports } of [atOnce, atTheSecondRead]) {
      const { outcome } = await attempt(delivery, QUEUED, ports);

      expect(outcome).toEqual({ kind: 'retry', reason: 'configuration-unavailable', detail: 'Error' });
    }
  });

  test('is found by its exact name only', async () => {
    const bench = openBench();

    const { outcome } = await attempt(aDelivery('constructor'), QUEUED, bench.ports);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'target-gone' });
  });
});

describe('a rejected URL', () => {
  test.each([401, 403, 404, 410])('is read again and retried at once after a %i', async (code) => {
    const { since, targets } = looks({ team }, { team: rotated });
    const bench = openBench({
      overrides: { targets },
      answer: ({ url }) => status(url === 'https://new.example/' ? 200 : code),
    });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome).toEqual({ kind: 'delivered', status: 200 });
    expect(since).toEqual([undefined, DOUBT]);
    expect(bench.requests.map(({ url }) => url)).toEqual(['https://old.example/', 'https://new.example/']);
    expect(new Set(bench.requests.map(({ headers }) => headers.id)).size).toBe(1);
  });

  test.each([200, 302, 400, 429, 500])('is not read again after a %i', async (code) => {
    const { since, targets } = looks({ team }, { team: rotated });
    const bench = openBench({ overrides: { targets }, answer: () => status(code) });

    await attempt(delivery, QUEUED, bench.ports);

    expect(since).toEqual([undefined]);
  });

  test('is not called again if it has not changed', async () => {
    const { targets } = looks({ team }, { team });
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'gone', status: 404 });
    expect(bench.requests).toHaveLength(1);
  });

  test('is retried once only', async () => {
    const { targets } = looks({ team }, { team: rotated }, { team });
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome).toMatchObject({ reason: 'gone' });
    expect(bench.requests).toHaveLength(2);
  });

  test.each([
    ['has been removed', {}, { kind: 'rejected', reason: 'target-gone' }],
    ['has been broken', { team: 'invalid' as const }, { kind: 'rejected', reason: 'target-invalid' }],
    ['has been switched off', { team: aTarget({ enabled: false }) }, { kind: 'skipped', reason: 'disabled' }],
    ['cannot be read now', new Error('no'), { kind: 'rejected', reason: 'gone', status: 404 }],
  ])('is not called again if its target %s', async (_, second, expected) => {
    const { targets } = looks({ team }, second);
    const bench = openBench({ overrides: { targets }, answer: () => status(404) });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

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
    const bench = openBench({
      targets: { team: aTarget({}, { timeoutMs }) },
      overrides: { remainingMs: () => left },
    });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(bench.requests).toHaveLength(requests);
    expect(bench.ledger).toHaveLength(requests * 2);
    if (!requests) expect(outcome).toEqual(outOfTime);
  });

  test.each([
    ['a plainer form', 400],
    ['a new URL', 404],
  ])('must suffice for the second request too, with %s', async (_, code) => {
    let left = 30_000;
    const plain = { plain: () => 'plain' };
    const { targets } = looks({ team: aTarget({}, plain) }, { team: aTarget({}, plain) });
    const bench = openBench({
      overrides: { targets, remainingMs: () => left },
      answer: () => {
        left -= 20_000;
        return status(code);
      },
    });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome).toEqual(outOfTime);
    expect(bench.requests).toHaveLength(1);
  });
});

describe('the ledger', () => {
  const id = deliveryId('e1', 'team');

  test('is called before and after a delivery', async () => {
    const bench = openBench();

    await attempt(delivery, QUEUED, bench.ports);

    expect(bench.ledger).toEqual([`claim ${id}`, `confirm ${id}`]);
  });

  test.each([500, 404, 429])('releases the claim after a %i', async (code) => {
    const bench = openBench({ answer: () => status(code) });

    await attempt(delivery, QUEUED, bench.ports);

    expect(bench.ledger).toEqual([`claim ${id}`, `release ${id}`]);
  });

  test.each([
    ['delivered', { kind: 'skipped', reason: 'duplicate' }],
    ['taken', { kind: 'retry', reason: 'claimed', afterSeconds: 45 }],
  ] as const)('prevents the attempt if the delivery is %s', async (claim, expected) => {
    const bench = openBench({ memory: { claim: async () => claim } });

    const { outcome } = await attempt(delivery, QUEUED, bench.ports);

    expect(outcome).toEqual(expected);
    expect([bench.requests, bench.ledger]).toEqual([[], [`claim ${id}`]]);
  });

  const started = aDelivery('team', { id: 'e1', moment: 'started' });
  const everything = { on: ['started', 'failed'] as OpenTarget['on'] };

  test('skips progress that is older than a recorded end', async () => {
    const bench = openBench({ targets: { team: aTarget(everything) }, memory: { concluded: async () => true } });

    const { outcome } = await attempt(started, QUEUED, bench.ports);

    expect(outcome).toEqual({ kind: 'skipped', reason: 'superseded' });
    expect([bench.requests, bench.ledger]).toEqual([[], [`concluded ${started.notification.time}`]]);
  });

  test('records an end before it is sent', async () => {
    const order: string[] = [];
    const bench = openBench({
      targets: { team: aTarget(everything) },
      memory: { conclude: async () => void order.push('conclude') },
      answer: () => {
        order.push('send');
        return status(200);
      },
    });

    await attempt(delivery, QUEUED, bench.ports);

    expect(order).toEqual(['conclude', 'send']);
  });

  test.each([
    ['programs, which get everything', { ...everything, chat: false }],
    ['who asked for ends only', { on: ['failed', 'succeeded'] as OpenTarget['on'] }],
  ])('is not asked about the order for %s', async (_, target) => {
    const bench = openBench({ targets: { team: aTarget(target) }, memory: { concluded: async () => true } });

    await attempt(delivery, QUEUED, bench.ports);

    expect(bench.requests).toHaveLength(1);
    expect(bench.ledger).toEqual([`claim ${id}`, `confirm ${id}`]);
  });

  test('does not stop progress to machine platforms after the end', async () => {
    const memory = { concluded: async () => true };
    const bench = openBench({ targets: { team: aTarget({ ...everything, chat: false }) }, memory });

    const { outcome } = await attempt(started, QUEUED, bench.ports);

    expect(outcome.kind).toBe('delivered');
  });
});

test('a paused target is not read', async () => {
  const bench = openBench({ overrides: { pauses: new Map([['team', NOW.getTime() + 1500]]) } });

  const { outcome } = await attempt(delivery, QUEUED, bench.ports);

  expect(outcome).toEqual({ kind: 'retry', reason: 'paused', afterSeconds: 1.5 });
  expect([bench.looks, bench.ledger, bench.requests]).toEqual([[], [], []]);
});
