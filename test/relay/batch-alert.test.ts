import type { Notification } from '../../src/model/notification.ts';
import { batchAlert } from '../../src/relay/batch-alert.ts';
import { partOf } from '../../src/relay/run-facts.ts';
import { aNotification } from '../support/factories.ts';

const build = (child: string, second: number, more: Partial<Notification> = {}): Notification =>
  aNotification({
    source: 'codebuild',
    level: 'job',
    pipeline: undefined,
    moment: 'failed',
    time: new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString(),
    resource: { kind: 'build', name: 'matrix' },
    execution: { id: `matrix:${child}` },
    batch: { id: 'batch-1', child },
    failures: [{ reason: `${child} broke` }],
    ...more,
  });

const stored = (...builds: Notification[]) => ({ facts: {}, parts: builds.map(partOf) });

test('the first build that fails reports the batch, and names the build', () => {
  const first = build('node18', 0);

  expect(batchAlert(first, stored(first))).toMatchObject({
    moment: 'failed',
    resource: { kind: 'build-batch', name: 'matrix' },
    execution: { id: 'batch-1' },
    failures: [{ action: 'node18', reason: 'node18 broke' }],
    counts: { of: 'builds', failed: 1 },
  });
  expect(batchAlert(first, stored(first)).level).toBeUndefined();
});

test('a build that fails soon after it stays a job', () => {
  const first = build('node18', 0);
  const second = build('node20', 29);

  expect(batchAlert(second, stored(first, second))).toBe(second);
});

test('later builds report one update, which names all and mentions nobody', () => {
  const builds = [build('node18', 0), build('node20', 2), build('node22', 31), build('node24', 40)];
  const [, , third, fourth] = builds as [Notification, Notification, Notification, Notification];
  const update = batchAlert(third, stored(...builds.slice(0, 3)));

  expect(update).toMatchObject({ update: true, counts: { failed: 3 } });
  expect(update.failures.map(({ action }) => action)).toEqual(['node18', 'node20', 'node22']);
  expect(batchAlert(fourth, stored(...builds)).id).toBe(update.id);
  expect(update.id).not.toBe(batchAlert(builds[0] as Notification, stored(builds[0] as Notification)).id);
});

test('the first failure is the same alert whichever build is read first', () => {
  const early = build('node18', 0);
  const late = build('node20', 1);

  expect(batchAlert(late, stored(late)).id).toBe(batchAlert(early, stored(early, late)).id);
});

describe('with the list of AWS', () => {
  const counts = { of: 'builds', failed: 2, total: 3 };
  const failures = [{ action: 'node18' }, { action: 'node20' }];

  test('the update comes with the last build', () => {
    const first = build('node18', 0);
    const running = build('node20', 40, { batch: { id: 'batch-1', child: 'node20', over: false }, counts, failures });
    const last = build('node22', 50, { moment: 'succeeded', batch: { id: 'batch-1', over: true }, counts, failures });

    expect(batchAlert(running, stored(first, running))).toBe(running);
    expect(batchAlert(last, stored(first, running))).toMatchObject({
      moment: 'failed',
      update: true,
      counts,
      failures,
    });
  });

  test('a batch whose builds all succeeded is a success of the batch', () => {
    const last = build('node22', 50, {
      moment: 'succeeded',
      batch: { id: 'batch-1', over: true },
      counts: { of: 'builds', failed: 0, total: 3 },
      failures: [],
    });

    expect(batchAlert(last, stored())).toMatchObject({ moment: 'succeeded', execution: { id: 'batch-1' } });
  });

  test('there is no update if the first alert contained all', () => {
    const over = { batch: { id: 'batch-1', child: 'node20', over: true }, counts, failures };
    const builds = [build('node18', 0), build('node20', 1, over)] as const;

    expect(batchAlert(builds[1], { ...stored(...builds), facts: { reported: 2 } })).toBe(builds[1]);
    expect(batchAlert(builds[1], { ...stored(...builds), facts: { reported: 1 } })).toMatchObject({ update: true });
  });

  test('nothing new is no update', () => {
    const first = build('node18', 0);
    const last = build('node22', 50, { moment: 'succeeded', batch: { id: 'batch-1', over: true } });

    expect(batchAlert(last, stored(first))).toBe(last);
  });
});

test('a build of a pipeline’s action stays a job', () => {
  const job = build('node18', 0, { pipeline: { name: 'shop' } });

  expect(batchAlert(job, stored(job))).toBe(job);
});
