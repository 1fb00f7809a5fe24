import * as z from 'zod/mini';
import { type AwsCall, AwsError, createCall } from '../../../aws/call.ts';
import { CODEPIPELINE } from '../../../events/codepipeline/enrichment/asks.ts';
import { readMessage, sourcesFor, toMessage } from '../../../events/index.ts';
import { createContext } from '../../../lambda/context.ts';
import { text } from '../../../model/event-source.ts';
import type { Notification } from '../../../model/notification.ts';
import { ledgerName, settingsName } from '../../../model/stack.ts';
import { addContext } from '../../../relay/context.ts';
import { safeLine } from '../../../text/safe-line.ts';
import type { Account } from '../../aws/account.ts';
import { awsError } from '../../aws/aws-error.ts';
import { CliError, UsageError } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';

/** Upper bound for the calls to AWS, as in the router. */
const BUDGET_MS = 8000;

/** Used if the account cannot be read. */
const UNKNOWN_ACCOUNT = '000000000000';

/** Only operations that read are called: explaining must not write to the stored history. */
const READS = /^(?:BatchGet|Describe|Get|List)[A-Z]/;

const Execution = z.object({
  pipelineExecution: z.object({
    status: z.string(),
    trigger: z.optional(z.object({ triggerType: text, triggerDetail: text })),
  }),
});

const Actions = z.object({
  actionExecutionDetails: z.array(
    z.object({
      actionExecutionId: text,
      stageName: text,
      actionName: text,
      status: text,
      startTime: z.optional(z.number()),
      lastUpdateTime: z.optional(z.number()),
      input: z.optional(z.object({ actionTypeId: z.optional(z.object({ category: text, provider: text })) })),
    }),
  ),
});
type Action = z.infer<typeof Actions>['actionExecutionDetails'][number];

const Pipeline = z.object({ metadata: z.object({ pipelineArn: z.string() }) });

interface ExecutionName {
  readonly pipeline: string;
  readonly execution: string;
}

/** Parses `shop-prod/5d2f0c9a-…`. @throws UsageError */
const executionName = (value: string): ExecutionName => {
  const [, pipeline, execution] = /^([\w.@-]{1,100})\/([\w-]{1,100})$/.exec(value) ?? [];
  if (pipeline && execution) return { pipeline, execution };
  throw new UsageError('--execution: pass a pipeline and an execution id, PIPELINE/ID');
};

/** Describes an error of AWS, or an unexpected answer. */
const describeFailure = (what: string, error: unknown): CliError => {
  if (!(error instanceof AwsError)) return new CliError(`${what}: unexpected answer from AWS`);
  const { code } = error;
  if (/NotFound/.test(code)) return new CliError(`${what}: not found in this account and Region (${code})`);
  return awsError(what, Object.assign(new Error(), { name: code }));
};

const timeOf = (seconds: readonly (number | undefined)[], pick: (...values: number[]) => number, or: Date): string => {
  const known = seconds.filter((each) => each !== undefined);
  return (known.length > 0 ? new Date(pick(...known) * 1000) : or).toISOString();
};

const waitingApproval = (actions: readonly Action[]): Action | undefined =>
  actions.find(({ status, input }) => status === 'InProgress' && input?.actionTypeId?.category === 'Approval');

/** Converts a status of CodePipeline's API to the state in its events. */
const stateOf = (status: string): string =>
  ({ InProgress: 'STARTED', Cancelled: 'CANCELED' })[status] ?? status.toUpperCase();

/** The detail of the event: the waiting approval, or the execution. */
const detailOf = (status: string, approval: Action | undefined) => {
  if (!approval) return { type: 'CodePipeline Pipeline Execution State Change', detail: { state: stateOf(status) } };
  const { stageName: stage, actionName: action, actionExecutionId, input } = approval;
  const detail = {
    state: 'STARTED',
    stage,
    action,
    'action-execution-id': actionExecutionId,
    type: input?.actionTypeId,
  };
  return { type: 'CodePipeline Action Execution State Change', detail };
};

/** Builds the event that EventBridge would send for the execution's current state. @throws CliError */
const eventOf = async (
  call: AwsCall,
  { pipeline, execution }: ExecutionName,
  { region, now }: { region: string; now: Date },
) => {
  const pipelineName = pipeline;
  const query = (operation: string, input: object) => call(CODEPIPELINE.name, operation, input, CODEPIPELINE);
  const [found, { actionExecutionDetails }, described] = await Promise.all([
    query('GetPipelineExecution', { pipelineName, pipelineExecutionId: execution }),
    query('ListActionExecutions', { pipelineName, filter: { pipelineExecutionId: execution } }).then((output) =>
      Actions.parse(output),
    ),
    // Needed for the account only, which filters on accounts and the stored history use. Best effort.
    query('GetPipeline', { name: pipeline }).then(
      (output) => Pipeline.safeParse(output).data,
      () => undefined,
    ),
  ]);
  const { status, trigger } = Execution.parse(found).pipelineExecution;
  const approval = status === 'InProgress' ? waitingApproval(actionExecutionDetails) : undefined;
  const about = approval ? [approval] : actionExecutionDetails;
  const startedAt = timeOf(
    about.map(({ startTime }) => startTime),
    Math.min,
    now,
  );
  const endedAt = timeOf(
    about.map(({ lastUpdateTime, startTime }) => lastUpdateTime ?? startTime),
    Math.max,
    now,
  );
  const { type, detail } = detailOf(status, approval);
  const arn = described?.metadata.pipelineArn;
  return {
    version: '0',
    id: `explained-${execution}`,
    'detail-type': type,
    source: 'aws.codepipeline',
    region,
    time: status === 'InProgress' ? startedAt : endedAt,
    ...(arn && { account: arn.split(':')[4], resources: [arn] }),
    detail: {
      pipeline,
      'execution-id': execution,
      'start-time': startedAt,
      ...(trigger && {
        'execution-trigger': { 'trigger-type': trigger.triggerType, 'trigger-detail': trigger.triggerDetail },
      }),
      ...detail,
    },
  };
};

/**
 * Reads an execution and creates the notification that the deployed router would create, with the cause of a failure,
 * the commits and, if the stage is known, the transition after earlier runs.
 * @throws CliError
 */
export const readExecution = async (
  value: string,
  { stage, ...account }: Account & { stage?: string | undefined },
  io: Io,
): Promise<Notification> => {
  const name = executionName(value);
  const options = await io.callOptions(account);
  const { region } = options;
  const callAny = createCall(options);
  const call: AwsCall = async (service, operation, input, asked) => {
    const ofStage = service === 'dynamodb' || service === 'ssm';
    if (!READS.test(operation) || (ofStage && !stage)) throw new AwsError(service, operation, 'NotAsked');
    return callAny(service, operation, input, asked);
  };
  const event = await eventOf(call, name, { region, now: io.now() }).catch((error) => {
    throw describeFailure(`execution ${safeLine(value, 200)}`, error);
  });
  const message = toMessage({ text: JSON.stringify(event), messageId: event.id, publishedAt: event.time });
  const read = readMessage(message, await sourcesFor(message));
  const context = createContext({
    aws: options,
    call,
    telemetry: { enrichment: () => {}, ledger: () => {} },
    table: ledgerName(stage ?? ''),
    settingsName: settingsName(stage ?? ''),
    // The calls use these credentials in either case.
    account: event.account ?? UNKNOWN_ACCOUNT,
    budgetMs: BUDGET_MS,
    now: io.now,
  });
  return addContext(read, context);
};
