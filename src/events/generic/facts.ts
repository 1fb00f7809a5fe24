import type { Notification } from '../../model/notification.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import {
  detailsOf,
  entriesOf,
  type Fields,
  isRecord,
  isShown,
  levelsOf,
  MAX_DETAILS,
  MAX_FIELDS,
  MAX_VALUE_CHARS,
  scalar,
  shownValue,
} from './fields.ts';
import { type Meaning, meaningOf, stateOf } from './meaning.ts';
import { isForwarded, kindOf, type Subject, subjectOf } from './subject.ts';

/** Limits of ours, in characters and in links. */
export const MAX_TITLE_CHARS = 150;
export const MAX_TEXT_CHARS = 2000;
const MAX_LINKS = 3;

/** Names of fields with a headline. */
const TITLES = [
  'title',
  'subject',
  'summary',
  'alarmname',
  'alertname',
  'eventmessage',
  'eventname',
  'event',
  'message',
];
/** Names of fields with a cause or a description, the most specific first. */
export const REASONS = [
  'errormessage',
  'failurereason',
  'statusreason',
  'statereason',
  'stoppedreason',
  'reason',
  'statusmessage',
  'cause',
  'eventmessage',
  'message',
  'description',
];
const CODES = ['errorcode', 'failurecode', 'errortype'];
/** The facts of a message; what is absent has the values of a message without a meaning. */
export type Facts = { readonly [Field in keyof Notification]?: Notification[Field] | undefined } & {
  /** The text to use if the title comes from elsewhere. */
  readonly whole?: string | undefined;
};

/** Plain text, with the first line as the headline. */
const fromText = (value: string): Facts => {
  const whole = textOf(value, MAX_TEXT_CHARS);
  const [first, ...rest] = whole?.split('\n') ?? [];
  const title = lineOf(first, MAX_TITLE_CHARS);
  return { title, text: title === first ? textOf(rest.join('\n'), MAX_TEXT_CHARS) : whole, whole };
};

/** The first text in one of the fields, in the order of the names, and with it the deepest level that is searched. */
export const textIn = (levels: readonly (readonly Fields[])[], names: readonly string[]): string | undefined => {
  for (const level of levels) {
    for (const wanted of names) {
      for (const record of level) {
        const value = entriesOf(record).find(([, name]) => name === wanted)?.[2];
        if (typeof value === 'string' && value.trim() && isShown(value.slice(0, MAX_TEXT_CHARS * 4))) return value;
      }
    }
  }
  return undefined;
};

/** Fields that are addresses. */
const linksOf = (record: Fields): { raw: unknown; label: string; url: string }[] =>
  entriesOf(record)
    .flatMap(([field, name, raw]) => {
      const url =
        /(?:url|link|href|uri)$/.test(name) && typeof raw === 'string' && isShown(raw) ? safeUrl(raw) : undefined;
      return url ? [{ raw, label: detailsOf({ [field]: 'x' })[0]?.label ?? 'open', url }] : [];
    })
    .slice(0, MAX_LINKS);

/** The fields of an event of AWS around its detail. */
export interface Envelope {
  readonly source?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly resources?: unknown;
}

/** A list of findings is described by its first one. */
const mainOf = (record: Fields): Fields => {
  const [first] = Array.isArray(record.findings) ? record.findings.filter(isRecord) : [];
  return first ?? record;
};

const subjectIn = (
  record: Fields,
  kind: string | undefined,
  event: Partial<Envelope>,
  isOfSubject: boolean,
): Subject | undefined => {
  if (!isOfSubject) return undefined;
  if (kind || !isForwarded(record)) return subjectOf(record, kind && (kindOf(kind) ?? kind), event.resources);
  const run = textIn([[record]], ['executionid']);
  return { kind: 'pipeline', name: lineOf(record.pipeline, MAX_TITLE_CHARS) ?? '', run, isCertain: true };
};

