import { newsOf } from '../../../../src/events/shared/log/news.ts';
import { logSamples } from './samples.ts';

const samples = logSamples();
const of = (log: string) => newsOf(log.split('\n').map((line) => `${line}\n`));

describe('the news of a log', () => {
  test.each(samples)('is found in $name', ({ log, tool, headline }) => {
    const news = of(log);

    expect({ tool: news.tool, headline: news.headline }).toEqual({ tool, headline });
  });

  test.each(samples)('is the same in $name with the times of a build service', ({ log, tool, headline }) => {
    const lines = log.split('\n').map((line) => `2026-11-26T22:12:25.1234567Z ${line}\r\n`);
    const news = newsOf(lines);

    expect({ tool: news.tool, headline: news.headline }).toEqual({ tool, headline });
  });

  test.each(samples)('has an excerpt without frames in $name', ({ log }) => {
    const lines = (of(log).excerpt ?? '').split('\n');

    expect(lines.length).toBeLessThanOrEqual(12);
    expect(
      lines.filter((line) => /Phase complete|exit status \d|A complete log of this run|Running command/.test(line)),
    ).toEqual([]);
    expect(lines.filter((line) => line.includes('/codebuild/'))).toEqual([]);
  });

  test.each([
    [
      'the command that failed, not of one before it',
      [
        'Running command ./lint',
        'Error: one finding',
        'Running command ./test',
        'Error: oven is cold',
        'Command did not exit successfully ./test exit status 1',
      ],
      'oven is cold',
    ],
    [
      'the first command that failed',
      [
        'Running command ./test',
        'Error: oven is cold',
        'Command did not exit successfully ./test exit status 1',
        'Phase complete: BUILD State: FAILED',
        'Running command ./report',
        'Error: no report',
        'Command did not exit successfully ./report exit status 1',
      ],
      'oven is cold',
    ],
    [
      'an earlier command if the one that failed only reports its code',
      [
        'Running command npm test || touch failed',
        '  ● oven › is hot',
        '',
        '    Expected: 230',
        '    Received: 210',
        'Running command test ! -f failed',
        'Command did not exit successfully test ! -f failed exit status 1',
      ],
      'oven › is hot: Expected: 230',
    ],
  ])('is that of %s', (_, lines, headline) => {
    expect(newsOf(lines).headline).toBe(headline);
  });

  test('contains no secret, also where the cut would split it', () => {
    const news = of(`Error: ${'x'.repeat(170)} DB_PASSWORD=hunter2hunter2hunter2`);

    expect(news.headline).toMatch(/^x{170} DB_PASSWORD=\[redacted\]$/);
    expect(of('Error: DB_PASSWORD=hunter2hunter2 is wrong\nnext').excerpt).not.toContain('hunter2');
  });

  test('contains no key that stands on lines of its own', () => {
    const key = Array.from({ length: 27 }, (_, at) => `${at}abcDEF`.padEnd(64, 'Q7z')).join('\n');

    expect(of(`-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\nError: it broke\nlast`).excerpt).toBe(
      '[redacted]\nlast',
    );
    expect(of(`${key}\n-----END PRIVATE KEY-----\nError: it broke\nlast`).excerpt).toBe('[redacted]\nlast');
  });

  test('puts the lines of parallel packages together', () => {
    const log = [
      'shop:test: cache miss, executing 1a2b',
      'mail:test: cache miss, executing 3c4d',
      'shop:test:   ● oven › is hot',
      'mail:test: PASS a.test.js',
      'shop:test:',
      'shop:test:     expect(received).toBe(expected)',
      'mail:test: Tests: 3 passed, 3 total',
      'shop:test:     Expected: 230',
      'shop:test:     Received: 210',
    ];

    expect(newsOf(log).headline).toBe('oven › is hot: expected 230, received 210');
  });

  test.each([
    '[Container] 2026/04/08 14:19:30.120311 Error: oven is cold',
    '2026-04-08T14:19:30.120Z Error: oven is cold',
    '2026-04-08 14:19:30,120 Error: oven is cold',
    '[14:19:30] Error: oven is cold',
    '\u001b[31mError:\u001b[0m oven is cold',
    '\ufffd[31mError:\ufffd[0m oven is cold',
    'Downloading 1%\rError: oven is cold',
    '#12 3.456 Error: oven is cold',
    'web-1  | Error: oven is cold',
  ])('is read from %j', (line) => {
    expect(of(line).headline).toBe('oven is cold');
  });

  test('keeps the last lines of a log without an error', () => {
    expect(of('one\ntwo\nthree\nfour\nfive')).toEqual({
      headline: undefined,
      tool: undefined,
      excerpt: 'three\nfour\nfive',
    });
  });

  test.each([
    ['a progress bar', ' 42% [=====>     ] 12/30'],
    ['what a progress bar overwrote', 'Downloading 1%\rDownloading 50%\rDownloading 100%'],
    ['a download', 'Downloading https://repo.example.com/a.jar'],
    ["git's counting", 'Receiving objects:  12% (12/100)'],
    ["an image's layers", '5f70bf18a086: Pull complete'],
    ['a spinner', '⠋⠙⠹'],
    ['a line of nothing', '   \t '],
  ])('leaves out %s', (_, noise) => {
    expect(of(`${noise}\nstep\n${noise}\nError: oven is cold\n${noise}\nend`).excerpt).toBe('step\nend');
  });

  test('does not read a count of zero errors as an error', () => {
    expect(of(['lint: 0 errors, 0 failed', ...Array(10).fill('quiet')].join('\n')).headline).toBeUndefined();
  });

  test('is nothing for an empty log', () => {
    const nothing = { headline: undefined, tool: undefined, excerpt: undefined };

    expect(newsOf([])).toEqual(nothing);
    expect(newsOf([undefined, '', '\n', '   '])).toEqual(nothing);
  });
});
