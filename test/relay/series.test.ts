import fc from 'fast-check';
import type { Ending, History } from '../../src/model/history.ts';
import { remember, transitionAt } from '../../src/relay/history.ts';
import { decide, hasFailingSeries } from '../../src/relay/verdict.ts';

/**
 * A sequence is written as its ends in the order of time: the name of the series, and `F` or `S`. `a:F@3` is a run of the
 * series `a` that failed and was started at minute 3, `:S` a run without a series.
 */
const endingsOf = (sequence: string): Ending[] =>
  sequence.split(' ').map((word, minute) => {
    const [, series, result, , started] = /^(\w*):([FS])(@(\d+))?$/.exec(word) ?? [];
    const at = (value: number): string => new Date(Date.UTC(2026, 2, 2, 8, value)).toISOString();
    return {
      id: `run-${minute} 1 ${result}`,
      failed: result === 'F',
      time: at(minute),
      execution: `run-${minute}`,
      attempt: 1,
      told: true,
      ...(series && { series }),
      ...(started && { started: at(Number(started)) }),
    };
  });

const recall = (endings: readonly Ending[]): History => endings.reduce(remember, { endings: [] });

const lastOf = (sequence: string, lasting = false): string => {
  const endings = endingsOf(sequence);
  const { kind, count, since } = transitionAt(recall(endings), endings.at(-1)?.id ?? '', lasting) ?? {};
  return kind ? `${kind} ${count} since ${new Date(since ?? '').getUTCMinutes()}` : '-';
};

test.each([
  ['a success of another series fixes nothing', 'a:F b:S', '-'],
  ['a success of the same series fixes it', 'a:F b:S a:S', 'fixed 1 since 0'],
  ['a failure of another series is a first failure', 'a:F b:F', 'broken 1 since 1'],
  ['a further failure counts those of its own series', 'a:F b:S c:F a:F', 'still-failing 2 since 0'],
  ['a run without a series fixes no series', 'a:F :S', '-'],
  ['a series fixes no run without one', ':F a:S', '-'],
  ['runs without a series are compared with each other', ':F a:S :S', 'fixed 1 since 0'],
  ['a run that was started before the failed one does not fix it', 'a:F@5 a:S@3', '-'],
  ['the failure before is still open after an older success', 'a:F@5 a:S@3 a:F@7', 'still-failing 2 since 0'],
  ['a run that was started later fixes it', 'a:F@3 a:S@5', 'fixed 1 since 0'],
  ['a retry of the failed run fixes it', 'a:F@3 a:S@3', 'fixed 1 since 0'],
  ['a start that is not known counts by the end', 'a:F@5 a:S', 'fixed 1 since 0'],
  ['the latest start of the failures counts', 'a:F@5 a:F@2 a:S@4', '-'],
])('of runs, %s', (_, sequence, meaning) => {
  expect(lastOf(sequence)).toBe(meaning);
});

test.each([
  ['one contributor is OK while another is not', 'a:F b:F a:S', '-'],
  ['the last contributor is OK', 'a:F b:F a:S b:S', 'fixed 1 since 1'],
  ['a second contributor goes off', 'a:F b:F', 'broken 1 since 1'],
])('of an alarm, %s', (_, sequence, meaning) => {
  expect(lastOf(sequence, true)).toBe(meaning);
});

test('keeps the failures of each series when their endings have left the history', () => {
  const sequence = `a:F a:F ${Array(80).fill('b:S').join(' ')}`;

  expect(lastOf(`${sequence} a:S`)).toBe('fixed 2 since 0');
  expect(lastOf(`${sequence} c:S`)).toBe('-');
});

describe('more contributors than there is room for', () => {
  const many = Array.from({ length: 190 }, (_, at) => `c${at}:F`);

  test('are counted, and the alarm is fixed after the last of them', () => {
    const solved = many.map((word) => word.replace('F', 'S'));

    expect(lastOf([...many, ...solved.slice(1)].join(' '), true)).toBe('-');
    expect(lastOf([...many, ...solved].join(' '), true)).toMatch(/^fixed/);
  });
});

describe('an alarm with contributors', () => {
  const at = '2026-03-02T08:00:00.000Z';
  const contributor: Ending = {
    id: 'c 1 failed',
    failed: true,
    time: at,
    execution: 'c',
    attempt: 1,
    series: 'disk a',
  };
  const whole: Ending = { id: 'w 1 failed', failed: true, time: at, execution: 'w', attempt: 1, whole: true };
  const verdictOn = (known: History, ending: Ending) => decide(known, [], ending, true);

  test('is not reported beside its contributor, whichever comes first', () => {
    const first = verdictOn({ endings: [] }, contributor);
    const second = verdictOn({ endings: [] }, whole);

    expect(first).toMatchObject({ isCovered: false, transition: { kind: 'broken' } });
    expect(verdictOn(first.history, whole)).toMatchObject({ isCovered: true, transition: undefined });
    expect(second).toMatchObject({ isCovered: false, transition: { kind: 'broken' } });
    expect(verdictOn(second.history, contributor).isCovered).toBe(true);
  });

  test('is reported with a contributor of another evaluation', () => {
    const { history } = verdictOn({ endings: [] }, whole);
    const later = { ...contributor, time: '2026-03-02T08:20:00.000Z' };

    expect(verdictOn(history, later)).toMatchObject({ isCovered: false, transition: { kind: 'broken' } });
  });

  test('ends with its last contributor, and its own event of the end reports nothing more', () => {
    const end = { ...contributor, id: 'c2', execution: 'c2', failed: false, time: '2026-03-02T09:00:00.000Z' };
    const { history } = verdictOn(verdictOn({ endings: [] }, contributor).history, whole);
    const fixed = verdictOn(history, end);

    expect(fixed.transition).toMatchObject({ kind: 'fixed', since: at });
    expect(verdictOn(fixed.history, { ...whole, id: 'w2', failed: false, time: end.time }).transition).toBeUndefined();
  });
});

test('the list of AWS, which names no series, is not used for subjects with series', () => {
  const [listed, own] = endingsOf(':F a:S') as [Ending, Ending];

  expect(decide({ endings: [] }, [listed], own, false).transition).toBeUndefined();
  expect(decide({ endings: [] }, [listed], { ...own, series: undefined }, false).transition?.kind).toBe('fixed');
});

test('the order of arrival changes nothing, and series never change each other', () => {
  const word = fc
    .tuple(fc.constantFrom('a', 'b', ''), fc.constantFrom('F', 'S'))
    .map(([series, end]) => `${series}:${end}`);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), fc.nat(), (words, seed) => {
      const endings = endingsOf(words.join(' '));
      const last = endings.at(-1) as Ending;
      const shuffled = endings
        .map((each, at) => ({ each, key: (seed * (at + 7)) % 101 }))
        .sort((x, y) => x.key - y.key);
      const expected = transitionAt(recall(endings), last.id);
      const own = endings.filter(({ series }) => series === last.series);

      expect(transitionAt(recall(shuffled.map(({ each }) => each)), last.id)).toEqual(expected);
      expect(transitionAt(recall(own), last.id)).toEqual(expected);
      const failing = ['a', 'b'].filter((name) => endings.findLast(({ series }) => series === name)?.failed);
      expect(hasFailingSeries(recall(endings))).toBe(failing.length > 0);
    }),
  );
});
