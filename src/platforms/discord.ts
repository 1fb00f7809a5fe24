// Discord incoming webhooks, drawn as an embed.
// https://docs.discord.com/developers/resources/webhook#execute-webhook
// https://docs.discord.com/developers/resources/message#embed-object

import type { Conversation, Drawing } from '../model/conversation.ts';
import type { HttpRequest } from '../model/http.ts';
import type { Notification } from '../model/notification.ts';
import { definePlatform } from '../model/platform.ts';
import { SECRET_HOSTS } from '../text/secret-hosts.ts';
import { conversationText, drawConversation, type Words } from '../wording/conversation.ts';
import { classify, classifyStep, readReceipt } from './discord/answers.ts';
import {
  CONTENT_CHARS,
  DESCRIPTION_CHARS,
  EMBEDS_CHARS,
  embedChars,
  embedMessage,
  type Message,
  mentionsFor,
  textMessage,
  threadName,
} from './discord/draw.ts';
import { Target } from './discord/target.ts';

const HOSTS: readonly string[] = SECRET_HOSTS.discord;

/** Without a version Discord uses an old one, whose errors have no codes. @see https://docs.discord.com/developers/reference#api-versioning */
const VERSION = 'v10';

const PATH = /^\/api\/(?:v\d+\/)?(webhooks\/\d+\/[\w-]+)\/?$/;

const TIMEOUT_MS = 10_000;

/** Longest text of the plain form. */
const PLAIN_CHARS = 740;

/** An answer holds the whole message, in which a character may take six bytes. */
const MAX_REPLY_BYTES = 64 * 1024;

/** The address of a webhook in the one form that Discord documents. Any other address stays as it is. */
const addressOf = ({ url }: Target): string => {
  const parsed = URL.parse(url);
  const path = parsed && HOSTS.includes(parsed.hostname) ? PATH.exec(parsed.pathname)?.[1] : undefined;
  if (!parsed || !path) return url;
  parsed.hostname = 'discord.com';
  parsed.pathname = `/api/${VERSION}/${path}`;
  return parsed.href;
};

/** `message` is the id of the message to update. */
const requestTo = (
  target: Target,
  body: string,
  { message, thread }: { message?: string | undefined; thread?: string | undefined },
): Omit<HttpRequest, 'timeoutMs'> => {
  const url = new URL(addressOf(target));
  if (message) url.pathname += `/messages/${message}`;
  // Without `wait` Discord reports success before the message is saved.
  else url.searchParams.set('wait', 'true');
  if (thread) url.searchParams.set('thread_id', thread);
  return {
    ...(message && { method: 'PATCH' }),
    url: url.href,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
    maxReplyBytes: MAX_REPLY_BYTES,
  };
};

type Drawn = Words & Pick<Drawing, 'mentions' | 'plain'>;

/** A message that stands by itself. */
const ownMessage = (notification: Notification, plain = false): Drawn => ({
  notification,
  form: 'message',
  facts: {},
  mentions: true,
  plain,
});

const messageOf = (drawing: Drawn, target: Target): Message => {
  const { notification, plain } = drawing;
  const mentions = mentionsFor(notification, target, drawing.mentions);
  if (plain) return textMessage(conversationText(drawing, PLAIN_CHARS), mentions);
  const text = conversationText(drawing);
  return drawConversation(
    // Only a forum shows a reply below its root. Elsewhere it is a message among others.
    { ...drawing, alone: !target.forum },
    (outline) => embedMessage(text, mentions, notification.severity, outline),
    ({ isWhole }) => isWhole,
  ).message;
};

/** The body of a new message. In a forum the message is a post. */
const bodyOf = (message: Message, { forum, forumTags }: Target, notification: Notification): string =>
  JSON.stringify({
    ...message,
    ...(forum && { thread_name: threadName(notification) }),
    ...(forumTags && { applied_tags: forumTags }),
  });

const conversationOf = (target: Target): Conversation | undefined => {
  const { thread, threadId, forum } = target;
  if (thread === 'off') return undefined;
  return {
    thread,
    request(step, drawing) {
      const drawn = messageOf(drawing, target);
      const root = step.kind === 'open' ? { thread: threadId } : readReceipt(step.root);
      const at = step.kind === 'update' ? root : { thread: root.thread };
      // What is neither an update nor in a thread may be a post of a forum.
      const isNew = step.kind !== 'update' && !root.thread;
      const body = isNew ? bodyOf(drawn, target, drawing.notification) : JSON.stringify(drawn);
      return { ...requestTo(target, body, at), timeoutMs: TIMEOUT_MS };
    },
    classify: (kind, reply) => classifyStep(kind, reply, forum || threadId !== undefined),
  };
};

export const discord = definePlatform<Target>({
  name: 'discord',
  chat: true,
  timeoutMs: TIMEOUT_MS,
  limits: [
    { of: 'content characters', max: CONTENT_CHARS, measure: (body) => JSON.parse(body).content.length },
    {
      of: 'description characters',
      max: DESCRIPTION_CHARS,
      measure: (body) => (JSON.parse(body).embeds[0]?.description ?? '').length,
    },
    { of: 'embed characters', max: EMBEDS_CHARS, measure: (body) => embedChars(JSON.parse(body)) },
  ],
  target: Target,
  fields: {
    url: { help: 'the URL of the webhook', shared: true },
    summary: { help: 'false sends each alert by itself, however many wait', open: true },
    thread: { help: 'what updates one message: the news of an incident, of a run, or nothing (off)', open: true },
    mention: { help: 'who to mention, such as "failed=<@&1185000000000000000>" for a role', open: true },
    threadId: { help: 'the id of a thread to post into', open: true },
    forum: { help: 'true for a forum channel: each conversation is a post', open: true },
    forumTags: { help: 'the ids of tags for the posts of a forum', open: true },
  },
  recognizes: ({ hostname }) => HOSTS.includes(hostname),
  address: addressOf,
  refuses({ hostname, pathname, search }) {
    if (!HOSTS.includes(hostname)) return 'must be a webhook of Discord, on discord.com';
    if (/\/(?:slack|github)\/?$/.test(pathname)) return 'must end with the token: remove "/slack" or "/github"';
    if (!PATH.test(pathname)) return 'must have the path /api/webhooks/ with the id and the token of the webhook';
    return search ? 'must have no parameters: for a thread, set "threadId"' : undefined;
  },
  render: (notification, target) => bodyOf(messageOf(ownMessage(notification), target), target, notification),
  plain: (notification, target) => bodyOf(messageOf(ownMessage(notification, true), target), target, notification),
  request: (body, target) => requestTo(target, body, { thread: target.threadId }),
  classify,
  conversation: conversationOf,
});
