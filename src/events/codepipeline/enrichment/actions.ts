import type { Author } from '../../../model/author.ts';
import type { Ask } from '../../../model/enrichment.ts';
import type { Commit, Failure, Notification } from '../../../model/notification.ts';
import { actorOf } from '../../../text/actor.ts';
import { lineOf } from '../../../text/clean.ts';
import { emailOf } from '../../../text/email.ts';
import { linkWithoutSecret, redact, redactedLine, redactedText } from '../../../text/redact.ts';
import { secondsBetween } from '../../../text/time.ts';
import { read } from '../../shared/answers.ts';
import { firstLine, isConnectionSummary } from '../../shared/commits.ts';
import { type ActionDetail, ActionsAnswer } from './answers.ts';
import { CODEPIPELINE } from './asks.ts';

const MAX_NAME_CHARS = 100;
const MAX_REF_CHARS = 200;
const MAX_REASON_CHARS = 1000;

/** One run of an action. */
export interface Action {
  readonly execution?: string | undefined;
  readonly token?: string | undefined;
  readonly stage: string;
  readonly name: string;
  readonly status?: string | undefined;
  readonly category?: string | undefined;
  readonly provider?: string | undefined;
  readonly region?: string | undefined;
  /** The id of the build, the deployment or the commit. */
  readonly externalId?: string | undefined;
  readonly logStream?: string | undefined;
  readonly summary?: string | undefined;
  readonly failure: Failure;
  readonly commit?: Commit | undefined;
  readonly author?: Author | undefined;
  /** The person who answered an approval or who stopped the run. Other actions have the role of the pipeline. */
  readonly updatedBy?: string | undefined;
  /** For how long it ran or waited. */
  readonly seconds?: number | undefined;
  readonly approval: Notification['approval'];
}

const name = (value: string | undefined) => lineOf(value, MAX_NAME_CHARS);

/** The name of a user, a role or a session, such as `ada@example.com`. `undefined` for an AWS service. */
const personOf = (arn: string | undefined): string | undefined =>
  redactedLine(actorOf(arn)?.name ?? (/\.amazonaws\.com|^AWS/.test(arn ?? '') ? undefined : arn), MAX_NAME_CHARS);

/** A connection reports the repository as `owner/name`, the first version of the GitHub action as two fields. */
const commitOf = ({ input, output }: ActionDetail): Commit | undefined => {
  const variables = output?.outputVariables;
  const configured = input?.resolvedConfiguration;
  const id = redactedLine(variables?.CommitId ?? output?.executionResult?.externalExecutionId, 100);
  if (input?.actionTypeId?.category !== 'Source' || !id) return undefined;
  const owner = variables?.OwnerName ?? configured?.Owner;
  const own = variables?.RepositoryName ?? configured?.RepositoryName ?? configured?.Repo;
  return {
    id,
    summary:
      variables?.CommitMessage === undefined ? undefined : firstLine(redact(variables.CommitMessage.slice(0, 4000))),
    author: redactedLine(variables?.AuthorDisplayName ?? variables?.AuthorId, MAX_NAME_CHARS),
    repository: lineOf(
      variables?.FullRepositoryName ?? configured?.FullRepositoryId ?? (owner && own ? `${owner}/${own}` : own),
      MAX_REF_CHARS,
    ),
    branch: lineOf(variables?.BranchName ?? configured?.BranchName ?? configured?.Branch, MAX_REF_CHARS),
    tag: lineOf(variables?.TagName, MAX_REF_CHARS),
  };
};

const authorOf = ({ output }: ActionDetail, commit: Commit | undefined): Author | undefined => {
  const { AuthorEmail, AuthorId } = output?.outputVariables ?? {};
  const [email, login] = [emailOf(AuthorEmail), name(AuthorId)];
  return commit && (email ?? login) ? { commit: commit.id, email, login } : undefined;
};

const actionOf = (detail: ActionDetail): Action | undefined => {
  const stage = name(detail.stageName);
  const action = name(detail.actionName);
  if (!stage || !action) return undefined;
  const { actionTypeId, region, configuration, resolvedConfiguration } = detail.input ?? {};
  const result = detail.output?.executionResult;
  // Successful actions contribute details only if they are sources or approvals.
  const reported = detail.status !== 'Succeeded' || actionTypeId?.category === 'Approval';
  const commit = commitOf(detail);
  const text = result?.externalExecutionSummary;
  const summary = reported && text && !isConnectionSummary(text) ? redactedText(text, MAX_REASON_CHARS) : undefined;
  return {
    execution: lineOf(detail.pipelineExecutionId, MAX_REF_CHARS),
    token: lineOf(detail.actionExecutionId, MAX_REF_CHARS),
    stage,
    name: action,
    status: lineOf(detail.status, 40),
    category: lineOf(actionTypeId?.category, 40),
    provider: lineOf(actionTypeId?.provider, MAX_NAME_CHARS),
    region: lineOf(region, 40),
    externalId: lineOf(result?.externalExecutionId, 600),
    logStream: lineOf(result?.logStreamARN, 1200),
    summary,
    failure: {
      stage,
      action,
      ...(reported && {
        reason: redactedText(result?.errorDetails?.message, MAX_REASON_CHARS) ?? summary,
        code: redactedLine(result?.errorDetails?.code, 60),
        url: linkWithoutSecret(result?.externalExecutionUrl),
      }),
    },
    commit,
    author: authorOf(detail, commit),
    updatedBy: personOf(detail.updatedBy),
    seconds: secondsBetween(detail.startTime, detail.lastUpdateTime),
    approval: {
      comment: redactedText(resolvedConfiguration?.CustomData ?? configuration?.CustomData, MAX_REASON_CHARS),
      entityUrl: linkWithoutSecret(resolvedConfiguration?.ExternalEntityLink ?? configuration?.ExternalEntityLink),
    },
  };
};

const readPage = (output: unknown): { actions: Action[]; next: string | undefined } => {
  const { actionExecutionDetails, nextToken } = read(ActionsAnswer, output);
  return { actions: actionExecutionDetails.map(actionOf).filter((each) => each !== undefined), next: nextToken };
};

/** AWS's limit. */
const PAGE_SIZE = 100;

/**
 * The runs of an execution's actions, newest first, at most two pages. Without an execution: the pipeline's latest
 * action runs, one page. A page is cached only if no action in it is still running.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html
 */
export const listActions = async (ask: Ask, pipelineName: string, execution: string | undefined): Promise<Action[]> => {
  const filter = execution ? { filter: { pipelineExecutionId: execution } } : {};
  const page = (nextToken?: string) =>
    ask({
      service: CODEPIPELINE,
      operation: 'ListActionExecutions',
      input: { pipelineName, ...filter, maxResults: PAGE_SIZE, ...(nextToken && { nextToken }) },
      read: readPage,
      keep: ({ actions }) => !actions.some(({ status }) => status === 'InProgress'),
    });
  const { actions, next } = await page();
  if (!next || !execution) return actions;
  // Best effort: keep page 1 if page 2 fails.
  const rest = await page(next).catch(() => undefined);
  return rest ? [...actions, ...rest.actions] : actions;
};
