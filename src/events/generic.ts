// Whatever no other source knows: other AWS events, transformed events, text that somebody published.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
import * as z from 'zod/mini';
import { eventIdentity, stableId } from '../identity.ts';
import { detailTypeOf, type EventSource, type Message, text } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { lineOf, textOf } from '../text.ts';
import { isoTime } from '../time.ts';

/** Caps of ours, in characters and in facts. */
const MAX_TITLE_CHARS = 150;
const MAX_TEXT_CHARS = 2000;
const MAX_LABEL_CHARS = 40;
const MAX_VALUE_CHARS = 200;
const MAX_DETAILS = 10;
/** Fields looked at before giving up on finding ten worth drawing. */
const MAX_FIELDS = 200;

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential|auth|environment|\benv\b|variable|cookie|signature|private|subscribeurl/i;

/** A secret inside a value that has an innocent name: in a query string, a URL's user part or a header. */
const SECRET_VALUE =
  /(?:token|password|secret|key|signature|sig|credential|code)=|:\/\/[^/\s]*@|\b(?:bearer|basic)\s|-----BEGIN|hooks\.slack\.com/i;

/** What every event has and nobody reads. */
const DULL = /^(?:id|version|event-?version|event-?id|request-?id|event-?type|user-?agent|source-?ip-?address)$/i;

/** Where messages keep what a person would call the headline. Letter case does not matter. */
const TITLES = ['title', 'subject', 'summary', 'alarmname', 'eventname', 'event', 'message'];

const AwsEvent = z.looseObject({
  id: text,
  source: text,
  'detail-type': text,
  detailType: text,
  account: text,
  region: text,
  time: text,
  detail: z.catch(z.unknown(), undefined),
});

type Fields = Pick<Notification, 'details'> & { title?: string | undefined; text?: string | undefined };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** `build-status` and `buildStatus` as people write it: `Build status`. */
const labelOf = (field: string): string | undefined => {
  const words = field
    .slice(0, MAX_LABEL_CHARS * 4)
    .replace(/[-_.]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return lineOf(words.charAt(0).toUpperCase() + words.slice(1), MAX_LABEL_CHARS);
};

const detailsOf = (record: Record<string, unknown>, except?: string): Notification['details'] =>
  Object.entries(record)
    .slice(0, MAX_FIELDS)
    .flatMap(([field, raw]) => {
      const value = scalar(raw);
      if (
        value === undefined ||
        field === except ||
        DULL.test(field) ||
        SECRET_NAME.test(field) ||
        SECRET_VALUE.test(value)
      )
        return [];
      const label = labelOf(field);
      const line = lineOf(value, MAX_VALUE_CHARS);
      return label && line ? [{ label, value: line }] : [];
    })
    .slice(0, MAX_DETAILS);

/** Text in which the first line is the headline, as in a commit or a mail. */
const fromText = (value: string): Fields => {
  const whole = textOf(value, MAX_TEXT_CHARS);
  if (whole === undefined) return { details: [] };
  const [first = '', ...rest] = whole.split('\n');
  const title = lineOf(first, MAX_TITLE_CHARS);
  return title === first
    ? { title, text: textOf(rest.join('\n'), MAX_TEXT_CHARS), details: [] }
    : { title, text: whole, details: [] };
};

/** A field that holds a headline, or a pipeline and its state from a transformed event. */
const titleOf = (record: Record<string, unknown>): { title?: string | undefined; field?: string } => {
  const { pipeline, state } = record;
  if (typeof pipeline === 'string' && typeof state === 'string') {
    return { title: lineOf(`${pipeline} is ${state}`, MAX_TITLE_CHARS) };
  }
  for (const wanted of TITLES) {
    const field = Object.keys(record).find((key) => key.toLowerCase() === wanted);
    const value = field === undefined ? undefined : record[field];
    if (field !== undefined && typeof value === 'string' && !SECRET_VALUE.test(value)) {
      return { title: lineOf(value, MAX_TITLE_CHARS), field };
    }
  }
  return {};
};

const fromRecord = (record: Record<string, unknown>): Fields => {
  const { title, field } = titleOf(record);
  const whole = field === undefined ? undefined : textOf(scalar(record[field]), MAX_TEXT_CHARS);
  return { title, text: whole === title ? undefined : whole, details: detailsOf(record, title && field) };
};

const fromBody = (body: unknown): Fields => {
  if (isRecord(body)) return fromRecord(body);
  if (!Array.isArray(body)) return fromText(scalar(body) ?? '');
  const lines = body
    .slice(0, MAX_FIELDS)
    .map(scalar)
    .filter((line) => line !== undefined && !SECRET_VALUE.test(line));
  const items = body.length === 1 ? '1 item' : `${body.length} items`;
  return { title: `A list of ${items}`, text: textOf(lines.join('\n'), MAX_TEXT_CHARS), details: [] };
};

/** An AWS event of any kind says in its detail type what happened, and in its detail to what. */
const fromEvent = (title: string, { source, detail }: z.infer<typeof AwsEvent>): Fields => {
  const own = source && !source.startsWith('aws.') ? detailsOf({ source }) : [];
  if (isRecord(detail)) return { title, details: [...own, ...detailsOf(detail)].slice(0, MAX_DETAILS) };
  const { title: first, text: rest } = fromBody(detail);
  return { title, text: [first, rest].filter(Boolean).join('\n') || undefined, details: own };
};

/** Reads everything, so it is asked last. It draws no field whose name or value looks like a secret. */
export const generic = {
  name: 'generic',
  subscribes: [],
  read({ body, subject, messageId, publishedAt }: Message): Notification {
    const event = isRecord(body) ? AwsEvent.safeParse(body).data : undefined;
    const kind = event && lineOf(detailTypeOf(event), MAX_TITLE_CHARS);
    const { title, text: words, details } = event && kind ? fromEvent(kind, event) : fromBody(body);
    const headline = lineOf(subject, MAX_TITLE_CHARS);
    return {
      version: 1,
      id: (kind && eventIdentity(event?.id)) ?? stableId('message', [messageId]),
      source: 'generic',
      moment: 'message',
      severity: 'info',
      time: (kind && isoTime(event?.time)) ?? publishedAt,
      title: headline ?? title ?? 'A message without words',
      text: headline && title ? textOf([title, words].filter(Boolean).join('\n'), MAX_TEXT_CHARS) : words,
      account: kind ? lineOf(event?.account, 40) : undefined,
      region: kind ? lineOf(event?.region, 40) : undefined,
      commits: [],
      failures: [],
      details,
      links: [],
    };
  },
} satisfies EventSource;
