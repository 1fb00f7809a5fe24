import type { Commit, Failure, Notification } from '../model/notification.ts';
import { clean, cleanLine, safeUrl } from '../text/clean.ts';
import { shortCommit, shortExecution } from '../text/short-id.ts';
import { DETAILS, type Detail } from './detail.ts';
import { fewLines, lastLines, more } from './excerpt.ts';
import { labelText } from './labels.ts';
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

/** The content of a chat message and its order, the same on every platform. All of it is plain text, clean and cut. */
export interface Outline {
  readonly headline: Piece;
  /** The streak of failures, below the headline. */
  readonly streakText: string | undefined;
  /** Drawn apart from each other. Sections, lines and pieces are never empty. */
  readonly sections: readonly (readonly Line[])[];
  readonly links: readonly Link[];
  /** Drawn small, at the end. */
  readonly facts: readonly string[];
  readonly time: Piece | undefined;
  /** The last line: which facts are unavailable. */
  readonly unavailable: string | undefined;
}

/** Longest headline and last line, in UTF-16 units. A pipeline's and a stage's name have 100 at most. */
const MAX_HEADLINE_CHARS = 250;
const MAX_ENVIRONMENT_CHARS = 40;
const MAX_MISSING_CHARS = 300;
/** Longest command, whose names have 100 characters at most. */
const MAX_COMMAND_CHARS = 400;
const MAX_REVISIONS = 3;

/** Between the facts on a line. */
export const DOT = '  ·  ';

/** A line of the pieces that are not empty; no line if all are. */
const line = (...pieces: (Piece | undefined | false)[]): Line[] => {
  const filled = pieces.filter((piece): piece is Piece => (piece ? piece.text !== '' : false));
  return filled.length > 0 ? [filled] : [];
};

const textLine = (value: string | undefined, maxChars: number): Line[] => line({ text: clean(value ?? '', maxChars) });
const code = (value: string): Line[] => (value ? [{ code: value }] : []);

const timeOf = (iso: string | undefined): Piece | undefined => {
  const time = Math.floor(Date.parse(iso ?? '') / 1000);
  return Number.isNaN(time) ? undefined : { text: utcTime(new Date(time * 1000).toISOString()), time };
};

/** The pieces that are not empty, with a separator between them. */
const joined = (pieces: readonly (Piece | undefined)[], between: string): Piece[] =>
  pieces
    .filter((piece): piece is Piece => piece !== undefined && piece.text !== '')
    .flatMap((piece, at) => (at > 0 ? [{ text: between }, piece] : [piece]));

const textLines = ({ text, stopReason, approval }: Notification, { reasonChars }: Detail): Line[] => {
  const until = timeOf(approval?.expiresAt);
  return [
    ...[text, stopReason, approval?.comment].flatMap((value) => textLine(value, reasonChars)),
    ...(until ? line({ text: 'Waits until ' }, { ...until, look: 'strong' }) : []),
  ];
};

/** `true` if the text is laid out by indents or many lines and must be drawn as code. */
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
    const name = cleanLine(labelText(label), detail.lineChars);
    return line({ text: name && `${name}  `, look: 'strong' }, { text: cleanLine(value, detail.lineChars) });
  }),
  ...line({ text: more(details, detail.details, 'detail') ?? '' }),
];

/** `true` if the commit is the one of the last success, so that the cause is something else. */
const isLastGood = ({ commits: [commit, another], lastGood }: Notification): boolean =>
  commit !== undefined && another === undefined && /^[0-9a-f]{40}$/.test(commit.id) && commit.id === lastGood?.commit;

const commitsTitle = (notification: Notification): string => {
  if (notification.moment === 'approval') return 'Ships';
  if (notification.transition?.kind === 'fixed') return 'Fixed by';
  if (notification.moment !== 'failed' || !notification.lastGood) return '';
  return isLastGood(notification) ? 'The same commit as in the last success' : 'Since the last success';
};

/** `Charge the card once · Ada Moreno · main`. A repository that all commits share is left out, a branch that all share stands at the first only. */
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

/** The last success, to roll back to. */
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
  const parts = joined(pieces, ' · ');
  const command = inlineLinks ? cleanLine(rollback ?? '', MAX_COMMAND_CHARS) : '';
  return [
    ...(parts.length > 0 ? line({ text: 'Last success  ', look: 'strong' }, ...parts) : []),
    ...(command ? [...line({ text: 'Roll back to it', look: 'strong' }), ...code(command)] : []),
  ];
};

/** A headline that is too long is cut before the environment at its end. */
const headlineOf = (notification: Notification): Piece => {
  const environment = cleanLine(notification.environment ?? '', MAX_ENVIRONMENT_CHARS);
  const { environment: _none, ...rest } = notification;
  const room = MAX_HEADLINE_CHARS - (environment ? environment.length + 3 : 0);
  const text = [cleanLine(headline(rest), room) || 'An event', environment].filter(Boolean).join(' · ');
  return { text, look: 'strong', url: safeUrl(links(notification)[0]?.url) };
};

/** `Not shown: log (access denied), commits, last success (throttled)`: facts with the same reason stand together. */
const unavailableOf = ({ missing = [] }: Notification): string | undefined => {
  const groups = new Map<string, string[]>();
  for (const text of missing.map((fact) => cleanLine(fact, MAX_MISSING_CHARS)).filter(Boolean)) {
    const [, what = text, why = ''] = /^([^:]+): (.+)$/.exec(text) ?? [];
    groups.set(why, [...(groups.get(why) ?? []), what]);
  }
  const words = [...groups].map(([why, what]) => `${what.join(', ')}${why && ` (${why})`}`);
  return words.length > 0 ? cleanLine(`Not shown: ${words.join(', ')}`, MAX_MISSING_CHARS) : undefined;
};

/** What a summary tells: each group with its names. */
const summaryLines = ({ summary }: Notification, { lineChars, inlineLinks }: Detail): Line[] =>
  (summary?.groups ?? []).flatMap(({ title, names, more: rest }) => {
    const pieces = names.map(({ name, url }) => ({
      text: cleanLine(name, lineChars),
      url: inlineLinks ? safeUrl(url) : undefined,
    }));
    return [
      ...line({ text: cleanLine(title, lineChars), look: 'strong' }),
      ...line(...joined([...pieces, { text: rest > 0 ? `+${rest} more` : '' }], ' · ')),
    ];
  });

const outline = (notification: Notification, detail: Detail): Outline => ({
  headline: headlineOf(notification),
  streakText: streakText(notification),
  sections: [
    textLines(notification, detail),
    summaryLines(notification, detail),
    failuresLines(notification, detail),
    detailLines(notification, detail),
    [...commitLines(notification, detail), ...lastGoodLines(notification, detail)],
  ].filter((lines) => lines.length > 0),
  links: links(notification)
    .flatMap(({ label, url }) => {
      const safe = safeUrl(url);
      return safe ? [{ label: cleanLine(labelText(label), 40) || 'Open', url: safe }] : [];
    })
    .slice(0, detail.links),
  facts: facts(notification).flatMap(({ label, value }) => cleanLine(`${label} ${value}`, detail.lineChars) || []),
  time: timeOf(notification.time),
  unavailable: unavailableOf(notification),
});

/** Draws a message with the most detail that fits. The last level of detail is drawn even if it does not fit. */
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
