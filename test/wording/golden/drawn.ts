import type { Notification } from '../../../src/model/notification.ts';
import { icon } from '../../../src/wording/icons.ts';
import { DOT, drawToFit, type Line } from '../../../src/wording/outline.ts';
import { plainText } from '../../../src/wording/push.ts';

const textOf = (line: Line): string => ('code' in line ? line.code : line.map(({ text }) => text).join(''));

/** A message as text: what a phone shows, then the lines of the message without their layout. */
export const drawn = (notification: Notification): { push: string; lines: string[] } =>
  drawToFit(
    notification,
    ({ headline, gravity, sections, links, facts, unavailable }) => ({
      push: plainText(notification),
      lines: [
        `${icon(notification)} ${textOf(headline)}`,
        ...(gravity ? [gravity] : []),
        ...sections.flat().map(textOf),
        ...(links.length > 0 ? [links.map(({ label }) => label).join(' · ')] : []),
        ...(facts.length > 0 ? [facts.join(DOT)] : []),
        ...(unavailable ? [unavailable] : []),
      ],
    }),
    () => true,
  );
