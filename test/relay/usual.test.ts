import type { Ending } from '../../src/model/history.ts';
import { usualSeconds } from '../../src/relay/usual.ts';

const run = (minute: number, seconds: number, more: Partial<Ending> = {}): Ending => {
  const started = Date.UTC(2026, 2, 4, 9, minute);
  return {
    id: `run-${minute} 1 succeeded`,
    failed: false,
    time: new Date(started + seconds * 1000).toISOString(),
    execution: `run-${minute}`,
    attempt: 1,
    told: true,
    started: new Date(started).toISOString(),
    ...more,
  };
};

describe('the usual duration of a subject', () => {
  test('is the median of its latest successful runs', () => {
    expect(usualSeconds({ endings: [run(0, 500), run(10, 540), run(20, 3000)] })).toBe(540);
  });

  test('ignores failures, retries, and runs whose start is unknown', () => {
    const others = [run(1, 5, { failed: true }), run(2, 7, { attempt: 2 }), { ...run(3, 9), started: undefined }];
    const endings = [...others, run(10, 60), run(20, 70), run(30, 80)] as Ending[];

    expect(usualSeconds({ endings })).toBe(70);
    expect(usualSeconds({ endings: others as Ending[] })).toBeUndefined();
  });

  test('is unknown after two runs', () => {
    expect(usualSeconds({ endings: [run(0, 60), run(10, 60)] })).toBeUndefined();
  });
});
