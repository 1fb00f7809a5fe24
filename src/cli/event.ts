import type { Notification } from '../model/notification.ts';
import { enrichSample } from '../samples/enrichment.ts';
import { notificationOf } from '../samples/notification.ts';
import { sampleEvent, sampleNames } from '../samples/samples.ts';
import { didYouMean } from '../text/closest.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { nearJsonProblem } from '../text/json-fault.ts';
import { CliError } from './errors.ts';
import { quotable } from './quote.ts';
import type { Io } from './terminal/io.ts';

/** Help text of the commands that take an EVENT. */
export const EVENT_HELP = `
EVENT is a file, - for standard input, or the name of a sample, such as failed (npx pipebell samples lists them).
A file may hold an EventBridge event, a notification rule's message, an approval message, an SNS record or any text;
a file with the name of a sample is passed as ./failed.`;

export interface CliEvent {
  /** True for a sample; its {@link CliEvent.notification} includes invented answers of AWS. */
  readonly isSample: boolean;
  readonly notification: Notification;
  /** The message that would be published. */
  readonly text: string;
  readonly subject?: string | undefined;
}

const oneOf = <Item>(records: readonly Item[]): Item => {
  const [first, ...others] = records;
  if (first !== undefined && others.length === 0) return first;
  throw new CliError(`the event holds ${records.length} records: pass one of them`);
};

const isFromSns = (payload: unknown): boolean => {
  const [record] = isRecord(payload) && Array.isArray(payload.Records) ? payload.Records : [];
  return isRecord(record) && isRecord(record.Sns);
};

/** A message without its envelopes, with what the envelope of SNS says about it. */
export interface Unwrapped {
  readonly text: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly publishedAt?: string;
}

/**
 * Removes the envelopes of SNS, SQS and Lambda, however deeply nested.
 * @param open chooses the records of an event that are messages; `undefined` if the event itself is the message.
 */
export const unwrapAll = (
  content: string,
  open: (records: readonly unknown[]) => readonly unknown[] | undefined,
): Unwrapped[] => {
  const value = parseJson(content);
  if (!isRecord(value)) return [{ text: content }];
  const { requestPayload, Records, Sns, body, Message, MessageId, Subject, Timestamp } = value;
  const inside = (part: unknown): Unwrapped[] => unwrapAll(JSON.stringify(part), open);
  // A dead letter of the router. The record of any other function is an event like any other.
  if (isFromSns(requestPayload)) return inside(requestPayload);
  const records = Array.isArray(Records) ? open(Records) : undefined;
  if (records) return records.flatMap(inside);
  if (isRecord(Sns)) return inside(Sns);
  if (value.eventSource === 'aws:sqs' && typeof body === 'string') return unwrapAll(body, open);
  if (typeof Message !== 'string' || typeof MessageId !== 'string') return [{ text: content }];
  return [
    {
      text: Message,
      messageId: MessageId,
      ...(typeof Subject === 'string' && { subject: Subject }),
      ...(typeof Timestamp === 'string' && { publishedAt: Timestamp }),
    },
  ];
};

const unwrap = (content: string): Unwrapped => oneOf(unwrapAll(content, (records) => [oneOf(records)]));

type Input = Pick<Io, 'readInput' | 'now' | 'stderr'>;

const readFile = async (name: string, io: Input): Promise<string> => {
  try {
    return await io.readInput(name);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new CliError(`EVENT ${quotable(name, 100)} cannot be read (${code})${didYouMean(name, sampleNames)}`, {
      next: 'pass a file, - or the name of a sample (npx pipebell samples)',
    });
  }
};

/** The message of a file. @throws CliError for JSON with a fault, which the router would take for plain text. */
const readMessage = async (name: string, io: Input): Promise<Unwrapped> => {
  const content = (await readFile(name, io)).replace(/^\uFEFF/, '');
  const problem = nearJsonProblem(content);
  if (problem !== undefined) {
    const file = name === '-' ? 'standard input' : quotable(name, 100);
    throw new CliError(`${file} is not valid JSON: ${problem}`, { next: 'correct it and try again' });
  }
  const message = unwrap(content);
  const inner = nearJsonProblem(message.text);
  // Inside an envelope it may be what really arrived.
  if (inner !== undefined) io.stderr.write(`the message in the envelope is plain text, not valid JSON: ${inner}\n`);
  return message;
};

/**
 * Reads an event as the router would. A message in an envelope that is nearly JSON causes a warning on standard error.
 * @throws CliError if there is none, or if the file is JSON with a fault.
 */
export const readEvent = async (name: string, io: Input): Promise<CliEvent> => {
  const now = io.now();
  const sample = await sampleEvent(name, now);
  const example = sample ?? (await readMessage(name, io));
  const { text, subject } = example;
  if (text.trim() === '') throw new CliError('the event is empty');
  const notification = await notificationOf(example, now);
  return sample
    ? { isSample: true, text, subject, notification: await enrichSample(notification, now) }
    : { isSample: false, text, subject, notification };
};
