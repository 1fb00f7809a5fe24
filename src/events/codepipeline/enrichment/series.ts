import type { Ask, Search } from '../../../model/enrichment.ts';
import type { Ending } from '../../../model/history.ts';
import type { Notification } from '../../../model/notification.ts';
import { type Action, listActions } from './actions.ts';
import { mergeCommits } from './commits.ts';
import { listRuns, type Run, toEndings } from './executions.ts';

const namesOf = (actions: readonly Action[] | undefined, kind: 'tag' | 'branch'): Set<string> =>
  new Set((actions ?? []).flatMap(({ commit }) => commit?.[kind] ?? []));

const refsOf = (actions: readonly Action[]): Set<string> =>
  new Set(actions.flatMap(({ commit }) => commit?.tag ?? commit?.branch ?? []));

/**
 * The branch or tag of a run whose events do not name it, such as a manual release. `undefined` if AWS names none, or
 * several because the run has several sources.
 */
export const series = async (
  { pipeline, execution }: Notification,
  { ask, part }: Omit<Search, 'add'>,
): Promise<Notification['series']> => {
  if (!pipeline || !execution) return undefined;
  const actions = await part('commits', () => listActions(ask, pipeline.name, execution.id));
  const tags = namesOf(actions, 'tag');
  const [name, another] = [...tags, ...namesOf(actions, 'branch')];
  return name && another === undefined ? { kind: tags.size > 0 ? 'tag' : 'branch', name } : undefined;
};

/** The run with the authors and branches of its commits, which AWS's list of runs does not contain. */
const completed = (run: Run, actions: readonly Action[]): Run => {
  const reported = actions.flatMap(({ commit }) => commit ?? []);
  const sources = run.sources.map((source) => ({
    ...source,
    commit: mergeCommits([source.commit], reported)[0] ?? source.commit,
  }));
  return { ...run, sources };
};

/**
 * The runs of the notification's series and the run itself, newest first. A run whose branch AWS does not name belongs to
 * the series if no other branch is known. A second call is made for runs that have a series, and for independent runs.
 */
export const listSeries = async (
  ask: Ask,
  pipelineName: string,
  { series: own, execution }: Notification,
): Promise<{ runs: Run[]; all: Run[] }> => {
  const all = await listRuns(ask, pipelineName);
  if (!own && !all.find(({ id }) => id === execution?.id)?.parallel) return { runs: all, all };
  const actions = Map.groupBy(await listActions(ask, pipelineName, undefined), ({ execution: id }) => id ?? '');
  const refs = new Map([...actions].map(([id, each]) => [id, refsOf(each)]));
  const names = own ? new Set([own.name]) : (refs.get(execution?.id ?? '') ?? new Set());
  const isOnly = [...refs.values()].every((each) => [...each].every((name) => names.has(name)));
  const belongs = (run: Run): boolean => {
    const known = refs.get(run.id);
    return known?.size ? [...known].some((name) => names.has(name)) : isOnly && !run.parallel;
  };
  const runs = all.filter((run) => run.id === execution?.id || belongs(run));
  return { runs: runs.map((run) => completed(run, actions.get(run.id) ?? [])), all };
};

/**
 * The endings of the earlier runs of the same series, of the latest twenty. If no run failed, their series do not matter,
 * and no second call is made.
 */
export const pastEndings = async (
  notification: Notification,
  { ask, part }: Omit<Search, 'add'>,
): Promise<Ending[]> => {
  const { pipeline, execution, time } = notification;
  if (!pipeline) return [];
  const before = (ending: Ending) => ending.execution !== execution?.id && Date.parse(ending.time) < Date.parse(time);
  const endings = await part('last-success', async () => {
    const all = toEndings(await listRuns(ask, pipeline.name)).filter(before);
    if (!all.some(({ failed }) => failed)) return all;
    return toEndings((await listSeries(ask, pipeline.name, notification)).runs).filter(before);
  });
  return endings ?? [];
};