/** What a record with a meaning says. Its title is left to the wording if it has a subject. */
export const withMeaning = (record: Fields, kind: string | undefined, event: Partial<Envelope>): Facts | undefined => {
  const meaning = meaningOf(record, event.source === 'aws.guardduty');
  const state = stateOf(record);
  const known: Meaning | undefined = meaning ?? (kind && state ? { moment: 'change', severity: 'info' } : undefined);
  if (!known) return undefined;
  const levels = levelsOf(record);
  const subject = subjectIn(
    record,
    kind,
    event,
    known.isOfSubject === true || (kind !== undefined && state !== undefined),
  );
  const own = textIn(kind ? levels.slice(0, 2) : levels, ['title', 'subject', 'summary', 'headline', 'alertname']);
  const cause = textIn(levels, REASONS);
  const reason = textOf(cause, MAX_TEXT_CHARS);
  const failed = known.moment === 'failed';
  const title = lineOf(own, MAX_TITLE_CHARS);
  const main = mainOf(record);
  return {
    moment: known.moment,
    severity: known.severity,
    lasting: subject?.isCertain && !subject.run && known.lasting ? true : undefined,
    state: known.state ?? state,
    title: title ?? (subject ? undefined : lineOf(state && kind ? `${kind}: ${state}` : kind, MAX_TITLE_CHARS)),
    resource: subject && { kind: subject.kind, name: lineOf(subject.name, MAX_TITLE_CHARS) ?? subject.name },
    execution: subject?.run ? { id: subject.run } : undefined,
    text: failed ? undefined : reason,
    failures: failed && reason ? [{ reason, code: lineOf(textIn(levels.slice(0, 2), CODES), 60) }] : [],
    details: detailsOf(main, [
      own,
      cause,
      known.state,
      state,
      subject?.name,
      subject?.run,
      event.account,
      event.region,
    ]),
  };
};

const fromRecord = (record: Fields): Facts => {
  const links = linksOf(record);
  const meant = withMeaning(record, undefined, {});
  if (meant && meant.moment !== 'change') {
    const shown = links.map(({ raw }) => raw);
    const rest = meant.details?.filter(({ value }) => !shown.includes(value));
    // Without a subject, the sender's words are the headline, and no longer the reason.
    const title =
      meant.title ?? (meant.resource ? undefined : lineOf(meant.failures?.[0]?.reason ?? meant.text, MAX_TITLE_CHARS));
    const isReason = !meant.title && !meant.resource;
    return {
      ...meant,
      title,
      ...(isReason && title && { text: undefined, failures: [] }),
      ...(!title && !meant.resource && { verdict: { code: 'message-state', values: { state: meant.state ?? '' } } }),
      details: rest,
      links: links.map(({ label, url }) => ({ label, url })),
    };
  }
  const headline = textIn([[record]], TITLES) ?? textIn(levelsOf(record).slice(1), [...TITLES, 'text', ...REASONS]);
  const { title, text: words, whole } = fromText(headline ?? '');
  const details = detailsOf(
    record,
    [headline, ...links.map(({ raw }) => raw)].filter((each) => each !== undefined),
  );
  const severity = meant?.severity;
  const found = { severity, links: links.map(({ label, url }) => ({ label, url })) };
  if (title || details.length > 0) return { title, text: words, whole, details, ...found };
  const fields = lineOf(Object.keys(record).slice(0, MAX_DETAILS).join(', '), MAX_VALUE_CHARS);
  return fields ? { details: [{ label: 'fields', value: fields }], ...found } : found;
};

export const fromBody = (body: unknown): Facts => {
  if (isRecord(body)) return fromRecord(body);
  if (!Array.isArray(body)) return fromText(scalar(body) ?? '');
  const lines = body.slice(0, MAX_FIELDS).flatMap((item) => shownValue(item) ?? []);
  const first = body.find(isRecord);
  return {
    verdict: { code: 'message-list', values: { items: body.length } },
    text: textOf(lines.join('\n'), MAX_TEXT_CHARS),
    details: first ? detailsOf(first) : [],
  };
};
