import { type Chat, openChat } from '../local/chat.ts';
import { openInbox, type Responder } from '../local/inbox.ts';
import type { Send } from '../model/http.ts';
import type { ReceiverMode } from './flow-api.ts';
import { RECEIVER_MODES } from './receiver-modes.ts';

/** The receivers of the flow's deliveries: one inbox on this machine, with a mode for each target. */
export interface Receivers {
  /** Sends a request and counts it for its target. */
  readonly send: Send;
  urlOf(target: string): string;
  modeOf(target: string): ReceiverMode;
  setMode(target: string, mode: ReceiverMode): void;
  /** Requests to a target since the start or the last reset. */
  requestsOf(target: string): number;
  /** The channel of a target whose messages can be changed. */
  chatOf(target: string): Chat | undefined;
  /** Sets the counts to 0 and the modes to `ok`, and empties the channels. */
  reset(): void;
  close(): Promise<void>;
}

export interface ReceiversOptions {
  readonly send: Send;
  readonly platformOf: (target: string) => string | undefined;
  readonly now: () => Date;
}

/** Modes in which the platform itself refuses a request, in its own words. */
const REFUSALS: Partial<Record<ReceiverMode, keyof Chat['refusals']>> = { gone: 'gone', refusing: 'content' };

export const openReceivers = async ({ send, platformOf, now }: ReceiversOptions): Promise<Receivers> => {
  const modes = new Map<string, ReceiverMode>();
  const requests = new Map<string, number>();
  const chats = new Map<string, { platform: string | undefined; chat: Chat | undefined }>();
  const modeOf = (target: string): ReceiverMode => modes.get(target) ?? 'ok';

  const chatOf = (target: string): Chat | undefined => {
    const platform = platformOf(target);
    const known = chats.get(target);
    if (known && known.platform === platform) return known.chat;
    const chat = openChat(platform, now);
    chats.set(target, { platform, chat });
    return chat;
  };

  const respond =
    (target: string): Responder =>
    (nth, request) => {
      const mode = modeOf(target);
      const answer = RECEIVER_MODES[mode].respond(nth, request);
      const chat = chatOf(target);
      const refusal = REFUSALS[mode];
      if (!chat || answer.silent) return answer;
      if (refusal) return chat.refusals[refusal];
      return answer.status === 200 ? { ...answer, ...chat.answer(request) } : answer;
    };

  const inbox = await openInbox({ keep: 0, respond });
  return {
    send: (request) => {
      const target = decodeURIComponent(new URL(request.url).pathname.split('/')[1] ?? '');
      requests.set(target, (requests.get(target) ?? 0) + 1);
      return send(request);
    },
    urlOf: inbox.urlOf,
    modeOf,
    setMode: (target, mode) => modes.set(target, mode),
    requestsOf: (target) => requests.get(target) ?? 0,
    chatOf,
    reset() {
      requests.clear();
      modes.clear();
      chats.clear();
    },
    close: inbox.close,
  };
};
