// Custom notifications of Amazon Q Developer in chat applications, formerly AWS Chatbot, which teams publish to a topic.
// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { momentOfSentence, severityOfMoment } from '../shared/states.ts';

/** Limits of ours, in characters and in entries. */
const MAX_TITLE_CHARS = 200;
const MAX_TEXT_CHARS = 1500;
const MAX_LABEL_CHARS = 40;
const MAX_VALUE_CHARS = 200;
const MAX_ENTRIES = 5;

const words = lenient(z.pipe(z.union([z.string(), z.number()]), z.transform(String)));
/** A list of texts; senders also write a single text. */
const list = lenient(
  z.pipe(
    z.union([z.string(), z.array(words)]),
    z.transform((value) => (typeof value === 'string' ? [value] : value.flatMap((each) => each ?? []))),
  ),
);

/** The content may be a text only: such a notification shows what it has. */
const Content = z.union([
  z.looseObject({ textType: text, title: words, description: words, nextSteps: list, keywords: list }),
  z.pipe(
    z.string(),
    z.transform((description) => ({ textType: '', title: '', description, nextSteps: [], keywords: [] })),
  ),
]);

const ChatNotification = z.looseObject({
  version: words,
  source: text,
  id: words,
  content: Content,
  metadata: lenient(
    z.looseObject({
      threadId: words,
      summary: words,
      eventType: words,
      relatedResources: list,
      additionalContext: lenient(z.record(z.string(), z.unknown())),
    }),
  ),
});
type ChatNotification = z.infer<typeof ChatNotification>;

/** @returns the notification if the body is one; `undefined` for other messages. */
export const chatNotification = (body: unknown): ChatNotification | undefined => {
  const sent = ChatNotification.safeParse(body).data;
  if (!sent) return undefined;
  const { title, description, textType } = sent.content;
  if (!title?.trim() && !description?.trim() && !sent.metadata?.summary?.trim()) return undefined;
  return sent.source === 'custom' || textType || (sent.source === undefined && sent.version) ? sent : undefined;
};

type Link = Notification['links'][number];

const LINK = /<(https?:[^\s|>]{1,2000})(?:\|([^>]{1,200}))?>|\[([^\]\n]{1,200})\]\((https?:[^\s)]{1,2000})\)/g;

/** The words of a text with Slack's or Markdown's marks, and its links. */
const plain = (value: string | undefined, links: Link[]): string =>
  (value ?? '')
    .slice(0, MAX_TEXT_CHARS * 2)
    .replace(LINK, (_, url: string, label: string, name: string, address: string) => {
      const link = safeUrl(url ?? address);
      const shown = label ?? name ?? url ?? '';
      if (link) links.push({ label: lineOf(label ?? name, MAX_LABEL_CHARS) ?? 'open', url: link });
      return shown;
    })
    .replace(/<[@#!][^>\n]{1,100}>/g, '')
    .replace(/(^|\s):(?=[a-z\d_+-]{0,40}[a-z])[a-z\d_+-]{1,40}:(?=\s|$)/g, '$1')
    .replace(/^```\w*$|```/gm, '')
    .replace(/(\*\*?|`)(?=\S)([^*`\n]{1,200}?)(?<=\S)\1/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** A step such as `Open the dashboard: https://…` is a link with those words. */
const stepOf = (step: string, links: Link[]): string => {
  const before = links.length;
  const shown = plain(step, links).trim();
  const [, label = '', address = ''] = /^(.{0,200}?)[\s:–-]*(https?:\/\/\S{1,2000})$/.exec(shown) ?? [];
  const url = safeUrl(address);
  if (url && links.length === before) links.push({ label: lineOf(label, MAX_LABEL_CHARS) ?? 'open', url });
  if (url) return label;
  // A step that is nothing but a link is shown as a link only.
  return links.length > before && links.at(-1)?.label === shown ? '' : shown;
};

/** The first of title, summary, type and keywords whose words are clear. The description is prose and not read. */
const momentOf = ({ content, metadata }: ChatNotification): 'failed' | 'succeeded' | 'message' => {
  const sentences = [content.title, metadata?.summary, metadata?.eventType, content.keywords?.join(' ')];
  for (const sentence of sentences) {
    const moment = momentOfSentence(sentence ?? '');
    if (moment) return moment;
  }
  return 'message';
};

const resourceNames = (arns: readonly string[]): string =>
  arns
    .slice(0, MAX_ENTRIES)
    .map((arn) => parseArn(arn).resource ?? arn)
    .join(', ');

/** Fields of the context without those whose names are secrets. */
const SECRET_NAME = /pass|pwd|secret|token|key|credential|auth|cookie|signature|private/i;

const contextOf = (context: Readonly<Record<string, unknown>> = {}): Notification['details'] =>
  Object.entries(context)
    .filter(([name, value]) => !SECRET_NAME.test(name) && ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, MAX_ENTRIES)
    .flatMap(([name, value]) => {
      const fact = { label: lineOf(name, MAX_LABEL_CHARS), value: lineOf(String(value), MAX_VALUE_CHARS) };
      return fact.label && fact.value ? [{ label: fact.label, value: fact.value }] : [];
    });

/**
 * The facts of a custom notification. A thread is a subject whose state lasts: the words of a later notification of the
 * same thread end what an earlier one reported.
 */
export const chatFacts = (
  sent: ChatNotification,
  { messageId, publishedAt }: { messageId: string; publishedAt: string },
) => {
  const { content, metadata } = sent;
  const links: Link[] = [];
  const description = textOf(plain(content.description, links), MAX_TEXT_CHARS);
  const given =
    lineOf(plain(content.title, links), MAX_TITLE_CHARS) ?? lineOf(plain(metadata?.summary, links), MAX_TITLE_CHARS);
  const title = given ?? lineOf(description?.split('\n')[0], MAX_TITLE_CHARS);
  const rest = given ? description : textOf(description?.split('\n').slice(1).join('\n'), MAX_TEXT_CHARS);
  const steps = (content.nextSteps ?? []).slice(0, MAX_ENTRIES).map((step) => stepOf(step, links));
  const moment = momentOf(sent);
  const thread = lineOf(metadata?.threadId, MAX_VALUE_CHARS);
  const resources = metadata?.relatedResources ?? [];
  const names = lineOf(resourceNames(resources), MAX_VALUE_CHARS);
  return {
    // The same id with other words is another notification: some senders give all of them one id.
    id: sent.id?.trim()
      ? stableId('custom', [sent.id, content.title ?? '', content.description ?? '', thread ?? ''])
      : stableId('message', [messageId]),
    moment,
    severity: severityOfMoment(moment),
    time: publishedAt,
    title,
    text: moment === 'failed' ? undefined : rest,
    ...(thread && { resource: { kind: 'thread', name: thread } }),
    ...(thread && moment !== 'message' && { lasting: true }),
    failures: moment === 'failed' && rest ? [{ reason: rest }] : [],
    details: [
      ...steps.flatMap((step) => {
        const value = lineOf(step, MAX_VALUE_CHARS);
        return value ? [{ label: 'next-step', value }] : [];
      }),
      ...(names ? [{ label: 'resources', value: names }] : []),
      ...contextOf(metadata?.additionalContext),
    ],
    links: links.slice(0, MAX_ENTRIES),
  };
};
