import { EMPTY_CONVERSATION } from '../../../src/model/conversation-state.ts';
import type { Ending, History } from '../../../src/model/history.ts';
import type { Summary } from '../../../src/model/summary.ts';
import { type Filters, openFilters } from '../../../src/model/target.ts';
import { remember } from '../../../src/relay/history.ts';
import { addToSummary, openSummary } from '../../../src/relay/summary.ts';
import { aNotification } from '../../support/factories.ts';
import type { Container } from './table.ts';

const TIME = '2026-03-04T09:00:00.000Z';

const minute = (at: number): string => new Date(Date.parse(TIME) + at * 60_000).toISOString();

/** The largest history: more endings and series than are kept, with the longest names that sources give them. */
export const largestHistory = (): History => {
  let history: History = { endings: [] };
  for (let at = 0; at < 300; at++) {
    const execution = `${at}-${'é'.repeat(250)}`;
    const ending: Ending = {
      id: `${execution} 1 failed`,
      ...{ failed: true, time: minute(at), execution, attempt: 1, told: true, mark: 'abcdef01', opened: true },
      ...{ series: `${at} ${'界'.repeat(100)}`, started: minute(at - 1), error: 'x'.repeat(40) },
    };
    history = remember(history, ending);
  }
  return history;
};

/** The largest summary: more groups, names and causes than are kept. */
export const largestSummary = (): Summary => {
  const opened = openSummary('t'.repeat(100), 'd_largest', TIME, Date.parse(TIME));
  const notifications = Array.from({ length: 200 }, (_, at) => {
    const url = `https://example.com/${'p'.repeat(470)}`;
    return aNotification({
      pipeline: { name: `${at}${'界'.repeat(100)}`, url },
      failures: [{ reason: `${at % 40}${'é'.repeat(500)}` }],
      time: minute(at),
    });
  });
  return addToSummary(opened, notifications);
};

/** Filters that do not fit into one row: many targets with many patterns. */
export const manyFilters = (count: number): Map<string, Filters> =>
  new Map(
    Array.from({ length: count }, (_, at) => {
      const pipelines = Array.from({ length: 20 }, (__, glob) => `${'ü'.repeat(20)}-${at}-${glob}-*`);
      return [`team-${at}`, openFilters({ platform: 'slack', when: { pipelines } })];
    }),
  );

/** Writes one row of each kind. */
export const writeOneOfEach = async (
  { ledger, histories, runs, filters, conversations, people }: Container,
  loadedAt: Date,
): Promise<void> => {
  const summary = addToSummary(openSummary('team', 'd_one', TIME, 0), [aNotification()]);
  await ledger.delivered('d_one');
  await ledger.aside('d_two');
  await ledger.fold(summary, 0, ['d_three']);
  await ledger.conclude({ attempt: ['111122223333', 'shop', 'run-1'], time: TIME });
  await ledger.save('team', { failures: 1, failingSince: 1 });
  await ledger.pause('other', Date.parse(TIME));
  await histories.write(['111122223333', 'shop'], { endings: [] }, 0);
  await runs.note(['111122223333', 'shop', 'run-1'], { startedAt: TIME });
  await filters.write({ filters: manyFilters(500), loadedAt });
  await filters.lease('owner');
  await conversations.write('c_one', EMPTY_CONVERSATION, 0);
  await conversations.countUpdate('u_one');
  await people.note('secret', 'ada@example.com', 'nobody');
};

/** First letters of the keys that {@link writeOneOfEach} writes. */
export const KINDS: readonly string[] = ['c', 'd', 'f', 'g', 'h', 'p', 'r', 's', 't'];
