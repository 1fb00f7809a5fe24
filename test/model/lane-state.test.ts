import { type LaneState, readLaneState } from '../../src/model/lane-state.ts';

const whole: LaneState = {
  pace: { intervalMs: 250, settled: true, accepted: 3, since: 1_772_616_000_000, pauseMs: 1000 },
  sentAt: 1_772_616_000_500,
  failures: 4,
  failingSince: 1_772_616_000_000,
  nextAttemptAt: 1_772_616_300_000,
  attempts: { m1: 4 },
  receives: { m1: 5, m2: 1 },
  trials: { m1: 2 },
  summary: { id: 's_abc', openedAt: 1_772_616_000_000 },
};

describe('the state of a lane', () => {
  test.each([[whole], [{}], [{ failures: 1 }]])('is read as it was written: %j', (state) => {
    expect(readLaneState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  test('is read without the fields of a newer version', () => {
    expect(readLaneState({ ...whole, novel: { added: 'later' } })).toEqual(whole);
  });

  test.each([
    [undefined],
    [null],
    [''],
    ['text'],
    [[]],
    [{ ...whole, failures: '4' }],
    [{ ...whole, failures: -1 }],
    [{ ...whole, nextAttemptAt: null }],
    [{ ...whole, pace: { intervalMs: 250 } }],
    [{ ...whole, pace: { ...whole.pace, intervalMs: -1 } }],
    [{ ...whole, receives: { m1: '5' } }],
    [{ ...whole, summary: { id: 's_abc' } }],
  ])('is empty if it is %j', (value) => {
    expect(readLaneState(value)).toEqual({});
  });
});
