// All messages that no other source reads: other AWS events, transformed events, plain text.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
import * as z from 'zod/mini';
import { detailTypeOf, type EventSource, type Message, text } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { lineOf, textOf } from '../text/clean.ts';
import { eventIdentity, stableId } from '../text/id.ts';
import { isoTime } from '../text/time.ts';

/** Limits of ours, in characters and in facts. */
const MAX_TITLE_CHARS = 150;
const MAX_TEXT_CHARS = 2000;
const MAX_LABEL_CHARS = 40;
const MAX_VALUE_CHARS = 200;
const MAX_DETAILS = 10;
/** Fields that are searched for the ten facts to show. */
const MAX_FIELDS = 200;

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential|authori[sz]|oauth|environment|\benv\b|variable|cookie|signature|private|subscribeurl/i;

/** A secret in a value whose name does not show it: in a query string, in a header, or of a known form. */
const SECRET_VALUE =
  /(?:token|password|passwd|secret|authorization)\w{0,20}\s{0,5}[=:]|[?&][^=&]{0,60}(?:key|sig|signature|credential|code)=|:\/\/[^/\s]{0,200}@|\bbearer\s|-----BEGIN|hooks\.slack\.com|\b(?:AKIA|ASIA)[A-Z\d]{16}\b|\bgh[pousr]_\w{20}|\bxox[a-z]-/i;

/** Fields of every event that carry no information for a reader. */
const IGNORED =
  /^(?:id|version|event-?(?:version|id|type|time|category)|request-?id|user-?agent|source-?ip-?address|read-?only|management-?event)$/i;

/** Fields with the state that the event reports. */
const STATES = ['state', 'status', 'build-status', 'completed-phase-status', 'status-details', 'eventName', 'event'];

/** Names of fields with a headline, in any letter case. */
const TITLES = ['title', 'subject', 'summary', 'alarmname', 'eventname', 'event', 'message'];

const AwsEvent = z.looseObject({
  id: text,
  source: text,
  'detail-type': text,
  detailType: text,
  account: text,
  region: text,
  time: text,
  detail: z.optional(z.unknown()),
});

