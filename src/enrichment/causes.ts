import type { Failure, Notification } from '../model/notification.ts';
import { linkWithoutSecret, redactedLine, redactedText } from '../text/redact.ts';
import type { Action } from './actions.ts';
import { BatchesAnswer, BuildsAnswer, DeploymentAnswer, LogAnswer, type Phase, read } from './answers.ts';
import type { Ask } from './ask.ts';
import { excerpt } from './log-excerpt.ts';
import type { Part } from './parts.ts';

/** What was found out of a failure; `phase` is where in a build it came, such as `BUILD`. */
export interface FoundCause extends Failure {
  readonly phase?: string | undefined;
}

/** What a build, a deployment or a log says of a failure; `add` takes it as it comes. */
interface Search {
  readonly ask: Ask;
  readonly part: Part;
  readonly add: (found: FoundCause) => void;
}

const MAX_CAUSE_CHARS = 500;
const LOG_LINES = 60;

const missing = (code: string): Error => Object.assign(new Error(code), { code });

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html */
const FAILED = new Set(['FAILED', 'FAULT', 'CLIENT_ERROR', 'TIMED_OUT']);

/** The first phase that failed, and what CodeBuild says of it: `Error while executing command: npm test. …`. */
const failedPhase = (phases: readonly Phase[]): Pick<FoundCause, 'phase' | 'reason'> => {
  const failed = phases.find(({ phaseStatus }) => FAILED.has(phaseStatus ?? ''));
  if (!failed) return {};
  const said = failed.contexts.map(({ statusCode, message }) => message?.trim() || statusCode?.trim()).find(Boolean);
  return {
    phase: redactedLine(failed.phaseType, 40),
    reason: redactedText(said ?? failed.phaseStatus, MAX_CAUSE_CHARS),
  };
};

/** `project:id`, of what CodePipeline or an ARN calls a build. */
const buildId = (value: string | undefined): string | undefined =>
  /(?:^|\/)([\w-]{2,255}:[\w-]{1,100})$/.exec(value ?? '')?.[1];

const readBuild = (output: unknown) => {
  const build = read(BuildsAnswer, output).builds[0];
  if (!build) throw missing('NotFound');
  const { deepLink, groupName, streamName } = build.logs ?? {};
  return {
    ...failedPhase(build.phases),
    // CodeBuild links to `group=null` until there is a log.
    logUrl: groupName && streamName ? linkWithoutSecret(deepLink) : undefined,
    log: groupName && streamName ? { group: groupName, stream: streamName } : undefined,
  };
};

const readBatch = (output: unknown) => {
  const batch = read(BatchesAnswer, output).buildBatches[0];
  if (!batch) throw missing('NotFound');
  const failed = batch.buildGroups.find((group) => FAILED.has(group.currentBuildSummary?.buildStatus ?? ''));
  return {
    ...failedPhase(batch.phases),
    build: buildId(failed?.currentBuildSummary?.arn),
    name: redactedLine(failed?.identifier, 100),
  };
};

const addLog = async ({ ask, part, add }: Search, log: { group: string; stream: string }): Promise<void> => {
  const lines = await part('log', () =>
    ask({
      service: 'logs',
      operation: 'GetLogEvents',
      input: { logGroupName: log.group, logStreamName: log.stream, limit: LOG_LINES, startFromHead: false },
      read: (output) => excerpt(read(LogAnswer, output).events.map(({ message }) => message)) ?? '',
    }),
  );
  if (lines) add({ log: lines });
};

const askBuild = (ask: Ask, id: string) =>
  ask({ service: 'codebuild', operation: 'BatchGetBuilds', input: { ids: [id] }, read: readBuild });

const searchBuild = async (search: Search, id: string): Promise<void> => {
  const build = await search.part('build', () => askBuild(search.ask, id));
  if (!build) return;
  const { log, ...cause } = build;
  search.add(cause);
  if (log) await addLog(search, log);
};

/** A batch is many builds: the first that failed says why. */
const searchBatch = async (search: Search, id: string): Promise<void> => {
  const batch = await search.part('build', () =>
    search.ask({ service: 'codebuild', operation: 'BatchGetBuildBatches', input: { ids: [id] }, read: readBatch }),
  );
  if (!batch) return;
  const { build, name, ...cause } = batch;
  if (!build) return search.add(cause);
  const add = (found: FoundCause) =>
    search.add({ ...found, phase: found.reason && [name, found.phase].filter(Boolean).join(', ') });
  await searchBuild({ ...search, add }, build);
};

