import type { Notification } from '../model/notification.ts';
import { shortCommit, shortExecution } from '../text/short-id.ts';
import { LABELS, labelText } from './labels.ts';

/** The subject of an event that names none. */
export const NAMELESS = 'An event';

/** Between the parts of a place or a path. */
export const STEP = ' › ';

/** Kinds of subjects whose name alone is no complete subject. */
const NAMED: Readonly<Record<string, (name: string) => string>> = {
  'approval-rule-template': (name) => `Approval rule template ${name}`,
  deployment: (name) => `${name} deployment`,
  stack: (name) => `Stack ${name}`,
  'stack-set': (name) => `Stack set ${name}`,
};

const resourceText = ({ kind, name }: NonNullable<Notification['resource']>): string => {
  if (Object.hasOwn(NAMED, kind)) return NAMED[kind]?.(name) ?? name;
  if (Object.hasOwn(LABELS, kind)) return name;
  const words = labelText(kind);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${name}`;
};

/** The subject in words: `shop`, `Stack shop-prod`, `shop/live deployment`. A build of a pipeline is its own subject. */
export const about = ({ pipeline, resource, level }: Notification): string => {
  if (resource?.name && (level === 'job' || !pipeline?.name)) return resourceText(resource);
  return pipeline?.name || (resource?.name ? resourceText(resource) : NAMELESS);
};

/** `Build › UnitTests`, as far as it is known. */
export const placeText = (stage: string | undefined, action: string | undefined): string =>
  [stage, action].filter(Boolean).join(STEP);

/** Branches that go without saying: most pipelines build one of them only. */
const MAIN_BRANCHES: readonly string[] = ['main', 'master'];

/** ` for feature/a`, ` on main` for a build, or nothing. Contributors are named by the verdict of their alarm. */
export const seriesText = ({ series, resource, commits }: Notification): string => {
  const isBuild = resource?.kind === 'build' || resource?.kind === 'build-batch';
  if (!series) return isBuild && commits[0]?.branch ? ` on ${commits[0].branch}` : '';
  if (series.kind === 'contributor' || !series.name) return '';
  if (!isBuild && series.kind === 'branch' && MAIN_BRANCHES.includes(series.name)) return '';
  return `${isBuild ? ' on' : ' for'}${series.kind === 'tag' ? ' tag' : ''} ${series.name}`;
};

/** The series of a subject whose parts are counted, unless it goes without saying. */
export const branchText = (notification: Notification): string => {
  const { series } = notification;
  return series && !MAIN_BRANCHES.includes(series.name) ? seriesText(notification) : '';
};

/** What an id of a run identifies, by the kind of the subject. */
const RUNS: Readonly<Record<string, string>> = {
  build: 'build',
  'build-batch': 'batch',
  deployment: 'deployment',
  function: 'request',
  repository: 'image',
};

/** `run 3f9c1d70`, `build 655c59d8`. */
export const runText = (id: string, resource: Notification['resource']): string => {
  const kind = resource?.kind ?? '';
  return `${(Object.hasOwn(RUNS, kind) && RUNS[kind]) || 'run'} ${shortExecution(id.replace(/^ecs-svc\//, ''))}`;
};

/** What a rollback restores: `9b1f4c2`, `task definition shop:41`, `run 3e1d9c70`. Empty if it is unknown. */
export const restoredText = ({ rollbackTo, resource, source }: Notification): string => {
  const { id, name, commit } = rollbackTo ?? {};
  if (commit) return shortCommit({ id: commit });
  if (name) return source === 'ecs' ? `task definition ${name}` : name;
  return id ? runText(id, resource) : '';
};
