import type { Notification } from '../model/notification.ts';
import { cleanLine, safeUrl } from '../text/clean.ts';
import { shortCommit } from '../text/short-id.ts';
import { agoText, changeHeading, commitWords, LAST_SUCCESS, ROLL_BACK, unchangedText, WITH_HEADS } from './change.ts';
import type { Detail } from './detail.ts';
import { code, joined, type Line, line } from './lines.ts';
import { more } from './phrases.ts';
import { runText, seriesText } from './subjects.ts';
import { roughly, validTime } from './times.ts';

/** Longest command, whose names have 100 characters at most. */
const MAX_COMMAND_CHARS = 400;
const MAX_REVISIONS = 3;

/** The commits under a heading that says what they mean. The commit of a rollback is the one that is restored. */
export const commitLines = (notification: Notification, detail: Detail): Line[] => {
  const { commits, lastGood, links, moment, commitsNote } = notification;
  if (commits.length === 0 || moment === 'rolled-back') return [];
  const { lineChars, inlineLinks } = detail;
  const rows = commits.slice(0, detail.commits).flatMap((commit, at) => {
    const words = cleanLine(commitWords(commit, at, commits, seriesText(notification)), lineChars);
    const id = cleanLine(shortCommit(commit), lineChars);
    const url = inlineLinks ? safeUrl(commit.url) : undefined;
    return line({ text: id, url, look: 'code' }, { text: id && words ? `  ${words}` : words });
  });
  const compareUrl = lastGood?.compareUrl ?? links.find(({ label }) => label === 'compare')?.url;
  const compare = inlineLinks ? safeUrl(compareUrl) : undefined;
  return [
    ...line({ text: changeHeading(notification), look: 'strong' }),
    ...rows,
    ...line({ text: more(commits.length - detail.commits, 'commit') ?? '' }),
    ...(commitsNote === 'heads' ? line({ text: WITH_HEADS, url: compare }) : []),
    ...line({ text: unchangedText(notification) }),
  ];
};

/** The last success, to roll back to: `Last success 40 min ago · c81d2e3`. */
export const lastGoodLines = ({ lastGood, time: now, resource }: Notification, detail: Detail): Line[] => {
  if (!lastGood) return [];
  const { execution, time, commit, revisions = [], rollback } = lastGood;
  const { lineChars, inlineLinks } = detail;
  const url = inlineLinks ? safeUrl(lastGood.url) : undefined;
  const ago = roughly(validTime(time), now);
  const made = revisions.length > 0 ? revisions.slice(0, MAX_REVISIONS) : commit === undefined ? [] : [{ id: commit }];
  const ids = made.map((revision) => ({ text: cleanLine(shortCommit(revision), lineChars), look: 'code' as const }));
  // The run is named by its id only where nothing else identifies it.
  const run = execution && (ids.length === 0 || !ago) ? cleanLine(runText(execution, resource), lineChars) : '';
  const parts = joined([{ text: ago ? agoText(ago) : '', url }, ...ids, { text: run, ...(!ago && { url }) }], ' · ');
  const command = inlineLinks ? cleanLine(rollback ?? '', MAX_COMMAND_CHARS) : '';
  return [
    ...(parts.length > 0 ? line({ text: `${LAST_SUCCESS} ` }, ...parts) : []),
    ...(command ? [...line({ text: ROLL_BACK, look: 'strong' }), ...code(command)] : []),
  ];
};
