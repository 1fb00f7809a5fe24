// All messages that no other source reads: other AWS events, transformed events, plain text.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
import * as z from 'zod/mini';
import { detailTypeOf, type EventSource, type Message, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { severityOfMoment } from '../shared/states.ts';
import { fromAwsText, isEmptySubject } from './aws-texts.ts';
import { type Facts, fromBody, MAX_TEXT_CHARS, MAX_TITLE_CHARS, REASONS, textIn, withMeaning } from './facts.ts';
import { detailsOf, isRecord, levelsOf, MAX_DETAILS, MAX_VALUE_CHARS, shownValue } from './fields.ts';
import { kindOf, subjectOf } from './subject.ts';

/** Records of API calls and of edits: a status in them is that of a request or a resource, and is not new. */
const RECORD = / via CloudTrail$| Configuration (?:Item )?Change(?: Notification)?$/i;

const AwsEvent = z.looseObject({
  id: text,
  source: text,
  'detail-type': text,
  detailType: text,
  account: text,
  region: text,
  time: text,
  resources: z.optional(z.unknown()),
  detail: z.optional(z.unknown()),
});
type AwsEvent = z.infer<typeof AwsEvent>;

/** The fields of an AWS event of any kind: the detail type is the title, the detail holds the facts. */
const fromEvent = (kind: string, event: AwsEvent): Facts => {
  const { source, detail, account, region } = event;
  const own =
    source && !source.startsWith('aws.') ? [{ label: 'source', value: lineOf(source, MAX_VALUE_CHARS) ?? '' }] : [];
  const sender = own.filter(({ value }) => value !== '' && shownValue(value) !== undefined);
  if (!isRecord(detail)) {
    const { title, text: words, whole = [title, words].filter(Boolean).join('\n') } = fromBody(detail);
    return { title: kind, text: whole || undefined, details: sender };
  }
  const meant = RECORD.test(kind) ? undefined : withMeaning(detail, kind, event);
  const call = textIn([[detail]], ['eventname', 'event']);
  const title = lineOf(call ? `${kind}: ${call}` : kind, MAX_TITLE_CHARS);
  const words = textIn(levelsOf(detail), REASONS);
  const noun = kindOf(kind);
  const subject = noun ? subjectOf(detail, noun, event.resources) : undefined;
  const facts: Facts = meant ?? {
    title,
    resource: subject && { kind: subject.kind, name: subject.name },
    text: textOf(words, MAX_TEXT_CHARS),
    details: detailsOf(detail, [account, region, call, words]),
  };
  return { ...facts, details: [...sender, ...(facts.details ?? [])].slice(0, MAX_DETAILS) };
};

/** A text of an AWS service. */
const fromService = (body: unknown, subject: string | undefined): Facts | undefined => {
  const read = typeof body === 'string' ? fromAwsText(body, subject) : undefined;
  if (!read) return undefined;
  const { run, ...facts } = read;
  const words = textOf(body as string, MAX_TEXT_CHARS);
  return {
    ...facts,
    severity: severityOfMoment(read.moment),
    execution: run && facts.resource ? { id: run } : undefined,
    text: facts.moment === 'failed' || facts.resource ? undefined : words,
  };
};

/** Reads every message, so it must be the last source. Fields that look like secrets are left out. */
export const generic = {
  name: 'generic',
  subscribes: [],
  examples: async (now) => (await import('./examples.ts')).genericExamples(now),
  read({ body, subject, messageId, publishedAt }: Message): Notification {
    const event = isRecord(body) ? AwsEvent.safeParse(body).data : undefined;
    const kind = event && lineOf(detailTypeOf(event), MAX_TITLE_CHARS);
    const service = fromService(body, subject);
    const { whole, ...facts } = service ?? (event && kind ? fromEvent(kind, event) : fromBody(body));
    const given = subject && !isEmptySubject(subject) ? lineOf(subject, MAX_TITLE_CHARS) : undefined;
    // A subject of SNS is the sender's headline, unless moment and subject say the same.
    const headline = service || (facts.resource && !facts.title) ? undefined : given;
    const title = headline ?? facts.title;
    const all = whole ?? textOf([facts.title, facts.text].filter(Boolean).join('\n'), MAX_TEXT_CHARS);
    const hasWords = Boolean(facts.text) || (facts.details?.length ?? 0) > 0;
    const isNameless = !title && !facts.resource && !facts.verdict;
    return {
      ...(facts as Partial<Notification>),
      ...(isNameless && { verdict: { code: hasWords ? 'message' : 'message-empty', values: {} } }),
      version: 1,
      id: (kind && eventIdentity(event?.id)) || stableId('message', [messageId]),
      source: 'generic',
      moment: facts.moment ?? 'message',
      severity: facts.severity ?? 'info',
      time: (kind && isoTime(event?.time)) || publishedAt,
      title,
      text: headline && facts.moment !== 'failed' ? all : facts.text,
      account: kind ? lineOf(event?.account, 40) : lineOf(facts.account, 40),
      region: kind ? lineOf(event?.region, 40) : lineOf(facts.region, 40),
      commits: [],
      failures: facts.failures ?? [],
      details: facts.details ?? [],
      links: facts.links ?? [],
    };
  },
} satisfies EventSource;
