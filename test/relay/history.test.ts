import fc from 'fast-check';
import type { Ending, History } from '../../src/model/history.ts';
import { isKnown, markOpened, remember, transitionAt } from '../../src/relay/history.ts';

/**
 * A sequence is written as its ends in the order of time: `F` and `S` for a run that failed or succeeded, a digit after
 * the letter for the retry of the same run (`F F1 S2` is one run that fails twice and then succeeds).
 */
const endingsOf = (sequence: string): Ending[] => {
  let run = 0;
  return sequence.split(' ').map((word, minute) => {
    const retry = Number(word.slice(1) || 0);
    if (retry === 0) run++;
    const attempt = retry + 1;
    const time = new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();
    return { id: `run-${run} ${attempt} ${word[0]}`, failed: word[0] === 'F', time, execution: `run-${run}`, attempt };
  });
};

const describeTransition = (history: History, { id }: Ending): string => {
  const transition = transitionAt(history, id);
  if (!transition) return '-';
  const { kind, count, since, retry } = transition;
  const minute = new Date(since).getUTCMinutes();
  return `${kind} ${count} since ${minute}${retry ? ` retry ${retry}` : ''}`;
};

const failuresOfOneRow = (count: number): Ending[] => endingsOf(Array(count).fill('F').join(' '));

const recall = (endings: readonly Ending[]): History => endings.reduce(remember, { endings: [] });

/** The transition of the last ending of each sequence. */
const SEQUENCES: [sequence: string, meaning: string][] = [
  ['S', '-'],
  ['S S', '-'],
  ['S S S', '-'],
  ['F', 'broken 1 since 0'],
  ['S F', 'broken 1 since 1'],
  ['S S F', 'broken 1 since 2'],
  ['F F', 'still-failing 2 since 0'],
  ['S F F', 'still-failing 2 since 1'],
  ['S F F F', 'still-failing 3 since 1'],
  ['F F F F F F', 'still-failing 6 since 0'],
  ['F S', 'fixed 1 since 0'],
  ['S F S', 'fixed 1 since 1'],
  ['S F F S', 'fixed 2 since 1'],
  ['S F F F F S', 'fixed 4 since 1'],
  ['F S S', '-'],
  ['F S S S', '-'],
  ['F S F', 'broken 1 since 2'],
  ['F S F F', 'still-failing 2 since 2'],
  ['F F S F', 'broken 1 since 3'],
  ['F F S F S', 'fixed 1 since 3'],
  ['F S F S', 'fixed 1 since 2'],
  ['F S F S F', 'broken 1 since 4'],
  ['F F1', 'still-failing 2 since 0 retry 1'],
  ['F F1 F2', 'still-failing 3 since 0 retry 2'],
  ['S F F1', 'still-failing 2 since 1 retry 1'],
  ['F S1', 'recovered-on-retry 1 since 0 retry 1'],
  ['S F S1', 'recovered-on-retry 1 since 1 retry 1'],
  ['F F1 S2', 'recovered-on-retry 2 since 0 retry 2'],
  ['S F F1 F2 S3', 'recovered-on-retry 3 since 1 retry 3'],
  ['F F S1', 'fixed 2 since 0 retry 1'],
  ['F F F1 S2', 'fixed 3 since 0 retry 2'],
  ['F S1 S', '-'],
  ['F S1 F', 'broken 1 since 2'],
  ['F S1 F S1', 'recovered-on-retry 1 since 2 retry 1'],
  ['F S1 F F1', 'still-failing 2 since 2 retry 1'],
  ['S1', '-'],
  ['S F1', 'broken 1 since 1 retry 1'],
  ['F F1 S', 'fixed 2 since 0'],
  ['F F1 F', 'still-failing 3 since 0'],
  ['F F1 F F1', 'still-failing 4 since 0 retry 1'],
  ['F F1 F S1', 'fixed 3 since 0 retry 1'],
  ['S F S F S F', 'broken 1 since 5'],
  ['S F S F S F S', 'fixed 1 since 5'],
  [Array(60).fill('S').join(' '), '-'],
  [`${Array(30).fill('S').join(' ')} F`, 'broken 1 since 30'],
  [Array(45).fill('F').join(' '), 'still-failing 45 since 0'],
  [`S ${Array(90).fill('F').join(' ')}`, 'still-failing 90 since 1'],
  [`S ${Array(40).fill('F').join(' ')} S`, 'fixed 40 since 1'],
];

