import { createHistoryStore } from '../../src/aws/histories.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Ending, History } from '../../src/model/history.ts';
import { remember } from '../../src/relay/history.ts';

const PIPELINE = ['111122223333', 'eu-central-1', 'web'];

const ending = (minute: number): Ending => ({
  id: `run-${minute} 1 failed`,
  failed: true,
  time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
  execution: `run-${minute}`,
  attempt: 1,
});

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  const histories = createHistoryStore({ call: aws.call, table: LEDGER_TABLE, now: clock.now });
  const add = (minute: number, pipeline = PIPELINE) =>
    histories.change(pipeline, async (known: History = { endings: [] }) => remember(known, ending(minute)));
  return { aws, add, histories };
};

describe('the histories', () => {
  test('tell the first caller that nothing is known, and remember what it makes of that', async () => {
    const { histories, add } = setUp();

    expect(await histories.read(PIPELINE)).toBeUndefined();
    await add(1);

    expect(await histories.read(PIPELINE)).toEqual({ endings: [ending(1)] });
  });

  test('keep pipelines apart', async () => {
    const { add } = setUp();
    await add(1);

    expect((await add(2, ['111122223333', 'eu-central-1', 'api'])).endings).toEqual([ending(2)]);
    expect((await add(2, ['444455556666', 'eu-central-1', 'web'])).endings).toEqual([ending(2)]);
  });

  test('lose nothing when several write at once', async () => {
    const { add } = setUp();

    await Promise.all([add(1), add(2), add(3)]);

    expect((await add(4)).endings).toEqual([ending(1), ending(2), ending(3), ending(4)]);
  });

  test('are not written when nothing changed', async () => {
    const { aws, add } = setUp();
    await add(1);
    const before = aws.calls.length;

    await add(1);

    expect(aws.calls.slice(before)).toEqual(['dynamodb GetItem']);
  });

  test('say so when the table cannot be asked', async () => {
    const { aws, add } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    await expect(add(1)).rejects.toThrow('dynamodb GetItem: InternalServerError');
  });

  test('give up when another is always faster', async () => {
    const { aws, add } = setUp();
    aws.fault = (_, operation) => (operation === 'PutItem' ? 'ConditionalCheckFailedException' : undefined);

    await expect(add(1)).rejects.toThrow('ConditionalCheckFailedException');
  });
});
