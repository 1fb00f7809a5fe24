import * as z from 'zod/mini';
import { RelayError } from '../model/errors.ts';
import { lenient, text } from '../model/event-source.ts';
import { isoTime } from '../text/time.ts';

/** AWS answered something that is not what it documents. */
class UnreadableAnswer extends RelayError {
  override name = 'UnreadableAnswer';
  readonly code = 'BadAnswer';
}

/** @throws UnreadableAnswer */
export const read = <Value>(schema: z.ZodMiniType<Value>, output: unknown): Value => {
  const parsed = schema.safeParse(output);
  if (!parsed.success) throw new UnreadableAnswer('AWS answered something else');
  return parsed.data;
};

/** More than AWS puts on one page. */
const MAX_ITEMS = 200;

/** What fits of a list; nothing where there is none. */
const listOf = <Item>(item: z.ZodMiniType<Item>) =>
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value): Item[] =>
      (Array.isArray(value) ? value : []).slice(0, MAX_ITEMS).flatMap((each) => {
        const parsed = item.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );

/** Seconds since 1970, as AWS's JSON protocols write times, or ISO 8601; read as ISO 8601 in UTC. */
const time = z.pipe(
  z.optional(z.unknown()),
  z.transform((value): string | undefined => {
    if (typeof value === 'string') return isoTime(value);
    const date = new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : isoTime(date.toISOString());
  }),
);

/** `name` in an execution's own answer, `actionName` in a list of executions. */
export const Revision = z.object({
  name: text,
  actionName: text,
  revisionId: text,
  revisionSummary: text,
  revisionUrl: text,
});
export type Revision = z.infer<typeof Revision>;

const Trigger = lenient(z.object({ triggerType: text, triggerDetail: text }));

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineExecution.html */
export const ExecutionAnswer = z.object({
  pipelineExecution: z.object({
    statusSummary: text,
    artifactRevisions: listOf(Revision),
    trigger: Trigger,
    executionType: text,
    rollbackMetadata: lenient(z.object({ rollbackTargetPipelineExecutionId: text })),
  }),
});
export type ExecutionAnswer = z.infer<typeof ExecutionAnswer>;

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html */
export const ExecutionsAnswer = z.object({
  pipelineExecutionSummaries: listOf(
    z.object({
      pipelineExecutionId: z.string(),
      status: text,
      startTime: time,
      lastUpdateTime: time,
      sourceRevisions: listOf(Revision),
      trigger: Trigger,
      executionType: text,
    }),
  ),
});

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
export const ActionsAnswer = z.object({
  nextToken: text,
  actionExecutionDetails: listOf(
    z.object({
      pipelineExecutionId: text,
      actionExecutionId: text,
      stageName: z.string(),
      actionName: z.string(),
      status: text,
      updatedBy: text,
      input: lenient(
        z.object({
          actionTypeId: lenient(z.object({ category: text, provider: text })),
          region: text,
          configuration: lenient(z.object({ CustomData: text, ExternalEntityLink: text })),
          resolvedConfiguration: lenient(
            z.object({
              CustomData: text,
              ExternalEntityLink: text,
              FullRepositoryId: text,
              RepositoryName: text,
              BranchName: text,
              Owner: text,
              Repo: text,
              Branch: text,
            }),
          ),
        }),
      ),
      output: lenient(
        z.object({
          executionResult: lenient(
            z.object({
              externalExecutionId: text,
              externalExecutionSummary: text,
              externalExecutionUrl: text,
              logStreamARN: text,
              errorDetails: lenient(z.object({ code: text, message: text })),
            }),
          ),
          outputVariables: lenient(
            z.object({
              CommitId: text,
              CommitMessage: text,
              BranchName: text,
              TagName: text,
              FullRepositoryName: text,
              OwnerName: text,
              RepositoryName: text,
              AuthorDisplayName: text,
              AuthorId: text,
            }),
          ),
        }),
      ),
    }),
  ),
});
export type ActionDetail = z.infer<typeof ActionsAnswer>['actionExecutionDetails'][number];

const Phase = z.object({
  phaseType: text,
  phaseStatus: text,
  contexts: listOf(z.object({ statusCode: text, message: text })),
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
export const BuildsAnswer = z.object({
  builds: listOf(
    z.object({
      phases: listOf(Phase),
      logs: lenient(z.object({ deepLink: text, groupName: text, streamName: text })),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuildBatches.html */
export const BatchesAnswer = z.object({
  buildBatches: listOf(
    z.object({
      phases: listOf(Phase),
      buildGroups: listOf(
        z.object({
          identifier: text,
          currentBuildSummary: lenient(z.object({ arn: text, buildStatus: text })),
        }),
      ),
    }),
  ),
});
export type Phase = z.infer<typeof Phase>;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html */
export const DeploymentAnswer = z.object({
  deploymentInfo: z.object({
    creator: text,
    errorInformation: lenient(z.object({ code: text, message: text })),
    rollbackInfo: lenient(z.object({ rollbackDeploymentId: text, rollbackMessage: text })),
  }),
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const LogAnswer = z.object({ events: listOf(z.object({ message: text })) });
