import fc from 'fast-check';
import { parseDelivery } from '../../src/model/delivery.ts';
import { LEVELS, MOMENTS, Notification, SEVERITIES, TRANSITIONS } from '../../src/model/notification.ts';
import { readQueued } from '../../src/model/queued-notification.ts';
import { openTarget } from '../../src/platforms/index.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { exampleOf } from '../platforms/example.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aMessage, openBench } from '../support/batch.ts';
import { aNotification } from '../support/factories.ts';

const read = (changes: object) => readQueued({ ...aNotification(), ...changes });

const unknownWord = (known: readonly string[]) => fc.string({ minLength: 1 }).filter((word) => !known.includes(word));

/** A notification of a version that does not exist yet: unknown words and added fields at every level. */
const futureNotification = () =>
  fc
    .tuple(
      anyNotification(),
      fc.record(
        {
          moment: unknownWord(MOMENTS),
          severity: unknownWord(SEVERITIES),
          level: unknownWord(LEVELS),
          transition: fc.record({ kind: unknownWord(TRANSITIONS), count: fc.integer(), since: fc.string() }),
          series: fc.jsonValue(),
          incident: fc.object(),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    )
    .map(([notification, changes, added]) => ({
      ...notification,
      ...changes,
      commits: notification.commits.map((commit) => ({ ...commit, added })),
      failures: notification.failures.map((failure) => ({ ...failure, added })),
      ...(notification.execution && { execution: { ...notification.execution, added } }),
    }));

describe('a queued notification', () => {
  test.each([
    ['moment', { moment: 'silent' }, { moment: 'change' }],
    ['severity', { severity: 'critical' }, { severity: 'warning' }],
    ['level', { level: 'environment' }, { level: undefined }],
    ['transition', { transition: { kind: 'flaky', count: 1, since: 'x' } }, { transition: undefined }],
    ['approval', { approval: 'open' }, { approval: undefined }],
    ['title', { title: { en: 'x' } }, { title: undefined }],
    ['failures', { failures: [{ reason: 'r' }, { reason: 7 }] }, { failures: [{ reason: 'r' }] }],
    ['commits', { commits: 'none' }, { commits: [] }],
  ])('reads an unknown %s as its neutral value and keeps the rest', (_, changes, expected) => {
    expect(Notification.safeParse({ ...aNotification(), ...changes }).success).toBe(false);
    expect(read(changes)).toEqual({ ...aNotification(), ...expected });
  });

  test('reads everything that this version writes without changes', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        expect(readQueued(JSON.parse(JSON.stringify(notification)))).toEqual(
          Notification.parse(JSON.parse(JSON.stringify(notification))),
        );
      }),
      { numRuns: 50 },
    );
  });

  test.each(['id', 'source', 'time', 'version'])('is invalid without its %s', (field) => {
    expect(readQueued({ ...aNotification(), [field]: undefined })).toBeUndefined();
  });
});

describe.each(['slack', 'teams', 'webhook'])('a message of a newer version for %s', (platform) => {
  test('is drawn and delivered, never given up as an invalid message', async () => {
    const { target, accepted } = await exampleOf(platform);
    const opened = await openTarget(target, { allowPrivate: false });

    await fc.assert(
      fc.asyncProperty(futureNotification(), async (notification) => {
        const bench = openBench({ targets: { team: opened }, answer: () => ({ status: 200, body: accepted }) });
        const body = JSON.stringify({ version: 1, id: 'd_1', target: 'team', notification, lane: 'added' });

        expect(parseDelivery(JSON.parse(body))).toMatchObject({ id: 'd_1', target: 'team' });
        expect(await deliverBatch([aMessage('team', {}, { body })], bench.ports)).toEqual([]);
        expect(bench.reports).toMatchObject([{ outcome: { kind: 'delivered' } }]);
        expect(bench.requests).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});
