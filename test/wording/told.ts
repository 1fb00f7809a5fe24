import type { RootFacts } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import { conversationText, drawConversation, type Words } from '../../src/wording/conversation.ts';
import { icon } from '../../src/wording/icons.ts';
import { DOT, type Line, type Outline } from '../../src/wording/outline.ts';

const textOf = (line: Line): string => ('code' in line ? line.code : line.map(({ text }) => text).join(''));

/** The lines of a drawn message without their layout. */
export const linesOf = (outline: Outline, mark: string): string[] => {
  const { headline, gravity, sections, links, facts, unavailable } = outline;
  return [
    `${mark} ${textOf(headline)}`,
    ...(gravity ? [gravity] : []),
    ...sections.flat().map(textOf),
    ...(links.length > 0 ? [links.map(({ label }) => label).join(' · ')] : []),
    ...(facts.length > 0 ? [facts.join(DOT)] : []),
    ...(unavailable ? [unavailable] : []),
  ];
};

/** A message of a conversation with the most detail. */
export const outlineOf = (words: Words): Outline =>
  drawConversation(
    words,
    (outline) => outline,
    () => true,
  );

/** A message of a conversation as text: what a phone shows, and its lines. */
export const told = (
  form: Words['form'],
  notification: Notification,
  facts: RootFacts = {},
  place: Pick<Words, 'alone' | 'broadcast'> = {},
): { push: string; lines: string[] } => {
  const words = { notification, form, facts, ...place };
  return { push: conversationText(words), lines: linesOf(outlineOf(words), icon(notification)) };
};
