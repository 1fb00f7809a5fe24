// Calls of CodePipeline's API, as recorded by CloudTrail. A trail must log management events.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/monitoring-cloudtrail-logs.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
import * as z from 'zod/mini';
import {
  awsEvent,
  defineEventSource,
  detailTypeOf,
  lenient,
  lenientList,
  type Subscription,
  text,
} from '../../model/event-source.ts';
import type { Notification, Severity } from '../../model/notification.ts';
import { type Actor, actorOf } from '../../text/actor.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { shortExecution } from '../../text/short-id.ts';
import { isoTime } from '../../text/time.ts';
import { executionLink, pipelineLink } from '../shared/console-links.ts';

/** Limits of ours, in characters and in stages. */
const MAX_NAME_CHARS = 100;
const MAX_REASON_CHARS = 500;
const MAX_STAGES = 20;

/** Calls that are forwarded. Read-only calls and those of job workers are left out. */
const CALLS = [
  'CreatePipeline',
  'UpdatePipeline',
  'DeletePipeline',
  'StopPipelineExecution',
  'RetryStageExecution',
  'RollbackStage',
  'PutApprovalResult',
  'DisableStageTransition',
  'EnableStageTransition',
  'OverrideStageCondition',
  'StartPipelineExecution',
];
const START = 'StartPipelineExecution';

const SOURCE = { source: 'aws.codepipeline', detailTypes: ['AWS API Call via CloudTrail'] };

/** Starts by a service are left out unless they were denied: the pipeline's own events report them. */
const SUBSCRIBES: readonly Subscription[] = [
  { ...SOURCE, detail: { eventName: CALLS.filter((call) => call !== START) } },
  { ...SOURCE, detail: { eventName: [START], userIdentity: { invokedBy: [{ exists: false }] } } },
  {
    ...SOURCE,
    detail: { eventName: [START], userIdentity: { invokedBy: [{ exists: true }] }, errorCode: [{ exists: true }] },
  },
];

const number = lenient(z.number());

/** Action configurations and tokens are not read: they may contain secrets. */
const Request = z.looseObject({
  name: text,
  pipelineName: text,
  pipelineExecutionId: text,
  targetPipelineExecutionId: text,
  stageName: text,
  actionName: text,
  transitionType: text,
  conditionType: text,
  retryMode: text,
  abandon: lenient(z.boolean()),
  reason: text,
  result: lenient(z.looseObject({ status: text, summary: text })),
  pipeline: lenient(
    z.looseObject({
      name: text,
      stages: lenientList(z.looseObject({ name: text, actions: lenientList(z.looseObject({})) })),
    }),
  ),
});
type Request = z.infer<typeof Request>;

const Detail = z.looseObject({
  eventID: text,
  eventName: z.string(),
  eventTime: text,
  errorCode: text,
  errorMessage: text,
  userIdentity: lenient(z.looseObject({ type: text, arn: text, accountId: text, userName: text, invokedBy: text })),
  requestParameters: lenient(Request),
  responseElements: lenient(
    z.looseObject({ pipelineExecutionId: text, pipeline: lenient(z.looseObject({ version: number })) }),
  ),
});
type Detail = z.infer<typeof Detail>;

const Event = awsEvent(SOURCE, Detail);

const name = (value: string | undefined) => lineOf(value, MAX_NAME_CHARS);

const SERVICES: ReadonlyMap<string, string> = new Map([
  ['events', 'EventBridge'],
  ['scheduler', 'EventBridge Scheduler'],
  ['cloudformation', 'CloudFormation'],
  ['codepipeline', 'CodePipeline'],
  ['states', 'Step Functions'],
]);

/** The short name of a service such as `events.amazonaws.com`. Older records name the console's sign-in page here. */
const serviceOf = (principal: string | undefined): string | undefined => {
  const service = /^([\w.-]{1,60})\.amazonaws\.com(?:\.cn)?$/.exec(principal ?? '')?.[1] ?? name(principal);
  return service === 'signin' || service === undefined ? undefined : (SERVICES.get(service) ?? service);
};

/** If a service assumed a role, its session name is generated, so the service is shown as the caller. */
const whoOf = ({
  userIdentity,
}: Detail): { who: string | undefined; role?: string | undefined; service?: string | undefined } => {
  const { arn, userName, accountId, invokedBy } = userIdentity ?? {};
  const service = serviceOf(invokedBy);
  const actor: Actor | undefined = actorOf(arn) ?? (name(userName) ? { name: name(userName) as string } : undefined);
  if (service && (!actor || actor.name.startsWith('role '))) return { who: service, role: actor?.name };
  return { who: actor?.name ?? name(accountId), role: actor?.role, service };
};

const words = (kind: string | undefined): string => lineOf(kind?.toLowerCase().replaceAll('_', ' '), 40) ?? '';

