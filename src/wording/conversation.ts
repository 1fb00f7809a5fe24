import type { Drawing } from '../model/conversation.ts';
import { drawLevels, type Outline, outline } from './outline.ts';
import { oneLine, plainText } from './push.ts';
import { type ReplyPlace, replyOutline } from './reply.ts';
import { isRunning, rootOutline, rootSentence, stateOf } from './root.ts';
import { stagesText } from './stages.ts';

/**
 * What the words of a message depend on. A `message` belongs to no conversation. A reply that is `alone` has its subject
 * in the first line, for channels without threads; one that is a `broadcast` has it in the small facts, because the
 * channel shows it too.
 */
export type Words = Pick<Drawing, 'notification' | 'facts'> &
  ReplyPlace & { readonly form: Drawing['form'] | 'message' };

/** Draws a root or a reply with the most detail that fits. The last level of detail is drawn even if it does not fit. */
export const drawConversation = <Drawn>(
  { notification, form, facts, broadcast, alone }: Words,
  draw: (outline: Outline) => Drawn,
  fits: (drawn: Drawn) => boolean,
): Drawn =>
  drawLevels(
    (detail) => {
      if (form === 'message') return outline(notification, detail);
      if (form === 'root') return rootOutline(notification, facts, detail);
      return replyOutline(notification, facts, detail, { broadcast, alone });
    },
    draw,
    fits,
  );

/**
 * A root or a reply on one line, for lock screens and for receivers without layout. It has its subject in any form,
 * because a lock screen shows nothing else.
 */
export const conversationText = ({ notification, form, facts }: Words, maxChars?: number): string => {
  if (form !== 'root') return plainText(notification, maxChars);
  const state = stateOf(notification, facts);
  if (!isRunning(state)) return plainText(state, maxChars);
  return oneLine(state, rootSentence(state).push, [stagesText(state, facts, true), ''], maxChars);
};
