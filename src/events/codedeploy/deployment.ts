// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html
import * as z from 'zod/mini';
import type { FoundFacts } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Commit, Notification } from '../../model/notification.ts';
import { redactedLine, redactedText } from '../../text/redact.ts';
import { read } from '../shared/answers.ts';
import { commitLink } from '../shared/commits.ts';
import { isDeployment } from './asks.ts';

const MAX_REASON_CHARS = 500;
const MAX_NAME_CHARS = 200;

const count = lenient(z.number().check(z.int(), z.nonnegative()));

const Overview = z.object({
  Pending: count,
  InProgress: count,
  Succeeded: count,
  Failed: count,
  Skipped: count,
  Ready: count,
});

const Answer = z.object({
  deploymentInfo: z.object({
    creator: text,
    computePlatform: text,
    errorInformation: lenient(z.object({ code: text, message: text })),
    rollbackInfo: lenient(z.object({ rollbackDeploymentId: text, rollbackMessage: text })),
    deploymentOverview: lenient(Overview),
    revision: lenient(
      z.object({
        s3Location: lenient(z.object({ key: text })),
        gitHubLocation: lenient(z.object({ repository: text, commitId: text })),
      }),
    ),
  }),
});
export type DeploymentInfo = z.infer<typeof Answer>['deploymentInfo'];

export const readDeployment = (output: unknown): DeploymentInfo => read(Answer, output).deploymentInfo;

/** Creators of the deployments that restore an earlier revision after a failure. */
const ROLLBACK_CREATORS = ['codeDeployRollback', 'CloudFormationRollback'];

const isRollback = ({ creator }: DeploymentInfo): boolean => ROLLBACK_CREATORS.includes(creator ?? '');

/** The error of the whole deployment, which often says only that too many instances failed. */
export const errorOf = ({ errorInformation }: DeploymentInfo) => ({
  code: redactedLine(errorInformation?.code, MAX_NAME_CHARS),
  reason: redactedText(errorInformation?.message, MAX_REASON_CHARS),
});

const commitOf = ({ revision }: DeploymentInfo): Commit | undefined => {
  const { repository, commitId } = revision?.gitHubLocation ?? {};
  if (!commitId || !/^[0-9a-f]{7,64}$/i.test(commitId)) return undefined;
  const url = commitLink({ provider: 'GitHub', repository, commit: commitId });
  return { id: commitId, url, repository: redactedLine(repository, MAX_NAME_CHARS) };
};

const keyOf = ({ revision }: DeploymentInfo): string | undefined =>
  redactedLine(revision?.s3Location?.key, MAX_NAME_CHARS);

const countsOf = ({ computePlatform, deploymentOverview }: DeploymentInfo): Notification['counts'] => {
  const { Failed: failed = 0, ...others } = deploymentOverview ?? {};
  const total = Object.values(others).reduce<number>((sum, value) => sum + (value ?? 0), failed);
  return failed > 0 && (computePlatform ?? 'Server') === 'Server' ? { of: 'instances', failed, total } : undefined;
};

/** What is deployed: a commit, or the key of an archive. */
const revisionFacts = (info: DeploymentInfo): FoundFacts => {
  const commit = commitOf(info);
  const key = keyOf(info);
  return {
    ...(commit && { commits: [commit] }),
    ...(!commit && key && { details: [{ label: 'revision', value: key }] }),
  };
};

export const failureFacts = (info: DeploymentInfo): FoundFacts => {
  const run = info.rollbackInfo?.rollbackDeploymentId;
  return { ...revisionFacts(info), counts: countsOf(info), ...(isDeployment(run) && { rollbackRun: run }) };
};

/** Facts about a deployment that started or succeeded. A rollback restores its own revision. */
export const runFacts = (info: DeploymentInfo): FoundFacts => {
  if (!isRollback(info)) return revisionFacts(info);
  const commit = commitOf(info);
  const name = keyOf(info);
  return {
    rollback: true,
    ...((commit || name) && { rollbackTo: { commit: commit?.id, url: commit?.url, name } }),
  };
};
