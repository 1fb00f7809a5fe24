import { responders } from '../../src/local/inbox.ts';
import { anEvent, timeAt } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** When a receiver is asked that answers this first, and then accepts. */
const askedAfter = async (status: number, header: Record<string, string>, chance = 0.5): Promise<number[]> => {
  const bench = await keep(openHttpRelay({ random: () => chance }));
  bench.addTarget('team', { platform: 'webhook' }, inTurn(always(status, '', header), responders.ok));
  await bench.publish(anEvent());
  await bench.relay.settle();
  expect(bench.deadLetters()).toEqual([]);
  return bench.requestTimes('team');
};

describe('a receiver that asks for time', () => {
  test.each([
    ['least that chance adds', 0, 120],
    ['most that chance adds', 1, 132],
  ])('of 120 s is not asked earlier, and not much later: %s', async (_, chance, at) => {
    expect(await askedAfter(429, { 'retry-after': '120' }, chance)).toEqual([0, at]);
  });

  test('gets it with a 503 too', async () => {
    expect(await askedAfter(503, { 'retry-after': '120' }, 0)).toEqual([0, 120]);
  });

  test('until a date is not asked before it', async () => {
    expect(await askedAfter(429, { 'retry-after': timeAt(90).toUTCString() }, 0)).toEqual([0, 90]);
  });

  test('until a date that is past, as by a clock that goes wrong, is asked by the schedule', async () => {
    expect(await askedAfter(429, { 'retry-after': timeAt(-600).toUTCString() }, 0)).toEqual([0, 5]);
    expect(await askedAfter(503, { 'retry-after': timeAt(-600).toUTCString() }, 0)).toEqual([0, 5]);
  });

  test('by a clock that is ten minutes ahead gets those ten minutes more', async () => {
    expect(await askedAfter(429, { 'retry-after': timeAt(690).toUTCString() }, 0)).toEqual([0, 690]);
  });

  test('without saying how much gets a minute', async () => {
    expect(await askedAfter(429, {}, 0)).toEqual([0, 60]);
  });

  test.each([
    ['-1'],
    [''],
    ['1e9'],
    ['120.5'],
    ['0x10'],
    ['30, 60'],
    ['tomorrow'],
    [Buffer.from('３０').toString('latin1')],
    ['1'.repeat(10_000)],
    ['Wed, 31 Feb 2026 99:99:99 GMT'],
  ])('in words that nobody understands (%s) gets a minute', async (value) => {
    expect(await askedAfter(429, { 'retry-after': value }, 0)).toEqual([0, 60]);
  });

  test('of eleven days waits as long as a queue can hide a message, and the log says so', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget(
      'team',
      { platform: 'webhook' },
      inTurn(always(429, '', { 'retry-after': '999999' }), responders.ok),
    );

    await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.reports.delivered).toMatchObject([
      { outcome: { reason: 'throttled' }, waitSeconds: 39_600, capped: true },
    ]);
  });

  test('is left alone meanwhile by everything else that waits for it', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'webhook' }, inTurn(always(429, '', { 'retry-after': '120' }), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.drain();
    await bench.publish(anEvent());
    await bench.runUntil(119);
    expect(bench.requestTimes('team')).toEqual([0]);
    await bench.relay.settle();

    expect(
      bench
        .requestTimes('team')
        .slice(1)
        .every((at) => at >= 120),
    ).toBe(true);
    expect(bench.requestsTo('team')).toHaveLength(3);
    expect(bench.deadLetters()).toEqual([]);
  });
});
