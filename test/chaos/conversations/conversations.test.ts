import { MOODS } from './moods.ts';
import { type ConversationsRun, countExcused, runConversations } from './simulation.ts';

let runs: ConversationsRun[] = [];
const of = (name: string): ConversationsRun | undefined => runs.find(({ mood }) => mood === name);

beforeAll(async () => {
  runs = await runConversations(150 * MOODS.length, 1);
}, 120_000);

test.each(MOODS)('no news is lost and no root stays old while: $name', ({ name }) => {
  expect(of(name)).toMatchObject({ losses: [], violations: [] });
  expect(of(name)?.conversations).toBeGreaterThan(50);
});

test('each mood has its effect, and what differs has a reason that explains it', () => {
  expect(of('copies and any order')?.excused).toEqual([]);
  expect(of('functions killed')?.kills).toBeGreaterThan(10);
  expect(of('a burst while the platform is down')?.summarised).toBeGreaterThan(20);
  expect(of('people change the channel')?.deadLetters[0]).toBeGreaterThan(5);
  expect(of('the table is down')?.awsFailures).toBeGreaterThan(100);
  const excused = countExcused(runs).map(([what]) => what);
  expect(excused).toEqual(expect.arrayContaining(['missing: summary', 'second: dead', 'second: table']));
});

test('the same seed gives the same run', async () => {
  const [first, second] = [
    await runConversations(60, 5, MOODS.slice(-1)),
    await runConversations(60, 5, MOODS.slice(-1)),
  ];

  expect(second).toEqual(first);
}, 60_000);
