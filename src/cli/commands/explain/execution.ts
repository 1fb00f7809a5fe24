import * as z from 'zod/mini';
import { type AwsCall, AwsError, createCall } from '../../../aws/call.ts';
import { CODEPIPELINE } from '../../../events/codepipeline/enrichment/asks.ts';
import { readMessage, sourcesFor, toMessage } from '../../../events/index.ts';
import { createContext } from '../../../lambda/context.ts';
import { text } from '../../../model/event-source.ts';
import type { Notification } from '../../../model/notification.ts';
import { ledgerName, settingsName } from '../../../model/stack.ts';
import { addContext } from '../../../relay/routing.ts';
import { safeLine } from '../../../text/safe-line.ts';
import type { Account } from '../../aws/account.ts';
import { awsError, CliError, UsageError } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';

/** The functions' limit: nobody waits longer for what AWS has to say. */
const BUDGET_MS = 8000;

/** Stands for the account where it cannot be found out. */
const UNKNOWN_ACCOUNT = '000000000000';

/** Asking changes nothing, and so does explaining: the relay's memory of a pipeline is read, not written. */
const READS = /^(?:BatchGet|Get|List)[A-Z]/;

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

/** Takes `shop-prod/5d2f0c9a-…`. @throws UsageError */
const executionName = (value: string): ExecutionName => {
  const [, pipeline, execution] = /^([\w.@-]{1,100})\/([\w-]{1,100})$/.exec(value) ?? [];
  if (pipeline && execution) return { pipeline, execution };
  throw new UsageError('--execution takes a pipeline and an execution of it: PIPELINE/ID');
};

/** AWS's error in words, or what is not as AWS documents it. */
const inWords = (what: string, error: unknown): CliError => {
  if (!(error instanceof AwsError)) return new CliError(`${what}: AWS answered something else than expected`);
  const { code } = error;
  if (/NotFound/.test(code)) return new CliError(`${what}: there is none in this account and Region (${code})`);
  return awsError(what, Object.assign(new Error(), { name: code }));
};

const timeOf = (seconds: readonly (number | undefined)[], pick: (...values: number[]) => number, or: Date): string => {
  const known = seconds.filter((each) => each !== undefined);
  return (known.length > 0 ? new Date(pick(...known) * 1000) : or).toISOString();
};

const waitingApproval = (actions: readonly Action[]): Action | undefined =>
  actions.find(({ status, input }) => status === 'InProgress' && input?.actionTypeId?.category === 'Approval');

/** AWS's word for a state in its API, as its events have it. */
const stateOf = (status: string): string =>
  ({ InProgress: 'STARTED', Cancelled: 'CANCELED' })[status] ?? status.toUpperCase();

/** What the event tells of the approval that waits, or of the execution. */
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

/** The event that EventBridge would bring now of an execution. @throws CliError */
const eventOf = async (
  call: AwsCall,
  { pipeline, execution }: ExecutionName,
  { region, now }: { region: string; now: Date },
) => {
  const pipelineName = pipeline;
  const ask = (operation: string, input: object) => call(CODEPIPELINE.name, operation, input, CODEPIPELINE);
  const [found, { actionExecutionDetails }, described] = await Promise.all([
    ask('GetPipelineExecution', { pipelineName, pipelineExecutionId: execution }),
    ask('ListActionExecutions', { pipelineName, filter: { pipelineExecutionId: execution } }).then((output) =>
      Actions.parse(output),
    ),
    // The one call that tells the account, which only filters on accounts and the relay's memory need.
    ask('GetPipeline', { name: pipeline }).then(
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
 * Reads an execution and makes of its state the notification that the deployed router would: with why, whose and, where
 * the stage is known, what its end means after those before it.
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
  const everything = createCall(options);
  const call: AwsCall = async (service, operation, input, asked) => {
    const ofStage = service === 'dynamodb' || service === 'ssm';
    if (!READS.test(operation) || (ofStage && !stage)) throw new AwsError(service, operation, 'NotAsked');
    return everything(service, operation, input, asked);
  };
  const event = await eventOf(call, name, { region, now: io.now() }).catch((error) => {
    throw inWords(`execution ${safeLine(value, 200)}`, error);
  });
  const message = toMessage({ text: JSON.stringify(event), messageId: event.id, publishedAt: event.time });
  const read = readMessage(message, await sourcesFor(message));
  const context = createContext({
    aws: options,
    call,
    telemetry: { enrichment: () => {} },
    table: ledgerName(stage ?? ''),
    settingsName: settingsName(stage ?? ''),
    // It is asked about with these credentials either way.
    account: event.account ?? UNKNOWN_ACCOUNT,
    budgetMs: BUDGET_MS,
    now: io.now,
  });
  return addContext(read, context);
};
