import type { Drawing } from '../model/conversation.ts';
import { drawToFit, type Outline } from './outline.ts';
import { plainText } from './push.ts';

/** What the words of a message in a conversation depend on. */
type Words = Pick<Drawing, 'notification' | 'form' | 'facts'>;

/** Draws a root or a reply with the most detail that fits. The last level of detail is drawn even if it does not fit. */
export const drawConversation = <Drawn>(
  { notification }: Words,
  draw: (outline: Outline) => Drawn,
  fits: (drawn: Drawn) => boolean,
): Drawn => drawToFit(notification, draw, fits);

/** A root or a reply on one line, for lock screens and for receivers without layout. */
export const conversationText = ({ notification }: Words, maxChars?: number): string =>
  plainText(notification, maxChars);
