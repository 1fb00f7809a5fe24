import { push } from '../events/shared/codepipeline-examples.ts';
import { sessionOf } from '../events/shared/codepipeline-story.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const BUILD = '4b6a0c1e-8d1f-4c57-9a52-6f0e2d9b7c31';
const DEPLOYMENT = 'd-9XK2PLM4Q';

/** A run of a pipeline, from which AWS's answers are made. */
export interface Run {
  execution: string;
  startedAt: Date;
  /** A run in progress waits for an approval. */
  status: 'Succeeded' | 'Failed' | 'InProgress' | 'Stopped' | 'Superseded';
  /** The action that failed. Default: `build`. */
  failed?: 'build' | 'deployment' | 'approval';
  commit: string;
  message: string;
  author?: string;
  branch?: string;
  /** The answer to its approval. */
  answer?: { by: string; comment?: string };
  /** Who stopped it, and why. */
  stop?: { by: string; reason: string };
  /** The run that it restores. */
  rollbackTo?: string;
}

const type = (category: string, provider: string) => ({
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
});

/** The role of the pipeline, which AWS names at the actions that no person touched. */
const ROLE = sessionOf(ACCOUNT, 'shop-pipeline');

const sourceAction = ({ commit, message, author, branch = 'main' }: Run): object => ({
  stageName: 'Source',
  actionName: 'Source',
  status: 'Succeeded',
  updatedBy: ROLE,
  input: type('Source', 'CodeStarSourceConnection'),
  output: {
    executionResult: { externalExecutionId: commit },
    outputVariables: {
      CommitId: commit,
      CommitMessage: message,
      AuthorDisplayName: author,
      BranchName: branch,
      FullRepositoryName: push['full-repository-name'],
    },
  },
});

const approvalAction = (status: string, answer: Run['answer']): object => ({
  stageName: 'Release',
  actionName: 'Sign-off',
  status,
  updatedBy: answer && sessionOf(ACCOUNT, answer.by),
  input: type('Approval', 'Manual'),
  output: { executionResult: { externalExecutionSummary: answer?.comment } },
});

const deployAction = (status: string, by = ROLE): object => ({
  stageName: 'Deploy',
  actionName: 'Roll-out',
  status,
  updatedBy: by,
  input: type('Deploy', 'CodeDeploy'),
  output: {
    executionResult: {
      externalExecutionId: DEPLOYMENT,
      externalExecutionUrl: `https://${REGION}.console.aws.amazon.com/codesuite/codedeploy/deployments/${DEPLOYMENT}`,
      ...(status === 'Failed' && { errorDetails: { code: 'JobFailed', message: `Deployment ${DEPLOYMENT} failed` } }),
    },
  },
});

const buildAction = (): object => ({
  stageName: 'Build',
  actionName: 'Unit-tests',
  status: 'Failed',
  updatedBy: ROLE,
  input: type('Build', 'CodeBuild'),
  output: {
    executionResult: {
      externalExecutionId: `shop-build:${BUILD}`,
      externalExecutionUrl: `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/builds/shop-build:${BUILD}/view/new`,
      errorDetails: { code: 'JobFailed', message: 'Build terminated with state: FAILED' },
    },
  },
});

const lastActions = ({ status, failed = 'build', answer, stop, rollbackTo }: Run): object[] => {
  if (stop) return [deployAction('Abandoned', sessionOf(ACCOUNT, stop.by))];
  if (status === 'InProgress') return [approvalAction(answer ? 'Succeeded' : 'InProgress', answer)];
  if (status === 'Failed' && failed === 'approval') return [approvalAction('Failed', answer)];
  if (status === 'Failed') return [failed === 'deployment' ? deployAction('Failed') : buildAction()];
  return rollbackTo ? [deployAction('Succeeded')] : [];
};

/** The actions of a run, newest first: where it ended or waits, and its source, which a rollback does not fetch again. */
export const actionsOf = (run: Run): object[] => [...lastActions(run), ...(run.rollbackTo ? [] : [sourceAction(run)])];
