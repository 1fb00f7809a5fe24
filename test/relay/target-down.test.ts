import type { HttpReply } from '../../src/model/http.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { aMessage, aTarget, NOW, openBench } from '../support/batch.ts';

const status = (code: number): HttpReply => ({ status: code, body: '' });
const three = () => ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }));

describe('a target that has failed for 15 minutes', () => {
  const failing = (seconds: number) => ({ failures: 5, failingSince: NOW.getTime() - seconds * 1000 });

  test.each([
    [899, undefined],
    [900, 900],
  ])('is reported with every failed attempt: after %i s', async (seconds, failingSeconds) => {
    const bench = openBench({ answer: () => status(500) });
    bench.lanes.set('team', failing(seconds));

    await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(bench.reports.map((report) => report.failingSeconds)).toEqual([failingSeconds]);
  });

  test.each([
    ['after an error', { nextAttemptAt: NOW.getTime() + 3_000_000 }, 0],
    ['after a 429', {}, NOW.getTime() + 3_000_000],
  ])('is reported while it asks for a long wait, %s', async (_, state, pausedUntil) => {
    const bench = openBench();
    bench.lanes.set('team', { ...failing(1000), ...state });
    bench.pauses.set('team', pausedUntil);

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual(['e1', 'e2', 'e3']);
    expect(bench.reports).toMatchObject([{ outcome: { reason: 'paused' }, waitSeconds: 3000, failingSeconds: 1000 }]);
    expect(bench.hidden.get('e1')).toBe(600);
    expect(bench.requests).toEqual([]);
  });

  test.each([
    ['removed', {}, { kind: 'rejected', reason: 'target-gone' }],
    ['disabled', { team: aTarget({ enabled: false }) }, { kind: 'skipped', reason: 'disabled' }],
  ])('is not waited for once it is %s', async (_, targets, outcome) => {
    const bench = openBench({ targets });
    bench.lanes.set('team', { ...failing(1000), nextAttemptAt: NOW.getTime() + 3_000_000 });

    expect(await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports)).toEqual([]);
    expect(bench.reports).toMatchObject([{ outcome }]);
  });

  test('in a lane of one message is not reported: others of its target succeed', async () => {
    const bench = openBench({ answer: () => status(500) });
    bench.lanes.set('team?abc', failing(1000));

    await deliverBatch([aMessage('team', { id: 'e1' }, { lane: 'team?abc' })], bench.ports);

    expect(bench.reports).toHaveLength(1);
    expect(bench.reports[0]).not.toHaveProperty('failingSeconds');
  });
});
