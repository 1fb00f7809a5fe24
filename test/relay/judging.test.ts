import { RelayError } from '../../src/model/errors.ts';
import type { Histories, History, StoredHistory } from '../../src/model/history.ts';
import type { Notification } from '../../src/model/notification.ts';
import { type JudgingPorts, judge, readHistory, withProvisional } from '../../src/relay/judging.ts';
import { record } from '../../src/relay/recording.ts';
import { aNotification, nothingAsked } from '../support/factories.ts';

const run = (moment: 'failed' | 'succeeded', minute: number): Notification =>
  aNotification({
    level: 'pipeline',
    moment,
    pipeline: { name: 'web' },
    execution: { id: `run-${minute}`, attempt: 1 },
    time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
  });

/** One history in memory. `between` runs before each write, as another router would. */
const setUp = ({ between = async () => {} }: { between?: (histories: Histories) => Promise<void> } = {}) => {
  let stored: StoredHistory = { history: { endings: [] }, version: 0 };
  const calls: string[] = [];
  const put = (history: History, version: number): boolean => {
    if (version !== stored.version) return false;
    stored = { history, version: version + 1 };
    return true;
  };
  const plain: Histories = { read: async () => stored, write: async (_, history, version) => put(history, version) };
  const errors: unknown[] = [];
  let slept = 0;
  const ends: string[] = [];
  const ports: JudgingPorts = {
    histories: {
      async read() {
        calls.push('read');
        return stored;
      },
      async write(key, history, version) {
        calls.push('write');
        await between(plain);
        return plain.write(key, history, version);
      },
    },
    failed: (error) => void errors.push(error),
    now: () => new Date(slept),
    random: () => 0.5,
    sleep: async (ms) => {
      slept += ms;
    },
    ended: ({ moment, transition }) => void ends.push(`${moment} ${transition?.kind}`),
  };
  const pass = async (notification: Notification, others: JudgingPorts = ports): Promise<Notification> => {
    const judgement = await judge(notification, nothingAsked, readHistory(notification, others));
    if (!judgement) throw new Error('not an ending');
    return record(withProvisional(judgement), judgement, others);
  };
  return { calls, ends, errors, ports, pass, slept: () => slept, endings: () => stored.history.endings.length };
};

describe('an ending', () => {
  test('costs one read and one write', async () => {
    const { pass, calls } = setUp();

    await pass(run('failed', 1));

    expect(calls).toEqual(['read', 'write']);
  });

  test('is not written again if the event arrives in copies, and counts once', async () => {
    const { pass, calls, ends } = setUp();
    await pass(run('failed', 1));

    expect((await pass(run('failed', 1))).transition).toMatchObject({ kind: 'broken' });

    expect(calls).toEqual(['read', 'write', 'read']);
    expect(ends).toEqual(['failed broken']);
  });

  test('is judged again if another router has written the history in the meantime', async () => {
    let isFirst = true;
    const { pass, calls, ends, ports } = setUp({
      async between(histories) {
        if (!isFirst) return;
        isFirst = false;
        await pass(run('failed', 1), { ...ports, histories, ended: undefined });
      },
    });

    expect((await pass(run('failed', 2))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    expect(calls).toEqual(['read', 'write', 'read', 'write']);
    expect(ends).toEqual(['failed still-failing']);
  });

  test('is to be routed again if other routers write before every write until the time is over', async () => {
    let minute = 10;
    const { pass, calls, errors, ports, slept } = setUp({
      async between(histories) {
        minute += 1;
        await pass(run('failed', minute), { ...ports, histories, ended: undefined });
      },
    });

    const changed = new RelayError('the history was changed by another router before every write');
    await expect(pass(run('failed', 59))).rejects.toEqual(changed);

    expect(calls.filter((call) => call === 'write').length).toBeGreaterThan(10);
    expect(slept()).toBeGreaterThanOrEqual(5000);
    expect(slept()).toBeLessThan(5640);
    expect(errors).toEqual([changed]);
  });

  test('keeps its provisional transition if it cannot be written', async () => {
    const { pass, ports, errors } = setUp();
    await pass(run('failed', 1));
    const write = async () => {
      throw new Error('no table');
    };

    const { transition } = await pass(run('succeeded', 2), { ...ports, histories: { ...ports.histories, write } });

    expect(transition).toMatchObject({ kind: 'fixed', count: 1 });
    expect(errors).toHaveLength(1);
  });

  test('is not recorded if the run turns out to be a rollback', async () => {
    const { pass, ports, calls, endings } = setUp();
    await pass(run('failed', 1));
    const success = run('succeeded', 2);
    const judgement = await judge(success, nothingAsked, readHistory(success, ports));
    if (!judgement) throw new Error('not an ending');

    const recorded = await record({ ...withProvisional(judgement), rollback: true }, judgement, ports);

    expect(recorded.transition).toBeUndefined();
    expect(calls.filter((call) => call === 'write')).toHaveLength(1);
    expect(endings()).toBe(1);
  });

  test('is routed even if it cannot be counted', async () => {
    const { pass, ports, errors } = setUp();
    const ended = async () => {
      throw new Error('no metrics');
    };

    expect((await pass(run('failed', 1), { ...ports, ended })).transition).toMatchObject({ kind: 'broken' });
    expect(errors).toHaveLength(1);
  });
});
