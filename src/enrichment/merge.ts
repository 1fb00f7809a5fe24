import type { Commit, Failure, Notification } from '../model/notification.ts';
import { byteLength, cut } from '../text/clean.ts';
import { redact } from '../text/redact.ts';

/** Half of what a queue's message may hold of one notification leaves room for the rest of the delivery. */
const MAX_BYTES = 28 * 1024;
const MAX_COMMITS = 10;
const MAX_FAILURES = 8;
const MAX_LOG_CHARS = 1500;

/** The fields of `known`, and those of `found` where it has none. */
export const fill = <Fields extends object>(known: Fields | undefined, found: Fields | undefined): Fields => {
  const said = Object.entries(known ?? {}).filter(([, value]) => value !== undefined);
  return { ...found, ...Object.fromEntries(said) } as Fields;
};

/** Are these the same commit? One may be abbreviated. */
const sameCommit = (a: Commit, b: Commit): boolean =>
  a.id === b.id || (Math.min(a.id.length, b.id.length) >= 7 && (a.id.startsWith(b.id) || b.id.startsWith(a.id)));

/** Each commit once, with all that is known of it; the first mention decides on its place and on what it says. */
export const mergeCommits = (...lists: readonly (readonly Commit[])[]): Commit[] => {
  const commits: Commit[] = [];
  for (const commit of lists.flat()) {
    const at = commits.findIndex((known) => sameCommit(known, commit));
    if (at >= 0) commits[at] = fill(commits[at], commit);
    else commits.push(commit);
  }
  return commits;
};

/** A direct link to the commit is worth more than one through the console. */
export const preferDirect = (commit: Commit, known: readonly Commit[]): Commit => {
  const direct = known.find((each) => sameCommit(each, commit))?.url;
  return direct && commit.url?.includes('/connections/redirect?') ? { ...commit, url: direct } : commit;
};

/** How CodeBuild and CodeDeploy tell CodePipeline that it failed, with no more than they say themselves when asked. */
const SAYS_NOTHING = /^(?:Build terminated with state: \w+(?:\. Phase: [\s\S]*)?|Deployment(?: [\w-]+)? failed)\.?$/i;

/** Both reasons where one does not contain the other, what was found out first. */
const bothReasons = (said: string | undefined, found: string | undefined): string | undefined => {
  if (!said || !found) return said ?? found;
  if (SAYS_NOTHING.test(said)) return found;
  if (said.includes(found)) return said;
  return found.includes(said) ? found : `${found}\n${said}`;
};

const sameAction = (a: Failure, b: Failure): boolean =>
  a.action !== undefined &&
  a.action === b.action &&
  (a.stage === undefined || b.stage === undefined || a.stage === b.stage);

/** What the event said of each failing action, and what was found out besides. */
export const mergeFailures = (said: readonly Failure[], found: readonly Failure[]): Failure[] => {
  const failures = said.map((failure) => ({ ...failure }));
  for (const cause of found) {
    const known =
      failures.find((failure) => sameAction(failure, cause)) ??
      // A stage alone, or a reason without a name: the action that failed in it is the one that was meant.
      failures.find(({ stage, action }) => action === undefined && (stage === undefined || stage === cause.stage));
    if (known) Object.assign(known, fill(known, cause), { reason: bothReasons(known.reason, cause.reason) });
    else if (failures.length < MAX_FAILURES) failures.push({ ...cause });
  }
  return failures;
};

const fits = (notification: Notification): boolean => byteLength(JSON.stringify(notification)) < MAX_BYTES;

/** Makes it short enough to travel: logs get shorter, then commits fewer; at the worst it is what the event said. */
export const shorten = (notification: Notification, event: Notification): Notification => {
  const cutTo = (logChars: number, commits: number): Notification => ({
    ...notification,
    commits: notification.commits.slice(0, Math.max(commits, event.commits.length)),
    failures: notification.failures.map((failure) => ({
      ...failure,
      // Redacted before the cut, which could split a secret of the event's own log.
      log: logChars > 0 && failure.log ? cut(redact(failure.log), logChars) : undefined,
    })),
  });
  const tries = [
    () => cutTo(MAX_LOG_CHARS, MAX_COMMITS),
    () => cutTo(600, 5),
    () => cutTo(0, 1),
    () => ({ ...event, missing: ['details: too long'] }),
  ];
  for (const attempt of tries) {
    const short = attempt();
    if (fits(short)) return short;
  }
  return event;
};
