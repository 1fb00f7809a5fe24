import type { Notification } from '../model/notification.ts';
import { byteLength, cut } from '../text/clean.ts';
import { redact } from '../text/redact.ts';

/** Size limit of an enriched notification in bytes: the rest of the delivery needs room in the queue's message too. */
const MAX_BYTES = 28 * 1024;
const MAX_COMMITS = 10;
const MAX_LOG_CHARS = 1500;

const fits = (notification: Notification): boolean => byteLength(JSON.stringify(notification)) < MAX_BYTES;

/**
 * Makes an enriched notification fit into a queue's message: first with shorter logs, then with fewer commits, at last
 * without the enrichment.
 * @param event the notification before the enrichment.
 */
export const shorten = (notification: Notification, event: Notification): Notification => {
  const cutTo = (logChars: number, commits: number): Notification => ({
    ...notification,
    commits: notification.commits.slice(0, Math.max(commits, event.commits.length)),
    failures: notification.failures.map((failure) => ({
      ...failure,
      // Redacted before the cut, which could split a secret in the event's own log.
      log: logChars > 0 && failure.log ? cut(redact(failure.log), logChars) : undefined,
    })),
  });
  const steps = [
    () => cutTo(MAX_LOG_CHARS, MAX_COMMITS),
    () => cutTo(600, 5),
    () => cutTo(0, 1),
    () => ({ ...event, missing: ['details: too-long'] }),
  ];
  for (const step of steps) {
    const short = step();
    if (fits(short)) return short;
  }
  return event;
};
