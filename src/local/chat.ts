import type { HttpReply, HttpRequest } from '../model/http.ts';
import { openDiscordChannel } from './discord-api.ts';
import { openSlackApi } from './slack-api.ts';

/** A message as people see it now. */
export interface ChatMessage {
  readonly id: string;
  /** Id of the message whose thread it is in. */
  readonly root?: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast: boolean;
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
  /** From the oldest. */
  messages(): readonly ChatMessage[];
}

/** A chat of a platform whose messages can be changed; `undefined` for other platforms. */
export const openChat = (platform: string | undefined, now: () => Date): Chat | undefined => {
  if (platform === 'slack-app') return openSlackApi(now);
  return platform === 'discord' ? openDiscordChannel() : undefined;
};
