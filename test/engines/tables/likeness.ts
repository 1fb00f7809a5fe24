import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type AwsCall, AwsError } from '../../../src/aws/call.ts';
import { createLocalAws } from '../../../src/local/aws.ts';
import { frozenClock } from '../../../src/local/clock.ts';
import { seededChance } from '../../chaos/random.ts';
import type { Check } from '../checks.ts';
import { randomStep, STEP_NAMES } from './random-steps.ts';
import { REFUSED } from './refused.ts';
import { openContainer, type Row, rowsOf } from './table.ts';

const SEEDS = [1, 2, 3, 5, 8, 13];
const STEPS = 120;

/** What random calls have to meet, so that equal answers mean something. */
const CODES = ['ConditionalCheckFailedException', 'TransactionCanceledException', 'success'];

const byId = (rows: readonly Row[]): Row[] => [...rows].sort((a, b) => String(a.id?.S).localeCompare(String(b.id?.S)));

/**
 * An answer in a form that two engines share: the order of the rows of a batch is open, and DynamoDB Local adds a
 * capacity that nobody asks for.
 */
const shared = (answer: unknown): unknown => {
  const { ConsumedCapacity: _, ...rest } = answer as { ConsumedCapacity?: unknown; Responses?: Record<string, Row[]> };
  if (rest.Responses === undefined) return rest;
  const sorted = Object.entries(rest.Responses).map(([table, rows]) => [table, byId(rows)]);
  return { ...rest, Responses: Object.fromEntries(sorted) };
};

/** The answer of a call, or the code with which it was refused. */
const outcomeOf = async (call: AwsCall, ...[service, operation, input]: Parameters<AwsCall>) => {
  try {
    return { code: 'success', answer: shared(await call(service, operation, input)) };
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, error };
    throw error;
  }
};

/** Sends each call to both tables. @param note gets the code of the first, and the difference if there is one. */
const callBoth =
  (engine: AwsCall, memory: AwsCall, note: (code: string, difference?: string) => void): AwsCall =>
  async (service, operation, input) => {
    const real = await outcomeOf(engine, service, operation, input);
    const local = await outcomeOf(memory, service, operation, input);
    const isLike = real.code === local.code && isDeepStrictEqual(real.answer, local.answer);
    const text = (outcome: typeof real) => JSON.stringify(outcome.answer ?? outcome.code).slice(0, 300);
    const question = `${operation} ${JSON.stringify(input).slice(0, 300)}`;
    note(real.code, isLike ? undefined : `${question}: DynamoDB ${text(real)}, memory ${text(local)}`);
    if (real.error) throw real.error;
    return real.answer;
  };

/** Compares the table in memory, on which all other tests run, with DynamoDB Local. */
export const checksOfLikeness = (engine: AwsCall, create: (table: string) => Promise<void>): Check[] => {
  const seen = { codes: new Set<string>(), steps: new Set<string>() };
  const open = async (table: string) => {
    await create(table);
    // The engine removes rows by the real time, so the clock begins there.
    const clock = frozenClock(new Date());
    const memory = createLocalAws(clock);
    const differences: string[] = [];
    const call = callBoth(engine, memory.call, (code, difference) => {
      seen.codes.add(code);
      if (difference) differences.push(difference);
    });
    const rows = () => byId([...memory.table.items.values()] as Row[]);
    return { clock, call, differences, rows };
  };
  const random = SEEDS.map(
    (seed): Check => [
      `the table in memory answers random calls as DynamoDB does, and holds the same rows (seed ${seed})`,
      async () => {
        const table = `random-${seed}`;
        const { clock, call, differences, rows } = await open(table);
        const chance = seededChance(seed);
        const container = openContainer(call, table, clock.now, () => {});
        for (let step = 0; step < STEPS; step++) {
          seen.steps.add(await randomStep(container, { chance, now: clock.now() }));
          assert.deepEqual(differences, [], `step ${step}`);
          if (chance.hits(0.2)) await clock.until(new Date(clock.now().getTime() + chance.below(8) * 1000));
        }
        assert.deepEqual(rows(), byId(await rowsOf(engine, table)));
        assert.ok(rows().length > 10);
      },
    ],
  );
  return [
    ...random,
    [
      'the random calls contain every step, and answers of each kind',
      async () => {
        assert.deepEqual([...seen.steps].sort(), [...STEP_NAMES].sort());
        for (const code of CODES) assert.ok(seen.codes.has(code), code);
      },
    ],
    ...REFUSED.map(
      ({ what, operation, refused, accepted }, at): Check => [
        `DynamoDB and the table in memory refuse ${what}`,
        async () => {
          const table = `refused-${at}`;
          const { call, differences } = await open(table);
          await call('dynamodb', operation, accepted(table));
          await assert.rejects(call('dynamodb', operation, refused(table)), AwsError);
          assert.deepEqual(differences, []);
        },
      ],
    ),
  ];
};
