import type { Notification } from '../model/notification.ts';
import { cleanLine, safeUrl } from '../text/clean.ts';
import { commitLines, lastGoodLines } from './commit-lines.ts';
import { DETAILS, type Detail } from './detail.ts';
import { detailLines, summaryLines } from './details.ts';
import { failuresLines } from './failures.ts';
import { footer } from './footer.ts';
import { gravityText } from './gravity.ts';
import { placeName, sentenceOf } from './headline.ts';
import { labelText } from './labels.ts';
import { type Line, line, type Piece, textLine } from './lines.ts';
import { causeUrl, type Link, links } from './links.ts';
import { consequence, countsText, expiryText, quoted, updateText } from './notes.ts';
import { NAMELESS } from './subjects.ts';
import { utcTime, validTime } from './times.ts';
import { unavailableText } from './unavailable.ts';

export type { Line, Piece } from './lines.ts';

/** The content of a chat message and its order, the same on every platform. All of it is plain text, clean and cut. */
export interface Outline {
  /** The verdict, with its link. Never empty. */
  readonly headline: readonly Piece[];
  /** How grave the failure is, below the headline. */
  readonly gravity: string | undefined;
  /** Drawn apart from each other. Sections, lines and pieces are never empty. */
  readonly sections: readonly (readonly Line[])[];
  readonly links: readonly Link[];
  /** Drawn small, at the end. */
  readonly facts: readonly string[];
  readonly time: Piece | undefined;
  /** The last line: which facts are unavailable. */
  readonly unavailable: string | undefined;
}

/** Longest headline, in UTF-16 units. A pipeline's and a stage's name have 100 at most. */
const MAX_HEADLINE_CHARS = 250;
const MAX_PLACE_CHARS = 40;
const MAX_LABEL_CHARS = 40;

/** Between the facts on a line. */
export const DOT = '  ·  ';

/** A time that a platform shows in the reader's zone. The text has the year if it differs from that of `from`. */
export const timeOf = (iso: string | undefined, from?: string): Piece | undefined => {
  const time = validTime(iso);
  return time ? { text: utcTime(time, from ?? time), time: Math.floor(Date.parse(time) / 1000) } : undefined;
};

/** A headline that is too long is cut before the environment at its end. */
export const headlineOf = (notification: Notification, { strong, rest } = sentenceOf(notification)): Piece[] => {
  const place = cleanLine(placeName(notification) ?? '', MAX_PLACE_CHARS);
  const text = cleanLine(strong, MAX_HEADLINE_CHARS - (place ? place.length + 3 : 0)) || NAMELESS;
  const end = cleanLine(rest, Math.max(2, MAX_HEADLINE_CHARS - text.length));
  const space = /^\s/.test(rest) ? ' ' : '';
  return [
    { text, look: 'strong', url: safeUrl(causeUrl(notification)) },
    ...(end ? [{ text: `${space}${end}` }] : []),
    ...(place ? [{ text: ` · ${place}` }] : []),
  ];
};

/** The text of lines, to find out what they say. */
export const textOf = (parts: readonly Line[]): string =>
  parts.map((part) => ('code' in part ? part.code : part.map(({ text }) => text).join(''))).join('\n');

/** What people wrote, what follows from the moment, and the words of a sender. */
const textLines = (notification: Notification, { reasonChars }: Detail, above: string): Line[] => {
  const { text, title, stopReason, approval, decision, failures, time } = notification;
  const until = timeOf(approval?.expiresAt, time);
  const isNew = (words: string | undefined) => !failures.some(({ reason }) => reason === words);
  return [
    ...[approval?.comment, decision?.comment, stopReason]
      .filter((words) => words)
      .flatMap((words) => textLine(quoted(words as string), reasonChars)),
    ...(until ? line({ text: `${expiryText(notification)} (` }, { ...until, look: 'strong' }, { text: ')' }) : []),
    ...textLine(consequence(notification), reasonChars),
    ...textLine(updateText(notification), reasonChars),
    ...[title, text]
      .filter((words) => words && !above.includes(words) && isNew(words))
      .flatMap((words) => textLine(words, reasonChars)),
  ];
};

/** Links with their words, those that are safe. */
export const linksOf = (entries: readonly Link[], max: number): Link[] =>
  entries
    .flatMap(({ label, url }) => {
      const safe = safeUrl(url);
      return safe ? [{ label: cleanLine(labelText(label), MAX_LABEL_CHARS) || labelText('open'), url: safe }] : [];
    })
    .slice(0, max);

/** A message that stands by itself. */
export const outline = (notification: Notification, detail: Detail): Outline => {
  const headline = headlineOf(notification);
  const verdict = textOf([headline]);
  const texts = textLines(notification, detail, verdict);
  const failures = [
    ...failuresLines(notification, detail, `${verdict}\n${textOf(texts)}`),
    ...textLine(countsText(notification), detail.reasonChars),
  ];
  const above = [verdict, textOf(texts), textOf(failures)].join('\n');
  return {
    headline,
    gravity: gravityText(notification),
    sections: [
      texts,
      summaryLines(notification, detail),
      failures,
      detailLines(notification, detail, above),
      [...commitLines(notification, detail), ...lastGoodLines(notification, detail)],
    ].filter((lines) => lines.length > 0),
    links: linksOf(links(notification), detail.links),
    facts: footer(notification, [verdict]).flatMap((fact) => cleanLine(fact, detail.lineChars) || []),
    time: timeOf(notification.time),
    unavailable: unavailableText(notification.missing ?? []),
  };
};

/** Draws what `make` returns with the most detail that fits. The last level of detail is drawn even if it does not fit. */
export const drawLevels = <Drawn>(
  make: (detail: Detail) => Outline,
  draw: (outline: Outline) => Drawn,
  fits: (drawn: Drawn) => boolean,
): Drawn => {
  const [full, ...shorter] = DETAILS;
  let drawn = draw(make(full));
  for (const detail of shorter) {
    if (fits(drawn)) break;
    drawn = draw(make(detail));
  }
  return drawn;
};

/** Draws a message with the most detail that fits. The last level of detail is drawn even if it does not fit. */
export const drawToFit = <Drawn>(
  notification: Notification,
  draw: (outline: Outline) => Drawn,
  fits: (drawn: Drawn) => boolean,
): Drawn => drawLevels((detail) => outline(notification, detail), draw, fits);
