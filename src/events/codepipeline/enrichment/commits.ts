import type { Commit } from '../../../model/notification.ts';
import { fill } from '../../shared/merge.ts';

/** Whether two ids name the same commit. One of them may be abbreviated. */
const sameCommit = (a: Commit, b: Commit): boolean =>
  a.id === b.id || (Math.min(a.id.length, b.id.length) >= 7 && (a.id.startsWith(b.id) || b.id.startsWith(a.id)));

/** The commits that are not in a list. */
export const without = (commits: readonly Commit[], known: readonly Commit[]): Commit[] =>
  commits.filter((commit) => !known.some((each) => sameCommit(each, commit)));

/** Each commit once. Its first occurrence decides on its position and wins where fields differ. */
export const mergeCommits = (...lists: readonly (readonly Commit[])[]): Commit[] => {
  const commits: Commit[] = [];
  for (const commit of lists.flat()) {
    const at = commits.findIndex((known) => sameCommit(known, commit));
    if (at >= 0) commits[at] = fill(commits[at], commit);
    else commits.push(commit);
  }
  return commits;
};

/** Replaces a link through AWS's console by a direct link, if one is known. */
export const preferDirect = (commit: Commit, known: readonly Commit[]): Commit => {
  const direct = known.find((each) => sameCommit(each, commit))?.url;
  return direct && commit.url?.includes('/connections/redirect?') ? { ...commit, url: direct } : commit;
};
