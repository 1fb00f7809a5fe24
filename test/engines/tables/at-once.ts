import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Histories } from '../../../src/model/history.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { historyKey } from '../../../src/relay/ending.ts';
import { type JudgingPorts, judge, readHistory, withProvisional } from '../../../src/relay/judging.ts';
import { record } from '../../../src/relay/recording.ts';
import { addToSummary, openSummary } from '../../../src/relay/summary.ts';
import { aNotification, nothingAsked } from '../../support/factories.ts';
import type { Check } from '../checks.ts';
import type { Container } from './table.ts';

const WRITERS = 20;
const numbers = Array.from({ length: WRITERS }, (_, at) => at);

const TIME = '2026-03-04T09:00:00.000Z';

const failedRun = (at: number): Notification =>
  aNotification({
    pipeline: { name: 'at-once' },
    execution: { id: `run-${at}`, attempt: 1 },
    time: new Date(Date.UTC(2026, 2, 2, 8, 0, at)).toISOString(),
  });

/**
 * Judges and records the end of a run as the router does. Its clock counts the waits alone, so that a slow machine does
 * not use up the time for tries.
 */
const route = async (histories: Histories, notification: Notification): Promise<Notification> => {
  let waitedMs = 0;
  const ports: JudgingPorts = {
    histories,
    failed: (error) => {
      throw error;
    },
    now: () => new Date(waitedMs),
    random: Math.random,
    sleep: (ms) => {
      waitedMs += ms;
      return sleep(ms);
    },
  };
  const judgement = await judge(notification, nothingAsked, readHistory(notification, ports));
  assert.ok(judgement);
  return record(withProvisional(judgement), judgement, ports);
};

const counted = (values: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

/**
 * Functions that write the same row at the same time.
 * @param open starts a further function on the same table.
 * @param failures what the functions have reported. A check removes what it expects.
 */
export const checksAtOnce = (open: () => Container, failures: unknown[]): Check[] => [
  [
    `${WRITERS} routers that record an ending of one subject lose none, and report "broken" once`,
    async () => {
      const routed = await Promise.all(numbers.map((at) => route(open().histories, failedRun(at))));
      const { history } = await open().histories.read(historyKey(failedRun(0)));
      assert.deepEqual(
        history.endings.map(({ execution }) => execution),
        numbers.map((at) => `run-${at}`),
      );
      const kinds = counted(routed.map(({ transition }) => transition?.kind));
      assert.deepEqual(kinds, { broken: 1, 'still-failing': WRITERS - 1 });
    },
  ],
  [
    `of ${WRITERS} writes of one version of a history, one succeeds`,
    async () => {
      const key = ['111122223333', 'eu-west-1', 'one-version'];
      const results = await Promise.all(numbers.map(() => open().histories.write(key, { endings: [] }, 0)));
      assert.deepEqual(counted(results), { true: 1, false: WRITERS - 1 });
    },
  ],
  [
    `${WRITERS} functions that store a part of one run lose none`,
    async () => {
      const key = ['111122223333', 'eu-west-1', 'codebuild', 'parts'];
      const part = (at: number) => ({ name: `part-${at}`, time: TIME, failures: [{ reason: 'exit status 1' }] });
      await Promise.all(numbers.map((at) => open().runs.note(key, { startedAt: TIME }, part(at))));
      const names = (await open().runs.read(key)).parts.map(({ name }) => name);
      assert.deepEqual(names.sort(), numbers.map((at) => `part-${at}`).sort());
    },
  ],
  [
    'of two containers that open one summary, one succeeds, and the deliveries of the other are free',
    async () => {
      const summary = addToSummary(openSummary('opened-twice', 'd_first', TIME, 0), [aNotification()]);
      const ids = [
        ['d_first', 'd_a'],
        ['d_first', 'd_b'],
      ];
      const results = await Promise.all(ids.map((each) => open().ledger.fold(summary, 0, each)));
      assert.deepEqual(counted(results), { true: 1, false: 1 });
      assert.deepEqual(failures.splice(0).map(String), [
        'AwsError: dynamodb TransactWriteItems: TransactionCanceledException',
      ]);
      const [, winner = ''] = ids[results.indexOf(true)] ?? [];
      const [, loser = ''] = ids[results.indexOf(false)] ?? [];
      assert.deepEqual(await open().delivery(winner), { state: 'summary', summary: summary.id });
      assert.equal(await open().delivery(loser), undefined);
      assert.deepEqual(await open().ledger.summaries([summary.id]), new Map([[summary.id, summary]]));
    },
  ],
  [
    `of ${WRITERS} containers that want the lease of the filters, one gets it, and extends it`,
    async () => {
      const owners = numbers.map((at) => `owner-${at}`);
      const results = await Promise.all(owners.map((owner) => open().filters.lease(owner)));
      assert.deepEqual(counted(results), { true: 1, false: WRITERS - 1 });
      const winner = owners[results.indexOf(true)] ?? '';
      assert.equal(await open().filters.lease(winner), true);
      await open().filters.release('owner-of-nothing');
      assert.equal(await open().filters.lease('another'), false);
      await open().filters.release(winner);
      assert.equal(await open().filters.lease('another'), true);
    },
  ],
  [
    'a pause only grows, whatever the order in which containers set it',
    async () => {
      const until = Date.now() + 600_000;
      const minutes = [3, 17, 5, 0, 12, 19, 7, 1, 19, 2];
      await Promise.all(minutes.map((minute) => open().ledger.pause('growing', until + minute * 60_000)));
      assert.deepEqual(await open().lane('growing'), { state: {}, pausedUntil: until + 19 * 60_000 });
      await open().ledger.pause('growing', until);
      assert.deepEqual(await open().lane('growing'), { state: {}, pausedUntil: until + 19 * 60_000 });
    },
  ],
  [
    'a state that is removed while another container sets a pause leaves the pause',
    async () => {
      for (const at of numbers) {
        const lane = `paused-${at}`;
        await open().ledger.save(lane, { failures: 2 });
        const until = Date.now() + 60_000 + at;
        await Promise.all([open().ledger.save(lane, {}), open().ledger.pause(lane, until)]);
        assert.deepEqual(await open().lane(lane), { state: {}, pausedUntil: until });
      }
    },
  ],
];