describe('the transition of an ending', () => {
  test.each(SEQUENCES)('after %s is %s', (sequence, meaning) => {
    const endings = endingsOf(sequence);

    expect(describeTransition(recall(endings), endings.at(-1) as Ending)).toBe(meaning);
  });

  const short = SEQUENCES.filter(([sequence]) => sequence.length < 40);

  test.each(short)('after %s is %s in any order of arrival and with duplicates', (sequence, meaning) => {
    const endings = endingsOf(sequence);
    const anyOrder = fc.shuffledSubarray([...endings, ...endings, ...endings], {
      minLength: endings.length * 3,
      maxLength: endings.length * 3,
    });

    fc.assert(
      fc.property(anyOrder, (arrivals) => {
        expect(describeTransition(recall(arrivals), endings.at(-1) as Ending)).toBe(meaning);
      }),
      { numRuns: 25 },
    );
  });

  test('is the same for a late event as for one in time', () => {
    const [first, second, third] = endingsOf('F F S') as [Ending, Ending, Ending];
    const history = recall([first, third, second]);

    expect(describeTransition(history, second)).toBe('still-failing 2 since 0');
    expect(describeTransition(history, third)).toBe('fixed 2 since 0');
  });

  test('is undefined for an ending that is not in the history', () => {
    expect(transitionAt({ endings: [] }, 'run-1 1 F')).toBeUndefined();
  });
});

test('a history keeps 64 endings and the count of the failures before them', () => {
  const history = recall(endingsOf(Array(200).fill('F').join(' ')));

  expect(history.endings.length).toBeLessThanOrEqual(64);
  expect(history.before).toMatchObject({ count: 136 });
});

test('parallel runs are judged by the time of their ends', () => {
  const end = (execution: string, minute: number, failed: boolean): Ending => ({
    id: `${execution} 1 ${failed ? 'failed' : 'succeeded'}`,
    failed,
    time: new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString(),
    execution,
    attempt: 1,
  });
  const [left, right] = [end('left', 10, true), end('right', 5, false)];

  expect(describeTransition(recall([left, right]), left)).toBe('broken 1 since 10');
  expect(describeTransition(recall([left, end('right', 15, false)]), end('right', 15, false))).toBe('fixed 1 since 10');
});

test('attempts of one run that end at the same time are judged in their order', () => {
  const end = (attempt: number, failed: boolean): Ending => ({
    id: `run ${attempt} ${failed ? 'failed' : 'succeeded'}`,
    failed,
    time: '2026-03-02T09:00:00.000Z',
    execution: 'run',
    attempt,
  });
  // As text, "10" comes before "9".
  const [ninth, tenth] = [end(9, true), end(10, false)];

  expect(transitionAt(recall([ninth, tenth]), tenth.id)).toMatchObject({ kind: 'recovered-on-retry', retry: 9 });
  expect(transitionAt(recall([tenth, ninth]), tenth.id)).toMatchObject({ kind: 'recovered-on-retry', retry: 9 });
});

describe('an ending that is older than a full history', () => {
  const row = failuresOfOneRow(90);
  const [first, second] = row as [Ending, Ending];
  const history = recall(row);

  test('is ignored every time it arrives', () => {
    expect([first, second, first, { ...second, failed: false, id: 'other' }].reduce(remember, history)).toEqual(
      history,
    );
    expect(describeTransition(history, row.at(-1) as Ending)).toBe('still-failing 90 since 0');
  });

  test('counts as known', () => {
    expect(isKnown(history, { ...first, told: true })).toBe(true);
    expect(isKnown(recall(row.slice(0, 5)), { ...first, id: 'unknown' })).toBe(false);
  });
});

describe('a streak that was reported as broken by its second failure', () => {
  const [first, second, third, success, next] = endingsOf('F F F S F') as [Ending, Ending, Ending, Ending, Ending];
  const history = [first, third, success, next].reduce(remember, markOpened(recall([second]), second.id));

  test('is not reported as broken again by an older failure that arrives later', () => {
    expect(describeTransition(history, first)).toBe('still-failing 3 since 0');
  });

  test('is still broken for a copy of the second failure', () => {
    expect(describeTransition(history, second)).toBe('broken 1 since 1');
  });

  test('does not change the meaning of the endings after it', () => {
    expect(describeTransition(history, third)).toBe('still-failing 3 since 0');
    expect(describeTransition(history, success)).toBe('fixed 3 since 0');
    expect(describeTransition(history, next)).toBe('broken 1 since 4');
  });
});