const readDeployment = (output: unknown): string | undefined => {
  const { errorInformation, rollbackInfo } = read(DeploymentAnswer, output).deploymentInfo;
  const { code, message } = errorInformation ?? {};
  const rollback = rollbackInfo?.rollbackMessage;
  const said = [[code, message].filter(Boolean).join(': '), rollback && `Rollback: ${rollback}`];
  return redactedText(said.filter(Boolean).join('\n'), MAX_CAUSE_CHARS);
};

/** What CodeDeploy starts by itself when a deployment has failed. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
const ROLLBACK_CREATOR = 'codeDeployRollback';

/** Does what this notification is about undo a deployment that failed? Asks nothing of what cannot. */
export const isRollback = async ({ ask, part }: Omit<Search, 'add'>, deploymentId: string): Promise<boolean> => {
  const creator = await part('deployment', () =>
    ask({
      service: 'codedeploy',
      operation: 'GetDeployment',
      input: { deploymentId },
      read: (output) => read(DeploymentAnswer, output).deploymentInfo.creator ?? '',
    }),
  );
  return creator === ROLLBACK_CREATOR;
};

const searchDeployment = async ({ ask, part, add }: Search, deploymentId: string): Promise<void> => {
  const reason = await part('deployment', () =>
    ask({ service: 'codedeploy', operation: 'GetDeployment', input: { deploymentId }, read: readDeployment }),
  );
  if (reason) add({ reason });
};

/** What a Commands action calls its log: `arn:aws:logs:…:log-group:<name>:log-stream:<name>`. */
const logOf = ({ logStream, externalId }: Action): { group: string; stream: string } | undefined => {
  const arn = [logStream, externalId].find((value) => value?.includes(':log-stream:')) ?? '';
  const [, group, stream] = /:log-group:([\w./#-]{1,512}):log-stream:([^:*]{1,512})$/.exec(arn) ?? [];
  return group && stream ? { group, stream } : undefined;
};

/** Where to look for why something failed. `part` is what is said to be missing where that does not succeed. */
interface Cause {
  readonly part: 'build' | 'deployment' | 'log';
  search(search: Search): Promise<void>;
}

const buildCause = (id: string): Cause | undefined => {
  const build = buildId(id);
  const search = /(?:^|:)build-batch\//.test(id) ? searchBatch : searchBuild;
  return build ? { part: 'build', search: (about) => search(about, build) } : undefined;
};

const deploymentCause = (id: string): Cause | undefined =>
  /^d-\w{1,40}$/.test(id) ? { part: 'deployment', search: (about) => searchDeployment(about, id) } : undefined;

/**
 * By what runs it, in small letters: that is what an action calls its provider, and how the event source is named that
 * tells of the same runs by themselves. Each takes the run's id as it stands in either.
 */
const CAUSES: ReadonlyMap<string, (id: string) => Cause | undefined> = new Map([
  ['codebuild', buildCause],
  ['codedeploy', deploymentCause],
  ['codedeploytoecs', deploymentCause],
]);

const causeOf = (provider: string | undefined, id: string | undefined): Cause | undefined =>
  CAUSES.get(provider?.toLowerCase() ?? '')?.(id ?? '');

/** Looks for why an action failed, with at most three calls. It never rejects. */
export const searchCause = async (action: Action, region: string | undefined, search: Search): Promise<void> => {
  const log = logOf(action);
  const cause: Cause | undefined =
    causeOf(action.provider, action.externalId) ??
    (log && { part: 'log', search: (about: Search) => addLog(about, log) });
  if (!cause) return;
  const elsewhere = action.region !== undefined && action.region !== region;
  if (elsewhere) await search.part(cause.part, () => Promise.reject(missing('OtherRegion')));
  else await cause.search(search);
};

/** Where to look for why what this notification is about failed, beside a pipeline; `undefined` where nobody knows more. */
export const ownCause = ({ source, execution }: Notification): Cause | undefined => causeOf(source, execution?.id);
