import fc from 'fast-check';
import { closest, didYouMean } from '../../src/text/closest.ts';

const SAMPLES = ['failed', 'fixed', 'approval', 'still-failing', 'on'];

describe('closest', () => {
  test.each([
    ['faild', 'failed'],
    ['fialed', 'failed'],
    ['FAILED', 'failed'],
    ['fixd', 'fixed'],
    ['aproval', 'approval'],
    ['stil-failing', 'still-failing'],
    ['approvall', 'approval'],
  ])('finds what %s means', (word, expected) => {
    expect(closest(word, SAMPLES)).toBe(expected);
  });

  test.each(['webhook', 'x', '', 'off', 'unlikely-42'])('guesses nothing for %j', (word) => {
    expect(closest(word, SAMPLES)).toBeUndefined();
  });

  test.each([
    ['team-wbe', 'team-web'],
    ['teamweb', 'team-web'],
    ['Team-Ops', 'team-ops'],
    ['bakery', 'bakery-prod'],
    ['bakery-prod-2', 'bakery-prod'],
    ['payments', undefined],
  ])('finds for the name %j the name %s', (name, expected) => {
    expect(closest(name, ['team-web', 'team-ops', 'bakery-prod'])).toBe(expected);
  });

  test('prefers the candidate with the fewest edits, then the first', () => {
    expect(closest('prdo', ['prod2', 'prod', 'pro'])).toBe('prod');
    expect(closest('web', ['web1', 'web2'])).toBe('web1');
  });

  test('falls back to a candidate that contains the word or is part of it, from three characters on', () => {
    expect(closest('build', ['deploy-failed', 'codebuild-batch-failed'])).toBe('codebuild-batch-failed');
    expect(closest('shop-prod-europe', ['sh', 'shop-prod'])).toBe('shop-prod');
    expect(closest('bu', ['deploy-failed', 'codebuild-batch-failed'])).toBeUndefined();
  });

  test('does not compare a very long word', () => {
    const long = 'a'.repeat(101);

    expect(closest(long, [long])).toBeUndefined();
    expect(closest(long.slice(1), [long.slice(1)])).toHaveLength(100);
  });

  test('finds every word of six characters or more after any one edit', () => {
    const edited = fc
      .tuple(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(), fc.constantFrom('insert', 'delete', 'replace', 'swap'))
      .map(([word, seed, edit]) => {
        const at = seed % (word.length - 1);
        const [head, tail] = [word.slice(0, at), word.slice(at)];
        if (edit === 'insert') return [word, `${head}-${tail}`] as const;
        if (edit === 'delete') return [word, head + tail.slice(1)] as const;
        if (edit === 'replace') return [word, `${head}-${tail.slice(1)}`] as const;
        return [word, head + tail.charAt(1) + tail.charAt(0) + tail.slice(2)] as const;
      });

    fc.assert(fc.property(edited, ([word, misspelt]) => closest(misspelt, [word]) === word));
  });
});

describe('didYouMean', () => {
  test('ends a message with the candidate, or leaves it as it is', () => {
    expect([didYouMean('faild', SAMPLES), didYouMean('webhook', SAMPLES)]).toEqual([' (did you mean failed?)', '']);
  });
});
