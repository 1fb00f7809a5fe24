import { createLedger } from '../../src/aws/ledger.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** A table in memory, and two containers that share it. */
const openLedgers = () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const errors: unknown[] = [];
  const container = () =>
    createLedger({ call: aws.call, table: LEDGER_TABLE, report: (error) => errors.push(error), now: clock.now });
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  return { aws, errors, pass, one: container(), other: container() };
};

describe('a claim', () => {
  test('succeeds for one of two', async () => {
    const { one, other } = openLedgers();

    expect(await one.claim('d_1')).toBe('claimed');
    expect(await other.claim('d_1')).toBe('taken');
    expect(await other.claim('d_2')).toBe('claimed');
  });

  test('fails for a delivered delivery for 15 days', async () => {
    const { one, other, pass, aws } = openLedgers();
    await one.claim('d_1');
    await one.confirm('d_1');
    await pass(14 * 24 * 3600);

    expect(await other.claim('d_1')).toBe('delivered');

    const { expires } = aws.table.get({ Key: { id: { S: 'd_1' } } }) ?? {};
    expect(expires).toEqual({ N: String(START.getTime() / 1000 + 15 * 24 * 3600) });
  });

  test('is available again after its release', async () => {
    const { one, other } = openLedgers();
    await one.claim('d_1');
    await one.release('d_1');

    expect(await other.claim('d_1')).toBe('claimed');
  });

  test('of a function that was killed expires after 45 seconds', async () => {
    const { one, other, pass } = openLedgers();
    await one.claim('d_1');
    await pass(45);
    expect(await other.claim('d_1')).toBe('taken');
    await pass(1);

    expect(await other.claim('d_1')).toBe('claimed');
  });

  test('of another container is not released, nor is a delivered state', async () => {
    const { one, other, pass } = openLedgers();
    await one.claim('d_1');
    await pass(46);
    await other.claim('d_1');

    await one.release('d_1');
    expect(await one.claim('d_1')).toBe('taken');

    await other.confirm('d_1');
    await one.release('d_1');
    expect(await one.claim('d_1')).toBe('delivered');
  });
});

describe('a recorded end', () => {
  const thread = ['team', 'shop', '1'];

  test('applies to earlier and simultaneous events, not to later ones', async () => {
    const { one, other } = openLedgers();
    await one.conclude(thread, '2026-03-04T09:00:10.000Z');

    expect(await other.concluded(thread, '2026-03-04T09:00:09.000Z')).toBe(true);
    expect(await other.concluded(thread, '2026-03-04T09:00:10Z')).toBe(true);
    expect(await other.concluded(thread, '2026-03-04T09:00:10.001Z')).toBe(false);
  });

  test('applies to its own key only', async () => {
    const { one } = openLedgers();
    await one.conclude(thread, '2026-03-04T09:00:10.000Z');

    expect(await one.concluded(['team', 'shop', '2'], '2026-03-04T09:00:00.000Z')).toBe(false);
    expect(await one.concluded(['team', 'shop1'], '2026-03-04T09:00:00.000Z')).toBe(false);
  });
});

describe('a table that fails', () => {
  test('lets every delivery continue, reports the error, and never rejects', async () => {
    const { one, aws, errors } = openLedgers();
    aws.fault = () => 'AccessDeniedException';

    expect(await one.claim('d_1')).toBe('claimed');
    await one.confirm('d_1');
    await one.release('d_1');
    await one.conclude(['t'], '2026-03-04T09:00:00.000Z');
    expect(await one.concluded(['t'], '2026-03-04T09:00:00.000Z')).toBe(false);

    expect(errors).toHaveLength(4);
    expect(errors[0]).toMatchObject({ code: 'AccessDeniedException' });
  });

  test('is not called for ten seconds after a timeout', async () => {
    const { one, aws, pass } = openLedgers();
    aws.fault = () => 'Timeout';
    for (const id of ['d_1', 'd_2', 'd_3']) expect(await one.claim(id)).toBe('claimed');
    expect(aws.calls).toHaveLength(1);

    await pass(10);
    await one.claim('d_4');

    expect(aws.calls).toHaveLength(2);
  });

  test('is still called to end a claim of this container', async () => {
    const { one, other, aws } = openLedgers();
    await one.claim('d_1');
    await one.claim('d_2');
    aws.fault = () => 'Timeout';
    await one.claim('d_3');
    aws.fault = () => undefined;

    await one.confirm('d_1');
    await one.release('d_2');

    expect([await other.claim('d_1'), await other.claim('d_2')]).toEqual(['delivered', 'claimed']);
  });
});
