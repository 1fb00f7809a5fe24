// Slack through the Web API, with the token of an app's bot: messages that are updated and have threads.
// https://docs.slack.dev/reference/methods/chat.postMessage
// https://docs.slack.dev/reference/methods/chat.update

import * as z from 'zod/mini';
import { check, pattern } from '../../model/check.ts';
import type { Conversation, Drawing, StepKind, StepOutcome } from '../../model/conversation.ts';
import type { HttpReply } from '../../model/http.ts';
import { calledFor } from '../../model/moments.ts';
import type { Notification } from '../../model/notification.ts';
import type { Outcome } from '../../model/outcome.ts';
import { definePlatform } from '../../model/platform.ts';
import { mentionsAuthor, secret, summary, targetFields, thread } from '../../model/target.ts';
import { cleanLine } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { conversationText, drawConversation, type Words } from '../../wording/conversation.ts';
import { classifyAnswer, isDead, readAnswer } from './answers.ts';
import { baseUrl, TIMEOUT_MS, writing } from './api.ts';
import {
  escapedLine,
  fitsBlocks,
  type Json,
  layoutOf,
  MAX_TEXT_CHARS,
  mentionElements,
  SLACK_LIMITS,
  slackMentions,
} from './draw.ts';
import { isPerson, messageLink, messageLookup, metadataOf, personLookup } from './lookups.ts';
import { isHere, placeIn, placeInCut, readReceipt, receiptOf } from './receipt.ts';

const HOSTS: readonly string[] = ['slack.com', 'slack-gov.com'];
const PATH = '/api/';
const API_URL = `https://slack.com${PATH}`;

/** Longest text, in characters: Slack refuses an update with more than 4,000, which some count in bytes. */
const MAX_ESCAPED_CHARS = 3800;

/** Updates in a minute. Slack allows an app at least 50 in a workspace. @see https://docs.slack.dev/apis/web-api/rate-limits */
const UPDATES_PER_MINUTE = 45;

/** The other tokens and secrets of an app, which people mix up with the bot's token. */
const OTHER_TOKEN = /^(?:xox[apse]-|xapp-|https?:)/;

const Target = z.strictObject({
  ...targetFields,
  thread: thread(),
  summary: summary(),
  platform: z.literal('slack-app'),
  token: secret().check(
    check((token) => {
      if (OTHER_TOKEN.test(token)) return 'is not the token of a bot, which begins with xoxb-';
      return /^[\x21-\x7e]+$/.test(token) ? undefined : 'has characters that no token has';
    }),
  ),
  channel: z.string().check(pattern(/^[CGD][A-Z0-9]{2,24}$/, 'expected the id of a channel, such as C0123456789')),
  /** With `author: true`, also the author of the commit, found by e-mail address. */
  mention: slackMentions({ author: z.optional(z.boolean()) }),
  apiUrl: z._default(z.string(), API_URL),
});
type Target = z.infer<typeof Target>;

type Drawn = Words & Pick<Drawing, 'mentions' | 'people' | 'plain'>;

const mentionedIn = ({ notification, mentions, people }: Drawn, { mention }: Target): readonly string[] => {
  if (!mentions) return [];
  const called = calledFor(mention, notification);
  return [...new Set([...called, ...people.filter(isPerson).map((id) => `<@${id}>`)])];
};

/** One line without layout. `text` is not empty and not escaped. */
const lineBlock = (text: string, mentioned: readonly string[]): Json => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }, ...mentionElements(mentioned)] }],
});

/** The longest form of an escaped character. */
const ESCAPED_CHARS = '&amp;'.length;

/** The fields that a message has, whether it is posted or changed. All are sent, because an update keeps what is absent. */
const draw = (drawing: Drawn, target: Target): Json => {
  const mentioned = mentionedIn(drawing, target);
  const people = mentioned.join(' ');
  const maxChars = Math.min(MAX_TEXT_CHARS, Math.floor((MAX_ESCAPED_CHARS - people.length) / ESCAPED_CHARS));
  const text = (words: string): string => [...mentioned, escapedLine(words, maxChars)].join(' ');
  if (drawing.plain) {
    const line = cleanLine(conversationText(drawing, MAX_TEXT_CHARS), MAX_TEXT_CHARS);
    // Still rich text: Slack replaces rich text by rich text only, and reads no markup in it.
    return { text: text(line), blocks: [lineBlock(line, mentioned)], attachments: [] };
  }
  const line = conversationText(drawing);
  const fallback = escapedLine(line, MAX_TEXT_CHARS);
  const { blocks, attachments } = drawConversation(
    drawing,
    (outline) => layoutOf(drawing.notification, outline, mentioned, fallback),
    fitsBlocks,
  );
  return { text: text(line), blocks, attachments };
};

