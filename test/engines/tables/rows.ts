import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCall } from '../../../src/aws/call.ts';
import type { Check } from '../checks.ts';
import { KINDS, largestHistory, largestSummary, manyFilters, writeOneOfEach } from './sample-rows.ts';
import { type Container, type Row, rowsOf, sizeOf } from './table.ts';

/** The largest row. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_ROW_BYTES = 400 * 1024;

const DAY_MS = 24 * 3600_000;

/** Longer than any row is kept. */
const LONG_AGO_MS = 401 * DAY_MS;

/** The engine removes rows some seconds after their time. */
const REMOVAL_MS = 30_000;

const kindsOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(({ id }) => String(id?.S).charAt(0)))].sort();

interface Tables {
  readonly call: AwsCall;
  /** Creates an empty table. @returns a function over it with this clock. */
  create(name: string, now: () => Date): Promise<Container>;
}

/** What a row holds, how large it gets and when it expires. */
export const checksOfRows = ({ call, create }: Tables): Check[] => [
  [
    'a row of each kind is written, and has a time to live that is a number of seconds',
    async () => {
      const now = new Date();
      await writeOneOfEach(await create('one-of-each', () => now), now);
      const rows = await rowsOf(call, 'one-of-each');
      assert.deepEqual(kindsOf(rows), KINDS);
      for (const { id, expires } of rows) {
        assert.match(expires?.N ?? '', /^\d{10}$/, `${id?.S} has the time to live ${JSON.stringify(expires)}`);
        const days = (Number(expires?.N) * 1000 - now.getTime()) / DAY_MS;
        assert.ok(days > 0.9 && days < 401, `${id?.S} is kept for ${days} days`);
      }
    },
  ],
  [
    'DynamoDB removes a row of each kind after its time, and none before',
    async () => {
      const past = new Date(Date.now() - LONG_AGO_MS);
      await writeOneOfEach(await create('expired', () => past), past);
      const deadline = Date.now() + REMOVAL_MS;
      let left = await rowsOf(call, 'expired');
      while (left.length > 0 && Date.now() < deadline) {
        await sleep(500);
        left = await rowsOf(call, 'expired');
      }
      assert.deepEqual(kindsOf(left), []);
      assert.deepEqual(kindsOf(await rowsOf(call, 'one-of-each')), KINDS);
    },
  ],
  [
    'the largest history, summary and filters are written and read as they are, below the limit of a row',
    async () => {
      const now = new Date();
      const { histories, ledger, filters, delivery } = await create('largest', () => now);
      const history = largestHistory();
      assert.equal(await histories.write(['largest'], history, 0), true);
      assert.deepEqual((await histories.read(['largest'])).history, JSON.parse(JSON.stringify(history)));

      // A transaction has up to a hundred actions.
      const summary = largestSummary();
      const ids = Array.from({ length: 99 }, (_, at) => `d_folded${at}`);
      assert.equal(await ledger.fold(summary, 0, ids), true);
      assert.deepEqual(await ledger.summaries([summary.id]), new Map([[summary.id, summary]]));
      assert.deepEqual(await delivery('d_folded98'), { state: 'summary', summary: summary.id });

      const set = { filters: manyFilters(1000), loadedAt: now };
      await filters.write(set);
      assert.deepEqual(await filters.read(), set);

      const sizes = (await rowsOf(call, 'largest')).map((row) => [sizeOf(row), row.id?.S] as const);
      for (const [bytes, id] of sizes) assert.ok(bytes < MAX_ROW_BYTES, `${id} has ${bytes} bytes`);
      assert.ok(sizes.filter(([, id]) => id?.startsWith('f_targets')).length > 2);
    },
  ],
  [
    'two stages of one account add the same delivery to a summary, each in its own table',
    async () => {
      const summary = largestSummary();
      for (const stage of ['stage-dev', 'stage-prod']) {
        const { ledger, delivery } = await create(stage, () => new Date());
        assert.equal(await ledger.fold(summary, 0, ['d_both']), true, stage);
        assert.deepEqual(await delivery('d_both'), { state: 'summary', summary: summary.id });
      }
    },
  ],
  [
    'a batch reads a hundred rows with one call, each once',
    async () => {
      const now = new Date();
      const { ledger } = await create('hundred', () => now);
      const ids = Array.from({ length: 90 }, (_, at) => `d_${at}`);
      const lanes = ['l'.repeat(127), 'team!', 'team'];
      for (const id of ids.slice(0, 45)) await ledger.delivered(id);
      for (const lane of lanes) await ledger.save(lane, { failures: 1 });
      await ledger.delivered('d_0', { attempt: ['a', 'b'], time: '2026-03-04T09:00:00.000Z' });
      const snapshot = await ledger.read({
        deliveries: ids,
        lanes: [...lanes, 'unknown'],
        attempts: [['a', 'b'], ['c']],
      });
      assert.equal(snapshot.isComplete, true);
      assert.deepEqual(
        ids.filter((id) => snapshot.delivery(id)),
        ids.slice(0, 45),
      );
      for (const lane of lanes)
        assert.deepEqual(snapshot.lane(lane), { state: { failures: 1 }, pausedUntil: undefined });
      assert.equal(snapshot.lane('unknown'), undefined);
      assert.equal(snapshot.end(['a', 'b']), '2026-03-04T09:00:00.000Z');
      assert.equal(snapshot.end(['c']), undefined);
    },
  ],
];
