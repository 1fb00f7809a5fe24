import type { Commit, Failure, Notification } from '../model/notification.ts';
import { clean, cleanLine, safeUrl } from '../text/clean.ts';
import { shortCommit, shortExecution } from '../text/short-id.ts';
import { DETAILS, type Detail } from './detail.ts';
import { fewLines, lastLines, more } from './excerpt.ts';
import { commitRef, facts, failurePlace, headline, type Link, links, streakText, utcTime } from './words.ts';

/** A part of a line. With a `time` (epoch seconds), `text` is for platforms that cannot show it in the reader's zone. */
export interface Piece {
  readonly text: string;
  readonly look?: 'strong' | 'code' | 'quiet';
  readonly url?: string | undefined;
  readonly time?: number;
}

/** Pieces on one line, or a block of code. */
export type Line = readonly Piece[] | { readonly code: string };

/** What a chat message says and in which order: the same on every platform. All of it is plain text, clean and cut. */
export interface Outline {
  readonly headline: Piece;
  /** How bad it is, below the headline. */
  readonly streakText: string | undefined;
  /** Set apart from each other. None is empty, and no line and no piece is. */
  readonly sections: readonly (readonly Line[])[];
  readonly links: readonly Link[];
  /** Small, at the end. */
  readonly facts: readonly string[];
  readonly time: Piece | undefined;
  /** The last and quietest line: what could not be found out. */
  readonly missing: string | undefined;
}

/** Longest headline and last line, in UTF-16 units. A pipeline's and a stage's name have 100 at most. */
const MAX_HEADLINE_CHARS = 250;
const MAX_ENVIRONMENT_CHARS = 40;
const MAX_MISSING_CHARS = 300;
/** Longest command: its names have 100 characters at most. */
const MAX_COMMAND_CHARS = 400;
const MAX_REVISIONS = 3;

/** Between the facts on a line. */
export const DOT = '  ·  ';

/** A line of what there is, without the empty pieces. */
const line = (...pieces: (Piece | undefined | false)[]): Line[] => {
  const said = pieces.filter((piece): piece is Piece => (piece ? piece.text !== '' : false));
  return said.length > 0 ? [said] : [];
};

const say = (value: string | undefined, maxChars: number): Line[] => line({ text: clean(value ?? '', maxChars) });
const code = (value: string): Line[] => (value ? [{ code: value }] : []);

const timeOf = (iso: string | undefined): Piece | undefined => {
  const time = Math.floor(Date.parse(iso ?? '') / 1000);
  return Number.isNaN(time) ? undefined : { text: utcTime(new Date(time * 1000).toISOString()), time };
};

/** The strings and pieces that there are, with something between them. */
const joined = (pieces: readonly (Piece | undefined)[], between: string): Piece[] =>
  pieces
    .filter((piece): piece is Piece => piece !== undefined && piece.text !== '')
    .flatMap((piece, at) => (at > 0 ? [{ text: between }, piece] : [piece]));

const saidLines = ({ text, stopReason, approval }: Notification, { reasonChars }: Detail): Line[] => {
  const until = timeOf(approval?.expiresAt);
  return [
    ...[text, stopReason, approval?.comment].flatMap((value) => say(value, reasonChars)),
    ...(until ? line({ text: 'Waits until ' }, { ...until, look: 'strong' }) : []),
  ];
};

/** Does it need lines of its own width, as code does? A few sentences below each other do not. */
const isLaidOut = (reason: string): boolean => /\n[ \t]|(?:\n[^\n]*){3}/.test(reason);

const failureLines = (failure: Failure, at: number, detail: Detail): Line[] => {
  const { lineChars, log, reasonChars } = detail;
  const share = at > 0 ? 3 : 1;
  const place = cleanLine(failurePlace(failure) ?? '', lineChars);
  const kind = cleanLine(failure.code ?? '', lineChars);
  const reason = clean(fewLines(failure.reason ?? '', detail.reasonLines / share), reasonChars);
  const url = detail.inlineLinks ? (safeUrl(failure.url) ?? safeUrl(failure.logUrl)) : undefined;
  return [
    ...line({ text: place, url, look: 'strong' }, { text: place && kind ? `  ${kind}` : kind, look: 'quiet' }),
    ...(isLaidOut(reason) ? code(reason) : line({ text: reason })),
    ...code(lastLines(failure.log ?? '', { ...log, lines: log.lines / share })),
  ];
};

const failuresLines = ({ failures }: Notification, detail: Detail): Line[] => [
  ...failures.slice(0, detail.failures).flatMap((failure, at) => failureLines(failure, at, detail)),
  ...line({ text: more(failures, detail.failures, 'failure') ?? '' }),
];

const detailLines = ({ details }: Notification, detail: Detail): Line[] => [
  ...details.slice(0, detail.details).flatMap(({ label, value }) => {
    const name = cleanLine(label, detail.lineChars);
    return line({ text: name && `${name}  `, look: 'strong' }, { text: cleanLine(value, detail.lineChars) });
  }),
  ...line({ text: more(details, detail.details, 'detail') ?? '' }),
];

/** Is it the commit that succeeded before? Then what broke is something else. */
const isLastGood = ({ commits: [commit, another], lastGood }: Notification): boolean =>
  commit !== undefined && another === undefined && /^[0-9a-f]{40}$/.test(commit.id) && commit.id === lastGood?.commit;

