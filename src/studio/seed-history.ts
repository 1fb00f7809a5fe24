import { createHistories } from '../aws/histories.ts';
import { LEDGER_TABLE, type LocalAws } from '../local/aws.ts';
import type { Ending } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf, historyKey } from '../relay/ending.ts';
import { remember } from '../relay/history.ts';
import { stableId } from '../text/id.ts';

const HOUR_MS = 3_600_000;

/**
 * The endings that lead to a transition, all before the notification's own: a success, then the failures. A transition
 * without an earlier time is stated by the event itself, and needs no history.
 */
const endingsBefore = (
  notification: Notification,
  { kind, count, since }: Pick<Transition, 'kind' | 'count' | 'since'>,
): Ending[] => {
  const { execution, time } = notification;
  const own = { id: execution?.id ?? '', attempt: execution?.attempt ?? 1 };
  const series = endingOf(notification)?.series;
  const end = Date.parse(time);
  const start = Math.min(Date.parse(since), end);
  if (kind !== 'broken' && start === end) return [];
  const failures = kind === 'broken' ? 0 : kind === 'still-failing' ? Math.max(1, count - 1) : count;
  const ending = (id: string, hasFailed: boolean, at: number, attempt = 1, run = id): Ending => {
    return {
      id: `${run} ${attempt} ${hasFailed}`,
      failed: hasFailed,
      time: new Date(at).toISOString(),
      execution: run,
      attempt,
      ...(series !== undefined && { series }),
    };
  };
  const failed = Array.from({ length: failures }, (_, at) => {
    const time = start + ((end - start) * at) / (failures + 1);
    // The run itself failed, at an earlier attempt.
    return kind === 'recovered-on-retry' && at === 0
      ? ending(own.id, true, time, Math.max(0, own.attempt - 1))
      : ending(`before-${own.id}-${at}`, true, time);
  });
  return [ending(`succeeded-${own.id}`, false, start - HOUR_MS), ...failed];
};

/** Replaces the history of the notification's subject by endings from which the relay derives its transition, or none. */
export const seedHistory = async (aws: LocalAws, notification: Notification, now: () => Date): Promise<void> => {
  if (!endingOf(notification)) return;
  const key = historyKey(notification);
  const nothingFailed = { kind: 'broken', count: 0, since: notification.time } as const;
  const endings = endingsBefore(notification, notification.transition ?? nothingFailed);
  if (endings.length === 0) {
    // A stored history would outrank what the event states, even if it is empty.
    aws.table.items.delete(stableId('h', key));
    return;
  }
  const histories = createHistories({ call: aws.call, table: LEDGER_TABLE, now });
  const { version } = await histories.read(key);
  await histories.write(key, endings.reduce(remember, { endings: [] }), version);
};
