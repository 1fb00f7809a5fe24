import { readFileSync } from 'node:fs';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { KEY_PREFIXES } from '../../src/model/stack.ts';
import { writeOneOfEach } from '../engines/tables/sample-rows.ts';
import { openContainer } from '../engines/tables/table.ts';
import { START } from '../support/lambda-events.ts';

const DAY_SECONDS = 24 * 3600;

/** The rows of the table in docs/security.md: the prefix of the keys, the function, and how long rows are kept at most. */
const documented = (): string[][] => {
  const text = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [, rows = '', who = '', , kept = ''] = line.split('|').map((cell) => cell.trim());
    const days = /^(\d+) days?$/.exec(kept)?.[1];
    return days ? [...rows.matchAll(/`([a-z]_)`/g)].map(([, prefix = '']) => [prefix, who, days]) : [];
  });
};

test('rows of each kind are kept as long as docs/security.md says, by the function that it names', async () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);

  const errors: unknown[] = [];
  await writeOneOfEach(
    openContainer(aws.call, LEDGER_TABLE, clock.now, (error) => errors.push(error)),
    START,
  );

  expect(errors).toEqual([]);

  const kept = new Map<string, number>();
  for (const [id, { expires }] of aws.table.items) {
    const until = expires !== undefined && 'N' in expires ? Number(expires.N) : Number.NaN;
    const days = (until - START.getTime() / 1000) / DAY_SECONDS;
    kept.set(id.slice(0, 2), Math.max(kept.get(id.slice(0, 2)) ?? 0, days));
  }
  const written = Object.entries(KEY_PREFIXES).flatMap(([who, prefixes]) =>
    prefixes.map((prefix) => [prefix, who, String(kept.get(prefix))]),
  );
  expect(documented().sort()).toEqual(written.sort());
  expect(documented()).toHaveLength(kept.size);
});