/** Who called what, on which part of the pipeline. */
const verdictOf = (pipeline: string, detail: Detail, who: string | undefined): NonNullable<Notification['verdict']> => {
  const { eventName, errorCode, requestParameters: request, responseElements } = detail;
  const version = responseElements?.pipeline?.version;
  return {
    code: errorCode ? 'call-refused' : 'call',
    values: {
      call: name(eventName) ?? '',
      who: who ?? '',
      pipeline,
      stage: name(request?.stageName) ?? '',
      action: name(request?.actionName) ?? '',
      part: words(eventName === 'OverrideStageCondition' ? request?.conditionType : request?.transitionType),
      answer: words(request?.result?.status),
      ...(version !== undefined && { version }),
    },
  };
};

/** The stages of the new structure: `Source, Build (3 actions)`. */
const stagesOf = ({ pipeline }: Request): string | undefined => {
  const stages = pipeline?.stages?.slice(0, MAX_STAGES).flatMap((stage) => {
    const [label, actions] = [name(stage?.name), stage?.actions?.length ?? 0];
    return label ? [actions > 1 ? `${label} (${actions} actions)` : label] : [];
  });
  return lineOf(stages?.join(', '), MAX_REASON_CHARS);
};

/** The record contains the new structure only. The version before it is available from AWS by its number. */
const beforeOf = ({ eventName, errorCode, responseElements }: Detail, pipeline: string): string | undefined => {
  const version = responseElements?.pipeline?.version ?? 0;
  if (eventName !== 'UpdatePipeline' || errorCode || version < 2 || !/^[\w.@-]+$/.test(pipeline)) return undefined;
  return `aws codepipeline get-pipeline --name ${pipeline} --pipeline-version ${version - 1}`;
};

const detailsOf = (
  detail: Detail,
  { role, service }: ReturnType<typeof whoOf>,
  pipeline: string,
): Notification['details'] => {
  const request: Partial<Request> = detail.requestParameters ?? {};
  const target = name(request.targetPipelineExecutionId);
  const all = [
    { label: 'in-role', value: role?.replace(/^role /, '') },
    { label: 'through', value: service },
    { label: 'stages', value: stagesOf(request as Request) },
    { label: 'before', value: beforeOf(detail, pipeline) },
    { label: 'rolls-back-to', value: target && shortExecution(target) },
    { label: 'retry-mode', value: lineOf(request.retryMode?.toLowerCase().replaceAll('_', ' '), 40) },
    { label: 'running-actions', value: request.abandon === true ? 'abandoned' : undefined },
  ];
  return all.flatMap(({ label, value }) => (value ? [{ label, value }] : []));
};

/** Disabled transitions block a pipeline, and no person sees it when a service is denied. */
const severityOf = ({ eventName, errorCode, userIdentity }: Detail): Severity => {
  if (errorCode) return serviceOf(userIdentity?.invokedBy) ? 'attention' : 'warning';
  return eventName === 'DisableStageTransition' ? 'attention' : 'info';
};

/** A denied call may be recorded without parameters. Its error message contains the resource. */
const refusedOn = (message: string | undefined): string | undefined =>
  /\barn:[\w-]+:codepipeline:[\w-]*:\d*:([\w.@-]{1,100})/.exec(message ?? '')?.[1];

/** API calls on pipelines. Their level is always `pipeline`, also if a call names a stage. */
export const cloudtrail = defineEventSource({
  name: 'cloudtrail',
  subscribes: SUBSCRIBES,
  examples: async (now) => (await import('./examples.ts')).cloudtrailExamples(now),
  event: Event,
  notify(event, { publishedAt }) {
    const { detail } = event;
    const request: Partial<Request> = detail.requestParameters ?? {};
    const pipeline = name(
      request.pipeline?.name ?? request.pipelineName ?? request.name ?? refusedOn(detail.errorMessage),
    );
    if (!detailTypeOf(event) || !pipeline) return undefined;

    const by = whoOf(detail);
    const id = name(detail.responseElements?.pipelineExecutionId ?? request.pipelineExecutionId);
    const code = lineOf(detail.errorCode, 60);
    return {
      id: eventIdentity(event.id) ?? stableId('call', [String(detail.eventID), String(event.time), detail.eventName]),
      moment: 'change',
      level: 'pipeline',
      severity: severityOf(detail),
      time: isoTime(detail.eventTime) ?? isoTime(event.time) ?? publishedAt,
      verdict: verdictOf(pipeline, detail, by.who),
      text: textOf(request.reason ?? request.result?.summary, MAX_REASON_CHARS),
      pipeline: { name: pipeline, url: pipelineLink(event.region, pipeline) },
      state: name(detail.eventName),
      stage: name(request.stageName),
      execution: id
        ? { id, url: /^[\w-]+$/.test(id) ? executionLink(event.region, pipeline, id) : undefined }
        : undefined,
      failures: code ? [{ code, reason: textOf(detail.errorMessage, MAX_REASON_CHARS) }] : [],
      details: detailsOf(detail, by, pipeline),
    };
  },
});
