import { decide } from '../../src/relay/verdict.ts';

const ending = (series: string | undefined, failed: boolean, minute: number) => ({
  id: `run-${minute} 1 ${failed ? 'failed' : 'succeeded'}`,
  failed,
  time: `2026-05-02T08:${minute}:00.000Z`,
  execution: `run-${minute}`,
  attempt: 1,
  ...(series && { series }),
});

const EMPTY = { endings: [] };

describe('the endings that AWS lists', () => {
  test('begin the history of their series, so that its first success is a fix', () => {
    const { transition } = decide(EMPTY, [ending('branch main', true, 10)], ending('branch main', false, 20), false);

    expect(transition).toMatchObject({ kind: 'fixed', count: 1 });
  });

  test.each([
    ['of another series', 'branch main', 'branch fix'],
    ['without a series', undefined, 'branch main'],
    ['of a series, for a run without one', 'branch main', undefined],
  ])('%s say nothing', (_, listed, own) => {
    expect(decide(EMPTY, [ending(listed, true, 10)], ending(own, false, 20), false).transition).toBeUndefined();
  });
});