const posted = { unfurl_links: false, unfurl_media: false };

/** A message by itself. */
const alone = (notification: Notification, plain: boolean): Drawn => ({
  notification,
  form: 'message',
  facts: {},
  mentions: true,
  people: [],
  plain,
});

const render = (notification: Notification, target: Target, plain = false): string =>
  JSON.stringify({ channel: target.channel, ...draw(alone(notification, plain), target), ...posted });

const classify = (reply: HttpReply): Outcome => {
  const body = reply.body.trim();
  const outcome = classifyAnswer(reply, readAnswer(reply));
  // An answer that was cut off is still Slack's: a retry would post twice.
  const isCut = '{"ok":true,'.startsWith(body) || /^\{"ok":true[,}]/.test(body);
  const isOk = reply.status >= 200 && reply.status < 300;
  return isOk && isCut ? { kind: 'delivered', status: reply.status } : outcome;
};

const classifyStep = (kind: StepKind, reply: HttpReply, target: Target): StepOutcome => {
  const answer = readAnswer(reply);
  if (answer?.ok === false && isDead(kind, answer.code)) return { kind: 'dead', detail: answer.code };
  const outcome = classifyAnswer(reply, answer);
  if (answer?.ok === false && answer.code === 'not_in_channel' && outcome.kind === 'rejected') {
    const body = JSON.stringify({ channel: target.channel });
    return { kind: 'remedy', request: writing(target, 'conversations.join', body), otherwise: outcome };
  }
  if (kind === 'update') return outcome;
  const place = answer?.ok ? placeIn(answer.body) : placeInCut(reply.body);
  const isOk = reply.status >= 200 && reply.status < 300;
  if (isOk && place) return { kind: 'delivered', status: reply.status, receipt: receiptOf(place, target.channel) };
  // Without its place the message cannot be changed. The next attempt looks for it.
  if (outcome.kind === 'delivered') return classifyAnswer(reply, undefined);
  return outcome;
};

const conversation = (target: Target): Conversation | undefined => {
  const { thread: kind, channel, token } = target;
  if (kind === 'off') return undefined;
  return {
    thread: kind,
    request(step, drawing, { id }) {
      const broadcast = step.kind === 'reply' && step.broadcast;
      const message = draw({ ...drawing, broadcast }, target);
      const post = (fields: Json) =>
        writing(
          target,
          'chat.postMessage',
          JSON.stringify({ channel, ...message, ...posted, metadata: metadataOf(id), ...fields }),
        );
      if (step.kind === 'open') return post({});
      const place = readReceipt(step.root, channel);
      if (step.kind === 'reply') {
        return post({ channel: place.channel, thread_ts: place.ts, reply_broadcast: step.broadcast });
      }
      // The default of `parse` would make links and names of foreign text here.
      return writing(target, 'chat.update', JSON.stringify({ ...place, ...message, parse: 'none' }));
    },
    classify: (step, reply) => classifyStep(step, reply, target),
    reaches: (root) => isHere(root, channel),
    find: messageLookup(target, channel),
    person: personLookup(target),
    link: messageLink(target, channel),
    mentionsAuthor: mentionsAuthor(target),
    updates: { key: stableId('u', [token]), perMinute: UPDATES_PER_MINUTE },
  };
};

export const slackApp = definePlatform<Target>({
  name: 'slack-app',
  chat: true,
  timeoutMs: TIMEOUT_MS,
  // https://docs.slack.dev/apis/web-api/rate-limits: one message per second, short bursts allowed.
  paceMs: 1000,
  limits: SLACK_LIMITS,
  target: Target,
  fields: {
    token: { help: "the token of the app's bot, which begins with xoxb-", shared: true },
    channel: { help: 'the id of the channel, such as C0123456789', open: true, example: 'C0123456789' },
    thread: { help: 'what has one message that is updated, and a thread', open: true },
    summary: { help: 'false sends each alert by itself, however many wait', open: true },
    mention: { help: 'who to mention, such as failed=<!here>', open: true },
    apiUrl: { help: "the URL of Slack's Web API, for another cloud of Slack", open: true },
  },
  addressField: 'apiUrl',
  address: baseUrl,
  recognizes: ({ hostname, pathname }) => HOSTS.includes(hostname) && pathname.startsWith(PATH),
  refuses: ({ hostname, pathname, search }) =>
    HOSTS.includes(hostname) && pathname === PATH && search === ''
      ? undefined
      : `must be ${HOSTS.map((host) => `https://${host}${PATH}`).join(' or ')}`,
  render: (notification, target) => render(notification, target),
  plain: (notification, target) => render(notification, target, true),
  request: (body, target, { id }) =>
    writing(target, 'chat.postMessage', JSON.stringify({ ...JSON.parse(body), metadata: metadataOf(id) })),
  classify,
  conversation,
});
