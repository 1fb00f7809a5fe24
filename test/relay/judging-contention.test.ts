import type { AwsCall } from '../../src/aws/call.ts';
import { createHistories } from '../../src/aws/histories.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification } from '../../src/model/notification.ts';
import { historyKey } from '../../src/relay/ending.ts';
import { type JudgingPorts, judge, readHistory, withProvisional } from '../../src/relay/judging.ts';
import { record } from '../../src/relay/recording.ts';
import { aNotification, nothingAsked } from '../support/factories.ts';

const run = (at: number, moment: 'failed' | 'succeeded' = 'failed'): Notification =>
  aNotification({
    level: 'pipeline',
    moment,
    pipeline: { name: 'web' },
    execution: { id: `run-${at}`, attempt: 1 },
    time: new Date(Date.UTC(2026, 2, 2, 8, 0, at)).toISOString(),
  });

/** Routers over one table in memory. Every call and every wait gives way to the other routers. */
const setUp = () => {
  const aws = createLocalAws(frozenClock(new Date('2026-03-02T08:00:00Z')));
  let repeats = false;
  const call: AwsCall = async (service, operation, input) => {
    if (repeats && operation === 'PutItem') await aws.call(service, operation, input);
    return aws.call(service, operation, input);
  };
  const histories = createHistories({ call, table: LEDGER_TABLE });
  const errors: unknown[] = [];
  const ended: string[] = [];
  const started = performance.now();
  const ports: JudgingPorts = {
    histories,
    failed: (error) => void errors.push(error),
    now: () => new Date(performance.now() - started),
    random: Math.random,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ended: ({ execution }) => void ended.push(execution?.id ?? ''),
  };
  const pass = async (notification: Notification): Promise<Notification> => {
    const judgement = await judge(notification, nothingAsked, readHistory(notification, ports));
    if (!judgement) throw new Error('not an ending');
    return record(withProvisional(judgement), judgement, ports);
  };
  const stored = async () => (await histories.read(historyKey(run(0)))).history;
  /** Every write happens, its answer is lost, and the same request is sent again. */
  const repeatWrites = (): void => {
    repeats = true;
  };
  return { aws, pass, ended, errors, stored, repeatWrites };
};

const IDS = Array.from({ length: 50 }, (_, at) => `run-${at}`);

describe('50 routers at once on one subject', () => {
  test.each([
    ['in the order of time', (at: number) => at],
    ['in the reverse order', (at: number) => 49 - at],
    ['in another order', (at: number) => (at * 17) % 50],
  ])('lose no ending and report "broken" once, with events %s', async (_, order) => {
    const { pass, ended, errors, stored } = setUp();

    const routed = await Promise.all(IDS.map((_, at) => pass(run(order(at)))));

    expect(errors).toEqual([]);
    expect((await stored()).endings.map(({ execution }) => execution)).toEqual(IDS);
    expect([...ended].sort()).toEqual([...IDS].sort());
    const kinds = routed.map(({ transition }) => transition?.kind);
    expect(kinds.filter((kind) => kind === 'broken')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'still-failing')).toHaveLength(49);
  });

  test('count copies of one event once', async () => {
    const { pass, ended, errors } = setUp();

    const routed = await Promise.all(IDS.map(() => pass(run(1))));

    expect(errors).toEqual([]);
    expect(ended).toEqual(['run-1']);
    expect(new Set(routed.map(({ transition }) => transition?.kind))).toEqual(new Set(['broken']));
  });
});

describe('a write whose answer is lost', () => {
  test('counts the run once if the call is repeated and finds the row changed', async () => {
    const { pass, ended, errors, stored, repeatWrites } = setUp();
    repeatWrites();

    expect((await pass(run(1))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await pass(run(1))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await pass(run(2))).transition).toMatchObject({ kind: 'still-failing', count: 2 });

    expect(ended).toEqual(['run-1', 'run-2']);
    expect((await stored()).endings).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  test('counts the run once if no repetition is answered either', async () => {
    const { aws, pass, ended, errors } = setUp();
    aws.lost = (_, operation) => (operation === 'PutItem' ? 'Timeout' : undefined);

    await pass(run(1));
    await pass(run(1));

    expect(ended).toEqual(['run-1']);
    expect(errors).toHaveLength(1);
  });
});
