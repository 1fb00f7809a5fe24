import fc from 'fast-check';
import { byteLength, clean, cleanLine, cut, lineOf, safeUrl, textOf } from '../../src/text/clean.ts';
import { anyText } from '../support/arbitraries.ts';

describe('cut', () => {
  test('does not change short text', () => {
    expect(cut('four', 4)).toBe('four');
  });

  test('ends shortened text in an ellipsis within the limit', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('ab cdef', 4)).toBe('ab…');
  });

  test.each(['👩‍👩‍👧‍👦', '🇩🇪', '👍🏽', 'e\u0301', '😀'])('never cuts %s in two', (character) => {
    for (let maxChars = 1; maxChars < 30; maxChars++) {
      const rest = cut(`a${character.repeat(10)}`, maxChars)
        .replace(/…$/, '')
        .replace(/^a/, '');

      expect(rest.replaceAll(character, '')).toBe('');
    }
  });

  test('keeps within its limit for any text', () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 1, max: 500 }), (text, maxChars) => {
        const short = cut(text, maxChars);
        expect(short.length).toBeLessThanOrEqual(maxChars);
        expect(short === text || short.endsWith('…')).toBe(true);
      }),
    );
  });
});

describe('clean', () => {
  test.each([
    ['one\r\ntwo\rthree\nfour', 'one\ntwo\nthree\nfour'],
    ['a\u0000b\u0007c\u007fd\u009fe', 'abcde'],
    ['tab\tstays', 'tab\tstays'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://ci.example/run/1\u0007open log\u001b]8;;\u0007 \u001b(B!', 'open log !'],
    ['\u202egnp.exe\u202c \u2066x\u2069', 'gnp.exe x'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['\u001b[1;31merror\u001b[0m: no', 'error: no'],
    ['  around  ', 'around'],
    ['\ud83d lone', '\ufffd lone'],
    ['e\u0301\u0301\u0301\u0301\u0301\u0301\u0301', 'e\u0301\u0301\u0301\u0301'],
    ['👩‍👩‍👧‍👦 می‌خواهم', '👩‍👩‍👧‍👦 می‌خواهم'],
  ])('makes %j into %j', (foreign, safe) => {
    expect(clean(foreign, 100)).toBe(safe);
  });

  test.each([
    ...[
      '\u3164',
      '\uffa0',
      '\u115f',
      '\u1160',
      '\u2800',
      '\u034f',
      '\u17b4',
      '\u180e',
      '\ufffc',
      '\ufe00',
      '\ufe0f',
      '\u{1d159}',
      '\u{16fe4}',
    ],
    ...['\u{1d173}', '\u{1bca0}', '\u{13430}', '\u{e0100}', '\u{e0041}', '\u200c', '\u200d', '\u2061', '\u206a'],
  ])('leaves nothing of %j alone, and nothing of it within words', (character) => {
    expect(clean(character, 100)).toBe('');
    expect(clean(` ${character.repeat(50)} `, 1000)).toBe('');
    expect(clean(`pass${character}word`, 100)).toBe('password');
    expect(clean(`a${character.repeat(40)}b`, 1000)).toBe('ab');
  });

  test.each(['👩‍👩‍👧‍👦', '👩🏽‍🚀', '❤️‍🔥', '🏳️‍🌈', '1️⃣', '#️⃣', '☎️', '☎︎', '🇩🇪', 'می‌خواهم', 'क्‍ष', 'නිර්‍මාණය', '한글', '日本語'])(
    'keeps %s as it is',
    (text) => {
      expect(clean(`a ${text} b`, 100)).toBe(`a ${text} b`);
    },
  );

  test.each([
    ['می‌‌‌خواهم', 'میخواهم'],
    ['👩‍‍👧', '👩👧'],
    ['1️2', '12'],
    ['👩‍a', '👩a'],
  ])('makes runs and strays of joiners and selectors in %j into %j', (foreign, safe) => {
    expect(clean(foreign, 100)).toBe(safe);
  });

  test('hides nothing between the characters of any text, and is stable', () => {
    const invisible = fc.constantFrom('\u3164', '\u200c', '\u200d', '\ufe0f', '\u{e0041}', '\u2800', '\u{1d173}');
    const visible = fc.constantFrom('a', '👩', '🏽', 'م', 'क', '1', ' ', '\u0301');
    fc.assert(
      fc.property(fc.array(fc.oneof(invisible, visible), { maxLength: 40 }), (characters) => {
        const safe = clean(characters.join(''), 1000);
        expect(safe).not.toMatch(/[\u3164\u{e0041}\u2800\u{1d173}]/u);
        expect(safe).not.toMatch(/(?:\u200c|\u200d){2}|\ufe0f{2}/u);
        expect(safe).not.toMatch(/^(?:\u200c|\u200d|\ufe0f)|(?:\u200c|\u200d)$/u);
        expect(clean(safe, 1000)).toBe(safe);
      }),
    );
  });

  test('returns visible, well-formed text within the limit', () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 1, max: 300 }), (text, maxChars) => {
        const safe = clean(text, maxChars);
        expect(safe.length).toBeLessThanOrEqual(maxChars);
        expect(safe.isWellFormed()).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must be removed
        expect(safe).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/);
      }),
    );
  });

  test('is fast for a mebibyte', () => {
    const start = performance.now();

    for (const piece of ['a', '\u0301', '\u001b[', '\u202e', ' ', '\r', '😀']) clean(piece.repeat(1 << 20), 1000);

    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('cleanLine', () => {
  test.each([
    ['one\r\ntwo\n\n\nthree', 'one two three'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['a \t\u00a0 b', 'a b'],
    ['\n\n', ''],
  ])('makes %j into %j', (foreign, line) => {
    expect(cleanLine(foreign, 100)).toBe(line);
  });

  test('is one line for any text', () => {
    fc.assert(fc.property(anyText(), (text) => expect(cleanLine(text, 200)).not.toMatch(/[\n\r\u2028\u2029\u0085]/)));
  });
});

test('a field without readable text is undefined', () => {
  for (const nothing of [undefined, null, '', ' \n', '\u200b\u0000']) {
    expect([textOf(nothing, 10), lineOf(nothing, 10)]).toEqual([undefined, undefined]);
  }
  expect([textOf('a\nb', 10), lineOf('a\nb', 10)]).toEqual(['a\nb', 'a b']);
});

test('bytes are counted as UTF-8', () => {
  expect(byteLength('aé界😀')).toBe(1 + 2 + 3 + 4);
});

describe('safeUrl', () => {
  test.each([
    ['https://example.com/a?b=c&d=e#/f/g', 'https://example.com/a?b=c&d=e#/f/g'],
    ['http://example.com', 'http://example.com/'],
    ['https://example.com/a_b~c-d.e', 'https://example.com/a_b~c-d.e'],
    ['https://example.com/<script>|"x"', 'https://example.com/%3Cscript%3E%7C%22x%22'],
    ['https://example.com/(a)[b]*c*`d`\\{e}', 'https://example.com/%28a%29%5Bb%5D%2Ac%2A%60d%60/%7Be%7D'],
    ["https://example.com/#a'b)c", 'https://example.com/#a%27b%29c'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    [' https://example.com/\n ', 'https://example.com/'],
  ])('returns %j as %j', (foreign, safe) => {
    expect(safeUrl(foreign)).toBe(safe);
  });

  test.each([
    undefined,
    null,
    '',
    'example.com',
    '/path',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user@example.com/',
    'https://user:word@example.com/',
    'https://[::1]/',
    `https://example.com/${'a'.repeat(2000)}`,
    `https://example.com/${'界'.repeat(300)}`,
  ])('returns undefined for %j', (foreign) => {
    expect(safeUrl(foreign)).toBeUndefined();
  });

  test('returns valid short links without markup', () => {
    const url = fc.oneof(
      anyText(),
      anyText().map((text) => `https://example.com/${text}`),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
    );
    fc.assert(
      fc.property(url, (foreign) => {
        const safe = safeUrl(foreign);
        if (safe === undefined) return;
        expect(safe).toMatch(/^https?:\/\/[^<>|()[\]\\^`{}"'*\s]+$/);
        expect(safe.length).toBeLessThanOrEqual(2000);
        expect(safeUrl(safe)).toBe(safe);
      }),
    );
  });
});
