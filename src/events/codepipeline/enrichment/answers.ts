import * as z from 'zod/mini';
import { lenient, text } from '../../../model/event-source.ts';
import { listOf, time } from '../../shared/answers.ts';

/** A source revision. GetPipelineExecution calls the source `name`, ListPipelineExecutions `actionName`. */
export const Revision = z.object({
  name: text,
  actionName: text,
  revisionId: text,
  revisionSummary: text,
  revisionUrl: text,
});
export type Revision = z.infer<typeof Revision>;

const Trigger = lenient(z.object({ triggerType: text, triggerDetail: text }));
const RollbackMetadata = lenient(z.object({ rollbackTargetPipelineExecutionId: text }));

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineExecution.html */
export const ExecutionAnswer = z.object({
  pipelineExecution: z.object({
    statusSummary: text,
    artifactRevisions: listOf(Revision),
    trigger: Trigger,
    executionType: text,
    rollbackMetadata: RollbackMetadata,
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
      stopTrigger: lenient(z.object({ reason: text })),
      executionMode: text,
      executionType: text,
      rollbackMetadata: RollbackMetadata,
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
      startTime: time,
      lastUpdateTime: time,
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
              AuthorEmail: text,
            }),
          ),
        }),
      ),
    }),
  ),
});
export type ActionDetail = z.infer<typeof ActionsAnswer>['actionExecutionDetails'][number];
