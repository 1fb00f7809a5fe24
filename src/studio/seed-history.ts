import { createHistories } from '../aws/histories.ts';
import { LEDGER_TABLE, type LocalAws } from '../local/aws.ts';
import type { Ending } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { remember } from '../relay/history.ts';

const HOUR_MS = 3_600_000;

/** The ends that a transition tells of, all before the notification's own: first a good one, then the row of failures. */
const endingsBefore = (notification: Notification, { kind, count, since }: Transition): Ending[] => {
  const { execution, time } = notification;
  const own = { id: execution?.id ?? '', attempt: execution?.attempt ?? 1 };
  const end = Date.parse(time);
  const start = Math.min(Date.parse(since), end - HOUR_MS);
  const failures = kind === 'broken' ? 0 : kind === 'still-failing' ? Math.max(1, count - 1) : count;
  const ending = (id: string, failed: boolean, at: number, attempt = 1, run = id): Ending => {
    return { id: `${run} ${attempt} ${failed}`, failed, time: new Date(at).toISOString(), execution: run, attempt };
  };
  const row = Array.from({ length: failures }, (_, at) => {
    const time = start + ((end - start) * at) / (failures + 1);
    // It recovers: the failure was its own, an attempt before.
    return kind === 'recovered-on-retry' && at === 0
      ? ending(own.id, true, time, Math.max(0, own.attempt - 1))
      : ending(`before-${own.id}-${at}`, true, time);
  });
  return [ending(`good-${own.id}`, false, start - HOUR_MS), ...row];
};

/** Makes the relay remember other ends than there were, so that it finds by itself what an event is to mean. */
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
