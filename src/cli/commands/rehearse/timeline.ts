import { notificationOf } from '../../../samples/notification.ts';
import { isoTime } from '../../../text/time.ts';
import type { Unwrapped } from '../../event.ts';
import { statedTime } from './event-time.ts';

/** A message with its time. */
export interface Timed extends Unwrapped {
  readonly n: number;
  readonly id: string;
  /** ISO 8601 in UTC; `undefined` if the message states none. */
  readonly time: string | undefined;
}

/** The time that a source falls back to, to see whether it found one. */
const NO_TIME = new Date(0);

const withTime = async (message: Unwrapped, at: number): Promise<Timed> => {
  const n = at + 1;
  const { messageId = `rehearsal-${n}`, text, publishedAt } = message;
  const read = async (): Promise<string | undefined> => {
    try {
      const { time } = await notificationOf(message, NO_TIME, messageId);
      return time === NO_TIME.toISOString() ? undefined : isoTime(time);
    } catch {
      // The router reads the message again, and its error is reported.
      return undefined;
    }
  };
  return { ...message, n, id: messageId, time: statedTime(text) ?? (await read()) ?? isoTime(publishedAt) };
};

/**
 * Consecutive messages of the same time, with that time in epoch milliseconds. A message without one has that of the
 * message before it, and the first ones have the first time that is found.
 * @param now the time if no message has one.
 */
export const schedule = async (
  list: readonly Unwrapped[],
  now: Date,
): Promise<{ time: number; messages: Timed[] }[]> => {
  const messages = await Promise.all(list.map(withTime));
  const groups: { time: number; messages: Timed[] }[] = [];
  let time = Date.parse(messages.find((each) => each.time)?.time ?? now.toISOString());
  for (const message of messages) {
    if (message.time !== undefined) time = Date.parse(message.time);
    const last = groups.at(-1);
    if (last?.time === time) last.messages.push(message);
    else groups.push({ time, messages: [message] });
  }
  return groups;
};