const commitsTitle = (notification: Notification): string => {
  if (notification.moment === 'approval') return 'Ships';
  if (notification.transition?.kind === 'fixed') return 'Fixed by';
  if (notification.moment !== 'failed' || !notification.lastGood) return '';
  return isLastGood(notification) ? 'The same commit as in the last success' : 'Since the last success';
};

/** `Charge the card once · Ada Moreno · main`; a repository and a branch that all share are said once or not at all. */
const commitWords = (commit: Commit, at: number, commits: readonly Commit[]): string => {
  const isShared = (of: (commit: Commit) => string | undefined) => commits.every((other) => of(other) === of(commit));
  const repository = isShared((other) => other.repository) ? undefined : commit.repository;
  const ref = at > 0 && isShared(commitRef) ? undefined : commitRef(commit);
  return [commit.summary, commit.author, repository, ref].filter(Boolean).join(' · ');
};

const commitLines = (notification: Notification, detail: Detail): Line[] => {
  const { commits, lastGood } = notification;
  const { lineChars, inlineLinks } = detail;
  const title = commits.length > 0 ? commitsTitle(notification) : '';
  const heading: Piece = { text: title, look: 'strong', url: inlineLinks ? safeUrl(lastGood?.compareUrl) : undefined };
  const rows = commits.slice(0, detail.commits).flatMap((commit, at) => {
    const words = cleanLine(commitWords(commit, at, commits), lineChars);
    const id = cleanLine(shortCommit(commit), lineChars) || 'commit';
    const url = inlineLinks ? safeUrl(commit.url) : undefined;
    return line({ text: id, url, look: 'code' }, { text: words && `  ${words}` });
  });
  return [...line(heading), ...rows, ...line({ text: more(commits, detail.commits, 'commit') ?? '' })];
};

/** Where to roll back to. */
const lastGoodLines = ({ lastGood }: Notification, { lineChars, inlineLinks }: Detail): Line[] => {
  if (!lastGood) return [];
  const { execution, time, url, commit, revisions = [], rollback } = lastGood;
  const id = cleanLine(shortExecution(execution), lineChars);
  const made = revisions.length > 0 ? revisions.slice(0, MAX_REVISIONS) : commit === undefined ? [] : [{ id: commit }];
  const pieces = [
    timeOf(time),
    ...made.map((revision) => ({ text: cleanLine(shortCommit(revision), lineChars) })),
    { text: id && `execution ${id}`, url: inlineLinks ? safeUrl(url) : undefined },
  ];
  const said = joined(pieces, ' · ');
  const command = inlineLinks ? cleanLine(rollback ?? '', MAX_COMMAND_CHARS) : '';
  return [
    ...(said.length > 0 ? line({ text: 'Last success  ', look: 'strong' }, ...said) : []),
    ...(command ? [...line({ text: 'Roll back to it', look: 'strong' }), ...code(command)] : []),
  ];
};

/** The headline keeps its end, the environment, where its beginning is too long. */
const headlineOf = (notification: Notification): Piece => {
  const environment = cleanLine(notification.environment ?? '', MAX_ENVIRONMENT_CHARS);
  const { environment: _none, ...rest } = notification;
  const room = MAX_HEADLINE_CHARS - (environment ? environment.length + 3 : 0);
  const text = [cleanLine(headline(rest), room) || 'An event', environment].filter(Boolean).join(' · ');
  return { text, look: 'strong', url: safeUrl(links(notification)[0]?.url) };
};

/** `Not shown: log (access denied), commits, last success (throttled)`: what goes without for one reason stands together. */
const missingOf = ({ missing = [] }: Notification): string | undefined => {
  const groups = new Map<string, string[]>();
  for (const said of missing.map((what) => cleanLine(what, MAX_MISSING_CHARS)).filter(Boolean)) {
    const [, what = said, why = ''] = /^([^:]+): (.+)$/.exec(said) ?? [];
    groups.set(why, [...(groups.get(why) ?? []), what]);
  }
  const told = [...groups].map(([why, what]) => `${what.join(', ')}${why && ` (${why})`}`);
  return told.length > 0 ? cleanLine(`Not shown: ${told.join(', ')}`, MAX_MISSING_CHARS) : undefined;
};

const outline = (notification: Notification, detail: Detail): Outline => ({
  headline: headlineOf(notification),
  streakText: streakText(notification),
  sections: [
    saidLines(notification, detail),
    failuresLines(notification, detail),
    detailLines(notification, detail),
    [...commitLines(notification, detail), ...lastGoodLines(notification, detail)],
  ].filter((lines) => lines.length > 0),
  links: links(notification)
    .flatMap(({ label, url }) => {
      const safe = safeUrl(url);
      return safe ? [{ label: cleanLine(label, 40) || 'Open', url: safe }] : [];
    })
    .slice(0, detail.links),
  facts: facts(notification).flatMap(({ label, value }) => cleanLine(`${label} ${value}`, detail.lineChars) || []),
  time: timeOf(notification.time),
  missing: missingOf(notification),
});

/** Draws a message with as much detail as its receiver has room for: all of it, or visibly less until it fits. */
export const drawToFit = <Drawn>(
  notification: Notification,
  draw: (outline: Outline) => Drawn,
  fits: (drawn: Drawn) => boolean,
): Drawn => {
  const [full, ...shorter] = DETAILS;
  let drawn = draw(outline(notification, full));
  for (const detail of shorter) {
    if (fits(drawn)) break;
    drawn = draw(outline(notification, detail));
  }
  return drawn;
};
