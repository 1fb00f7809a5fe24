import { responders } from '../../src/local/inbox.ts';
import { anEvent, timeAt } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** The request times of a receiver that gives this answer first and then accepts. */
const timesAfter = async (status: number, header: Record<string, string>, chance = 0.5): Promise<number[]> => {
  const bench = await keep(openHttpRelay({ random: () => chance }));
  bench.addTarget('team', { platform: 'webhook' }, inTurn(always(status, '', header), responders.ok));
  await bench.publish(anEvent());
  await bench.relay.settle();
  expect(bench.deadLetters()).toEqual([]);
  return bench.requestTimes('team');
};

describe('a receiver with Retry-After', () => {
  test.each([
    ['lower end of the jitter', 0, 120],
    ['upper end of the jitter', 1, 120],
  ])('of 120 s gets no earlier request, and none later: %s', async (_, chance, at) => {
    expect(await timesAfter(429, { 'retry-after': '120' }, chance)).toEqual([0, at]);
  });

  test('is respected with a 503 too', async () => {
    expect(await timesAfter(503, { 'retry-after': '120' }, 0)).toEqual([0, 120]);
  });

  test('with a date gets no request before it', async () => {
    expect(await timesAfter(429, { 'retry-after': timeAt(90).toUTCString() }, 0)).toEqual([0, 90]);
  });

  test('with a date in the past is retried as without the header', async () => {
    expect(await timesAfter(429, { 'retry-after': timeAt(-600).toUTCString() }, 0)).toEqual([0, 1]);
    expect(await timesAfter(503, { 'retry-after': timeAt(-600).toUTCString() }, 0)).toEqual([0, 5]);
  });

  test('with a clock ten minutes ahead is retried ten minutes later', async () => {
    expect(await timesAfter(429, { 'retry-after': timeAt(690).toUTCString() }, 0)).toEqual([0, 690]);
  });

  test('without the header is retried after a second, which doubles while it accepts nothing', async () => {
    expect(await timesAfter(429, {}, 0)).toEqual([0, 1]);

    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'webhook' }, always(429));
    await bench.publish(anEvent());
    await bench.runUntil(200);

    expect(bench.requestTimes('team')).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
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
  ])('with an invalid value (%s) is retried as without the header', async (value) => {
    expect(await timesAfter(429, { 'retry-after': value }, 0)).toEqual([0, 1]);
  });

  test.each([429, 503])('of eleven days with %i gets a request after an hour', async (status) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget(
      'team',
      { platform: 'webhook' },
      inTurn(always(status, '', { 'retry-after': '999999' }), responders.ok),
    );

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.reports.delivered[0]).toMatchObject({ outcome: { status }, waitSeconds: 3600 });
    expect(bench.requestTimes('team')).toEqual([0, 3600]);
  });

  test('gets no request for its other deliveries meanwhile', async () => {
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
