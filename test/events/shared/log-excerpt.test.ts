import fc from 'fast-check';
import { excerpt } from '../../../src/events/shared/log-excerpt.ts';
import { anyText } from '../../support/arbitraries.ts';

const of = (log: string) => excerpt(log.split('\n').map((line) => `${line}\n`));

describe('the excerpt of a log', () => {
  test('keeps a failed test and drops the lines of every build', () => {
    const log = `[Container] 2026/04/08 14:19:30.001200 Entering phase BUILD
[Container] 2026/04/08 14:19:30.120311 Running command npm test
PASS test/dough.test.ts
PASS test/crust.test.ts
FAIL test/oven.test.ts
  ● oven › bakes at 230 degrees
    expect(received).toBe(expected)

    Expected: 230
    Received: 210

      at Object.<anonymous> (test/oven.test.ts:12:20)
Tests:       1 failed, 41 passed, 42 total
[Container] 2026/04/08 14:19:58.903114 Command did not exit successfully npm test exit status 1
[Container] 2026/04/08 14:19:58.911620 Phase complete: BUILD State: FAILED
[Container] 2026/04/08 14:19:58.911644 Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: npm test. Reason: exit status 1
[Container] 2026/04/08 14:19:58.955812 Entering phase POST_BUILD
[Container] 2026/04/08 14:19:58.957319 Phase complete: POST_BUILD State: SUCCEEDED
[Container] 2026/04/08 14:19:58.957331 Phase context status code:  Message: `;

    expect(of(log)?.split('\n')).toEqual([
      'PASS test/crust.test.ts',
      'FAIL test/oven.test.ts',
      '  ● oven › bakes at 230 degrees',
      '    expect(received).toBe(expected)',
      '    Expected: 230',
      '    Received: 210',
      '      at Object.<anonymous> (test/oven.test.ts:12:20)',
      'Tests:       1 failed, 41 passed, 42 total',
      'Command did not exit successfully npm test exit status 1',
    ]);
  });

  test('finds an error in the middle and marks omitted lines', () => {
    const quiet = Array.from({ length: 20 }, (_, at) => `compiling unit ${at}`);
    const log = [...quiet, 'src/oven.ts(4,2): error TS2322: Type string is not number.', ...quiet].join('\n');

    expect(of(log)?.split('\n')).toEqual([
      'compiling unit 19',
      'src/oven.ts(4,2): error TS2322: Type string is not number.',
      'compiling unit 0',
      'compiling unit 1',
      'compiling unit 2',
      '…',
      'compiling unit 17',
      'compiling unit 18',
      'compiling unit 19',
    ]);
  });

  test('keeps the last lines of a log without an error', () => {
    expect(of('one\ntwo\nthree\nfour\nfive')).toBe('three\nfour\nfive');
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
    expect(of(`${noise}\nError: oven is cold\n${noise}`)).toBe('Error: oven is cold');
  });

  test.each([
    '[Container] 2026/04/08 14:19:30.120311 Error: oven is cold',
    '2026-04-08T14:19:30.120Z Error: oven is cold',
    '2026-04-08 14:19:30,120 Error: oven is cold',
    '[14:19:30] Error: oven is cold',
    '\u001b[31mError:\u001b[0m oven is cold',
  ])('shows %j without times and colours', (line) => {
    expect(of(line)).toBe('Error: oven is cold');
  });

  test.each([
    'Downloading https://repo.example.com/a.jar failed: 403 Forbidden',
    'Error: coverage of 71% is below 80%',
  ])('keeps %j', (line) => {
    expect(of(`${line}\nquiet`)).toContain(line);
  });

  test('does not read a count of zero errors as an error', () => {
    const log = ['lint: 0 errors, 0 failed', ...Array(10).fill('quiet')].join('\n');

    expect(of(log)).toBe('quiet\nquiet\nquiet');
  });

  test('contains no secret of any length', () => {
    const key = Array.from({ length: 27 }, (_, at) => `${at}abcDEF`.padEnd(64, 'Q7z')).join('\n');

    expect(
      of(`-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\nError: DB_PASSWORD=hunter2hunter2 is wrong`),
    ).toBe('[redacted]\nError: DB_PASSWORD=[redacted] is wrong');
    expect(of(`${key}\n-----END PRIVATE KEY-----\nError: it broke`)).toBe('[redacted]\nError: it broke');
  });

  test('is undefined for an empty log', () => {
    expect(excerpt([])).toBeUndefined();
    expect(excerpt([undefined, '', '\n', '   '])).toBeUndefined();
  });

  test('never exceeds twelve lines and 1,500 characters, and is deterministic', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText(), fc.constant('Error: again')), { maxLength: 80 }), (messages) => {
        const text = excerpt(messages) ?? '';

        expect(text.split('\n').length).toBeLessThanOrEqual(12);
        expect(text.length).toBeLessThanOrEqual(1500);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
});