interface Fields {
  title?: string | undefined;
  text?: string | undefined;
  /** The text to use if the title comes from elsewhere. */
  whole?: string | undefined;
  details: Notification['details'];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** A label for a field name: `Build status` for `build-status` and `buildStatus`, `Alarm ARN` for `alarmARN`. */
const labelOf = (field: string): string | undefined => {
  const words = field
    .slice(0, MAX_LABEL_CHARS * 2)
    .replace(/[-_.]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());
  return lineOf(words.charAt(0).toUpperCase() + words.slice(1), MAX_LABEL_CHARS);
};

const shownValue = (raw: unknown): string | undefined => {
  const value = scalar(raw)?.slice(0, MAX_VALUE_CHARS * 4);
  if (value === undefined || SECRET_VALUE.test(value) || /^[[\]{}:\s]*$/.test(value)) return undefined;
  return lineOf(value, MAX_VALUE_CHARS);
};

/** The facts of one level. Fields whose name or value looks like a secret are left out. */
const detailsOf = (record: Record<string, unknown>, shown: readonly unknown[] = []): Notification['details'] =>
  Object.entries(record)
    .slice(0, MAX_FIELDS)
    .flatMap(([field, raw]) => {
      if (IGNORED.test(field) || SECRET_NAME.test(field) || shown.includes(raw)) return [];
      const label = labelOf(field);
      const value = shownValue(raw);
      return label && value ? [{ label, value }] : [];
    })
    .slice(0, MAX_DETAILS);

/** Plain text, with the first line as the headline. */
const fromText = (value: string): Fields => {
  const whole = textOf(value, MAX_TEXT_CHARS);
  const [first, ...rest] = whole?.split('\n') ?? [];
  const title = lineOf(first, MAX_TITLE_CHARS);
  return { title, text: title === first ? textOf(rest.join('\n'), MAX_TEXT_CHARS) : whole, whole, details: [] };
};

/** The headline in one of the record's fields. */
const headlineOf = (record: Record<string, unknown>): string | undefined =>
  TITLES.map((wanted) => Object.keys(record).find((field) => field.toLowerCase() === wanted))
    .map((field) => (field === undefined ? undefined : record[field]))
    .find(
      (value): value is string =>
        typeof value === 'string' && value.trim() !== '' && !SECRET_VALUE.test(value.slice(0, MAX_TEXT_CHARS * 4)),
    );

const fromRecord = (record: Record<string, unknown>): Fields => {
  const { pipeline, state } = record;
  // The detail of a pipeline's event, or two fields of it, forwarded by an input transformer.
  if (typeof pipeline === 'string' && typeof state === 'string') {
    return { title: lineOf(`${pipeline} is ${state}`, MAX_TITLE_CHARS), details: detailsOf(record, [pipeline, state]) };
  }
  const headline = headlineOf(record);
  const { title, text: words, whole } = fromText(headline ?? '');
  const details = detailsOf(record, headline === undefined ? [] : [headline]);
  const fields = textOf(Object.keys(record).slice(0, MAX_DETAILS).join(', '), MAX_VALUE_CHARS);
  return title || details.length > 0 || !fields
    ? { title, text: words, whole, details }
    : { text: `Fields: ${fields}`, details };
};

const fromBody = (body: unknown): Fields => {
  if (isRecord(body)) return fromRecord(body);
  if (!Array.isArray(body)) return fromText(scalar(body) ?? '');
  const lines = body.slice(0, MAX_FIELDS).flatMap((item) => shownValue(item) ?? []);
  const title = `A list of ${body.length === 1 ? '1 item' : `${body.length} items`}`;
  return { title, text: textOf(lines.join('\n'), MAX_TEXT_CHARS), details: [] };
};

/** The state that the event reports, also from one level deeper. */
const stateOf = (detail: Record<string, unknown>): string | undefined =>
  STATES.filter((field) => Object.hasOwn(detail, field))
    .map((field) => detail[field])
    .map((state) => (isRecord(state) ? (state.value ?? state.status) : state))
    .find((state): state is string => typeof state === 'string' && shownValue(state) !== undefined);

/** The fields of an AWS event of any kind: the detail type is the title, the detail holds the facts. */
const fromEvent = (kind: string, { source, detail, account, region }: z.infer<typeof AwsEvent>): Fields => {
  const own = source && !source.startsWith('aws.') ? detailsOf({ source }) : [];
  if (!isRecord(detail)) {
    const { title, text: words, whole = [title, words].filter(Boolean).join('\n') } = fromBody(detail);
    return { title: kind, text: whole || undefined, details: own };
  }
  const state = stateOf(detail);
  const details = [...own, ...detailsOf(detail, [account, region, state])].slice(0, MAX_DETAILS);
  return { title: lineOf(state ? `${kind}: ${state}` : kind, MAX_TITLE_CHARS), details };
};

/** Reads every message, so it must be the last source. Fields that look like secrets are left out. */
export const generic = {
  name: 'generic',
  subscribes: [],
  examples: () => [{ name: 'message', text: 'The nightly backup has ended.', subject: 'A word from a script' }],
  read({ body, subject, messageId, publishedAt }: Message): Notification {
    const event = isRecord(body) ? AwsEvent.safeParse(body).data : undefined;
    const kind = event && lineOf(detailTypeOf(event), MAX_TITLE_CHARS);
    const fields = event && kind ? fromEvent(kind, event) : fromBody(body);
    const headline = lineOf(subject, MAX_TITLE_CHARS);
    return {
      version: 1,
      id: (kind && eventIdentity(event?.id)) ?? stableId('message', [messageId]),
      source: 'generic',
      moment: 'message',
      severity: 'info',
      time: (kind && isoTime(event?.time)) ?? publishedAt,
      title: headline ?? fields.title ?? (fields.text || fields.details.length > 0 ? 'A message' : 'An empty message'),
      text: headline
        ? (fields.whole ?? textOf([fields.title, fields.text].filter(Boolean).join('\n'), MAX_TEXT_CHARS))
        : fields.text,
      account: kind ? lineOf(event?.account, 40) : undefined,
      region: kind ? lineOf(event?.region, 40) : undefined,
      commits: [],
      failures: [],
      details: fields.details,
      links: [],
    };
  },
} satisfies EventSource;
