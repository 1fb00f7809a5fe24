import { createHistories } from '../aws/histories.ts';
import { LEDGER_TABLE, type LocalAws } from '../local/aws.ts';
import type { Ending } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf } from '../relay/ending.ts';
import { remember } from '../relay/history.ts';

const HOUR_MS = 3_600_000;

/** The endings that lead to a transition, all before the notification's own: a success, then the failures. */
const endingsBefore = (notification: Notification, { kind, count, since }: Transition): Ending[] => {
  const { execution, time } = notification;
  const own = { id: execution?.id ?? '', attempt: execution?.attempt ?? 1 };
  const series = endingOf(notification)?.series;
  const end = Date.parse(time);
  const start = Math.min(Date.parse(since), end - HOUR_MS);
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

/** Replaces a pipeline's history by endings from which the relay derives the wanted transition. */
export const seedHistory = async (
  aws: LocalAws,
  notification: Notification,
  transition: Transition,
  now: () => Date,
): Promise<void> => {
  const { level, pipeline, execution, account = '', region = '' } = notification;
  if (level !== 'pipeline' || !pipeline || !execution) return;
  const histories = createHistories({ call: aws.call, table: LEDGER_TABLE, now });
  const key = [account, region, pipeline.name];
  const { version } = await histories.read(key);
  await histories.write(key, endingsBefore(notification, transition).reduce(remember, { endings: [] }), version);
};
