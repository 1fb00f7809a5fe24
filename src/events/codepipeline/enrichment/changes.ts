import type { Commit, Notification } from '../../../model/notification.ts';
import { mergeCommits, preferDirect, without } from './commits.ts';
import type { Run, Since } from './executions.ts';
import type { Source } from './revisions.ts';

type Change = Pick<Notification, 'commits' | 'commitsNote'>;

const commitsOf = (runs: readonly Run[]): Commit[] =>
  runs.flatMap(({ sources }) => sources.map(({ commit }) => commit));

const isGit = ({ id }: Commit): boolean => /^[0-9a-f]{40}$/i.test(id);

/** CodePipeline knows one commit for each run and source, so that others may have come with it. */
const heads = (commits: Commit[]): Change => ({ commits, ...(commits.some(isGit) && { commitsNote: 'heads' }) });

const failedRuns = ({ between }: Since): Run[] =>
  between.filter(({ status, rollback }) => status === 'Failed' && !rollback);

/**
 * The suspects of a failure: the commits since the last success, those that were added since the previous failure first.
 * If nothing was added since the last success, the commits of the run.
 */
const suspects = (own: Commit[], since: Since): Change => {
  const good = since.good?.sources.map(({ commit }) => commit) ?? [];
  const all = without(mergeCommits(own, commitsOf(since.between)), good);
  if (all.length === 0) return { commits: own };
  const [previous] = failedRuns(since);
  const known = previous ? commitsOf(since.between.slice(since.between.indexOf(previous))) : [];
  const added = without(all, known);
  const isSame = previous !== undefined && previous.sources.length > 0 && added.length === 0;
  const sorted = [...added, ...without(all, added)];
  return isSame ? { commits: sorted, commitsNote: 'same' } : heads(sorted);
};

/** What a run that succeeded contains and no failed run before it did. Runs that were superseded are a part of it. */
const fix = (own: Commit[], since: Since): Change => {
  const failed = failedRuns(since);
  const [latest] = failed;
  const after = latest ? since.between.slice(0, since.between.indexOf(latest)) : since.between;
  const added = without(mergeCommits(own, commitsOf(after)), commitsOf(failed));
  return added.length === 0 && own.length > 0 ? { commits: [], commitsNote: 'same' } : heads(added);
};

/**
 * The commits of a notification in the meaning that its moment gives them: suspects, the fix, or what is shipped.
 * @param fetched the sources of the run.
 * @param reported the commits that the run's source actions reported, with their authors and branches.
 * @param since `undefined` if AWS does not list the run.
 */
export const changeOf = (
  event: Notification,
  fetched: readonly Source[],
  reported: readonly Commit[],
  since: Since | undefined,
): Change => {
  const { moment, transition, commits } = event;
  const ids = fetched.map(({ commit }) => commit);
  const known = commits.map((commit) => preferDirect(commit, ids));
  const own = mergeCommits(known, ids, reported);
  if (moment === 'succeeded' && transition?.kind === 'recovered-on-retry') return { commits: [], commitsNote: 'same' };
  if (!since) return { commits: own };
  if (event.rollback) return { commits: own };
  if (moment === 'failed') return suspects(own, since);
  if (moment === 'succeeded' && transition) return fix(own, since);
  if (moment === 'approval') return heads(mergeCommits(own, commitsOf(since.between)));
  return { commits: moment === 'succeeded' ? mergeCommits(own, commitsOf(since.between)) : own };
};
