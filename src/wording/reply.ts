import type { RootFacts } from '../model/conversation.ts';
import type { Notification } from '../model/notification.ts';
import { cleanLine, safeUrl } from '../text/clean.ts';
import { shortCommit } from '../text/short-id.ts';
import type { Detail } from './detail.ts';
import { detailLines } from './details.ts';
import { failuresLines } from './failures.ts';
import { replyFacts } from './footer.ts';
import { gravityText } from './gravity.ts';
import { placeName } from './headline.ts';
import { type Piece, textLine } from './lines.ts';
import { causeUrl, type Link, links, runUrls } from './links.ts';
import { countsText } from './notes.ts';
import { headlineOf, linksOf, type Outline, outline, textOf, timeOf } from './outline.ts';
import { changeLines, isFix, isSame, newTextLines, toldFailures } from './reply-parts.ts';
import { ownReplyWords, replyVerdict } from './reply-verdicts.ts';
import { about, NAMELESS } from './subjects.ts';
import { unavailableText } from './unavailable.ts';

/** Where a reply is read: below its root only; in the channel too, where the root is quoted; or without any root. */
export interface ReplyPlace {
  readonly broadcast?: boolean | undefined;
  readonly alone?: boolean | undefined;
}

const MAX_STRONG_CHARS = 250;
const MAX_REST_CHARS = 400;
const MAX_LINKS = 3;

/** The one commit that fixed it: ` by 61e0a7f Restore the rounding · Jo Lindqvist.` */
const fixPieces = ({ commits, commitsNote, transition }: Notification, { lineChars, inlineLinks }: Detail): Piece[] => {
  const [commit, another] = commits;
  if (commitsNote === 'same' || transition?.kind === 'recovered-on-retry') {
    const isKnown = commitsNote === 'same' || transition?.retry !== undefined;
    return [{ text: isKnown ? '. The same commit, run again.' : '.' }];
  }
  const id = commit && !another ? cleanLine(shortCommit(commit), lineChars) : '';
  if (!commit || !id) return [{ text: '.' }];
  const words = cleanLine([commit.summary, commit.author].filter(Boolean).join(' · '), lineChars);
  return [
    { text: ' by ' },
    { text: id, look: 'code', url: inlineLinks ? safeUrl(commit.url) : undefined },
    { text: words ? ` ${words}.` : '.' },
  ];
};

const verdictPieces = (notification: Notification, { since, stages }: RootFacts, detail: Detail): Piece[] => {
  const { strong, rest } = replyVerdict(notification, stages ? undefined : since);
  const isOwn = ownReplyWords(notification) !== undefined;
  const text = cleanLine(strong, MAX_STRONG_CHARS) || NAMELESS;
  const end = cleanLine(rest, MAX_REST_CHARS);
  return [
    { text, look: 'strong', url: safeUrl(causeUrl(notification)) },
    ...(end ? [{ text: /^\s/.test(rest) ? ` ${end}` : end }] : []),
    ...(isFix(notification) && !isOwn ? fixPieces(notification, detail) : []),
  ];
};

/** The links to this run, its cause, and what changed. Those to the subject are in the root. */
const newLinks = (notification: Notification): Link[] => {
  const { failures, moment } = notification;
  const hasChange = (moment === 'failed' && !isSame(notification)) || isFix(notification);
  const wanted = new Set([...failures.flatMap(({ logUrl, url }) => [logUrl, url]), ...runUrls(notification)]);
  return links(notification).filter(({ label, url }) => wanted.has(url) || (hasChange && label === 'compare'));
};

/** `shop · prod`, for a reply that appears in the channel, unless its verdict names the subject. */
const subjectText = (notification: Notification, verdict: string): string => {
  const subject = about(notification);
  return [subject === NAMELESS || verdict.includes(subject) ? '' : subject, placeName(notification)]
    .filter(Boolean)
    .join(' · ');
};

/** The small facts of the run that the lines above do not contain. */
const smallFacts = (notification: Notification, above: string, { lineChars }: Detail): string[] =>
  replyFacts(notification, above)
    .filter((fact) => !above.includes(fact.replace(/^took /, 'in ')))
    .flatMap((fact) => cleanLine(fact, lineChars) || []);

/** What is new, below a root or by itself. */
export const replyOutline = (
  notification: Notification,
  facts: RootFacts,
  detail: Detail,
  { broadcast = false, alone = false }: ReplyPlace,
): Outline => {
  const headline = alone ? headlineOf(notification) : verdictPieces(notification, facts, detail);
  // All of a request is new.
  if (notification.moment === 'approval') return { ...outline(notification, detail), headline };
  const verdict = textOf([headline]);
  const texts = newTextLines(notification, facts, detail, verdict, alone);
  const told = { ...notification, failures: toldFailures(notification, facts, alone) };
  const failures = [
    ...failuresLines(told, detail, `${verdict}\n${textOf(texts)}`),
    ...textLine(countsText(notification), detail.reasonChars),
  ];
  const isFull = !isSame(notification) && !isFix(notification) && !notification.lasting;
  const above = [verdict, textOf(texts), textOf(failures)].join('\n');
  const change = changeLines(notification, detail, alone);
  const details = isFull ? detailLines(notification, detail, above) : [];
  const subject = broadcast && !alone ? cleanLine(subjectText(notification, verdict), detail.lineChars) : '';
  return {
    headline,
    gravity: alone ? gravityText(notification) : undefined,
    sections: [texts, failures, details, change].filter((lines) => lines.length > 0),
    links: linksOf(newLinks(notification), Math.min(MAX_LINKS, detail.links)),
    facts: [...(subject ? [subject] : []), ...smallFacts(notification, above, detail)],
    time: timeOf(notification.time),
    unavailable: isSame(notification) ? undefined : unavailableText(notification.missing ?? []),
  };
};
