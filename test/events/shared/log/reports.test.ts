import { newsOf } from '../../../../src/events/shared/log/news.ts';
import { logReports } from './reports.ts';

const reports = logReports();
const failed = reports.filter(({ none }) => !none);
const headline = (lines: readonly string[]) => newsOf(lines).headline;

describe('the headline of a log', () => {
  test.each(failed)('names what an operator looks for in $name', ({ log, has, hasNot }) => {
    const found = headline(log.split('\n').map((line) => `${line}\n`)) ?? '';

    expect(has.filter((piece) => !found.includes(piece)).map((piece) => ({ missing: piece, found }))).toEqual([]);
    expect(hasNot.filter((piece) => found.includes(piece)).map((piece) => ({ unwanted: piece, found }))).toEqual([]);
    expect(has.length).toBeGreaterThan(0);
  });

  test.each(failed)('is the same with the times of a build service in $name', ({ log }) => {
    const lines = log.split('\n');

    expect(headline(lines.map((line) => `2026-11-26T22:12:25.1234567Z ${line}\r\n`))).toBe(headline(lines));
  });

  test.each(reports.filter(({ none }) => none))('is absent in $name', ({ log }) => {
    expect(headline(log.split('\n'))).toBeUndefined();
  });
});
