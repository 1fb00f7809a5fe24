import { type Chat, openChat } from '../../../local/chat.ts';
import type { HttpReply, HttpRequest } from '../../../model/http.ts';
import type { UsableTarget } from './targets.ts';

/** Least time between two messages of a platform that documents none, in milliseconds. */
const PACE_MS = 1000;

/** A reply, and whether the request posted or changed a message. */
export interface Received {
  readonly reply: HttpReply;
  readonly isMessage: boolean;
}

/**
 * Receivers in memory, which accept every request. Those of platforms with conversations keep their messages.
 * @param paced those of targets that fold take one message in the time that their platform documents, or in a second.
 * @returns the reply to a request for a target.
 */
export const createReceivers = (targets: readonly UsableTarget[], paced: boolean, now: () => Date) => {
  const busyUntil = new Map<string, number>();
  const slow = new Map(
    targets.filter(({ opened }) => paced && opened.folds).map(({ name, opened }) => [name, opened.channel.paceMs]),
  );
  const chats = new Map<string, Chat | undefined>(
    targets.map(({ name, opened }) => [name, openChat(opened.platform, now)]),
  );
  return (target: string, request: HttpRequest): Received => {
    const time = now().getTime();
    const chat = chats.get(target);
    const call = chat?.callOf(request) ?? 'post';
    const isPaced = call === 'post' && slow.has(target);
    if (isPaced && time < (busyUntil.get(target) ?? 0)) {
      return { reply: { status: 429, body: 'rate_limited', retryAfterSeconds: 1 }, isMessage: false };
    }
    if (isPaced) busyUntil.set(target, time + (slow.get(target) ?? PACE_MS));
    return { reply: chat?.answer(request) ?? { status: 200, body: 'ok' }, isMessage: call !== 'read' };
  };
};
