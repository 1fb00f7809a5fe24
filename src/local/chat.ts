import type { HttpReply, HttpRequest } from '../model/http.ts';
import { cleanLine, cut } from '../text/clean.ts';
import { openDiscordChannel } from './discord-api.ts';
import { openSlackApi } from './slack-api.ts';

/** A message as people see it now. */
export interface ChatMessage {
  readonly id: string;
  /** Id of the message whose thread it is in. */
  readonly root?: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast: boolean;
  /** When it was posted, and when it was posted or changed last. */
  readonly postedAt: Date;
  readonly changedAt: Date;
  /** The body of the request that posted or changed it last. */
  readonly body: Readonly<Record<string, unknown>>;
  /** How often it was changed. */
  readonly updates: number;
}

export type ChatRequest = Pick<HttpRequest, 'method' | 'url' | 'body'>;

/** What a request does: it posts a message, changes one, or only reads. */
export type ChatCall = 'post' | 'update' | 'read';

/** A chat in memory: it answers as the platform does, and keeps its messages. It accepts every address and token. */
export interface Chat {
  callOf(request: ChatRequest): ChatCall;
  answer(request: ChatRequest): HttpReply;
  /** The platform's answers for a channel that no longer exists, and to content that it does not accept. */
  readonly refusals: Readonly<Record<'gone' | 'content', HttpReply>>;
  /** From the oldest. The oldest of too many are dropped, as if people had deleted them. */
  messages(): readonly ChatMessage[];
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** The text that a phone shows for a message: `text` of Slack, `content` of Discord. @param max in characters. */
export const messageText = ({ body }: Pick<ChatMessage, 'body'>, max: number): string => {
  const text = String(body.text ?? body.content ?? '').replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? '');
  return cut(cleanLine(text, 1000), max);
};

/** A chat of a platform whose messages can be changed; `undefined` for other platforms. */
export const openChat = (platform: string | undefined, now: () => Date): Chat | undefined => {
  if (platform === 'slack-app') return openSlackApi(now);
  return platform === 'discord' ? openDiscordChannel(now) : undefined;
};

/** The field of a target that sends its requests to another address. @param platform of any target, valid or not. */
export const addressField = (platform: unknown): 'url' | 'apiUrl' => (platform === 'slack-app' ? 'apiUrl' : 'url');
