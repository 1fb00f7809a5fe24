import { createHistories } from '../../src/aws/histories.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { History } from '../../src/model/history.ts';

const WEB = ['111122223333', 'eu-central-1', 'web'];

const historyOf = (...minutes: number[]): History => ({
  endings: minutes.map((minute) => ({
    id: `run-${minute} 1 failed`,
    failed: true,
    time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
    execution: `run-${minute}`,
    attempt: 1,
  })),
});

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  return { aws, histories: createHistories({ call: aws.call, table: LEDGER_TABLE, now: clock.now }) };
};

describe('a stored history', () => {
  test('is empty for a subject that is not known', async () => {
    const { histories } = setUp();

    expect(await histories.read(WEB)).toEqual({ history: { endings: [] }, version: 0 });
  });

  test('is read as it was written, and its version counts the writes', async () => {
    const { histories } = setUp();

    expect(await histories.write(WEB, historyOf(1), 0)).toBe(true);
    expect(await histories.read(WEB)).toEqual({ history: historyOf(1), version: 1 });
    expect(await histories.write(WEB, { ...historyOf(2), before: { count: 3, since: 'then' } }, 1)).toBe(true);
    expect(await histories.read(WEB)).toEqual({
      history: { ...historyOf(2), before: { count: 3, since: 'then' } },
      version: 2,
    });
  });

  test('belongs to one subject', async () => {
    const { histories } = setUp();
    await histories.write(WEB, historyOf(1), 0);

    expect(await histories.read(['111122223333', 'eu-central-1', 'api'])).toMatchObject({ version: 0 });
    expect(await histories.read(['444455556666', 'eu-central-1', 'web'])).toMatchObject({ version: 0 });
  });

  test('is not overwritten if it was written since it was read', async () => {
    const { histories } = setUp();
    await histories.write(WEB, historyOf(1), 0);

    expect(await histories.write(WEB, historyOf(2), 0)).toBe(false);
    await histories.write(WEB, historyOf(1, 3), 1);
    expect(await histories.write(WEB, historyOf(2), 1)).toBe(false);

    expect((await histories.read(WEB)).history).toEqual(historyOf(1, 3));
  });

  test('throws if the table does not answer', async () => {
    const { aws, histories } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    await expect(histories.read(WEB)).rejects.toThrow('dynamodb GetItem: InternalServerError');
    await expect(histories.write(WEB, historyOf(1), 0)).rejects.toThrow('dynamodb PutItem: InternalServerError');
  });
});
