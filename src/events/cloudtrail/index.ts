// Who did what to a pipeline: CodePipeline's API calls as CloudTrail records them. A trail must log management events.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/monitoring-cloudtrail-logs.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
import * as z from 'zod/mini';
import {
  awsEvent,
  defineEventSource,
  detailTypeOf,
  lenient,
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

/** Caps of ours, in characters and in stages. */
const MAX_NAME_CHARS = 100;
const MAX_REASON_CHARS = 500;
const MAX_STAGES = 20;

/** What each call does to what it is about. Calls that only read, and those of job workers, are not told. */
const DONE: ReadonlyMap<string, string> = new Map([
  ['CreatePipeline', 'created'],
  ['UpdatePipeline', 'changed'],
  ['DeletePipeline', 'deleted'],
  ['StopPipelineExecution', 'stopped'],
  ['RetryStageExecution', 'retried'],
  ['RollbackStage', 'rolled back'],
  ['PutApprovalResult', 'answered'],
  ['DisableStageTransition', 'disabled'],
  ['EnableStageTransition', 'enabled'],
  ['OverrideStageCondition', 'overridden'],
  ['StartPipelineExecution', 'started'],
]);
const START = 'StartPipelineExecution';

const SOURCE = { source: 'aws.codepipeline', detailTypes: ['AWS API Call via CloudTrail'] };

/** A service's start is told by the pipeline itself, unless it was refused: then nobody else tells. */
const SUBSCRIBES: readonly Subscription[] = [
  { ...SOURCE, detail: { eventName: [...DONE.keys()].filter((call) => call !== START) } },
  { ...SOURCE, detail: { eventName: [START], userIdentity: { invokedBy: [{ exists: false }] } } },
  {
    ...SOURCE,
    detail: { eventName: [START], userIdentity: { invokedBy: [{ exists: true }] }, errorCode: [{ exists: true }] },
  },
];

const listOf = <Item>(item: z.ZodMiniType<Item>) => lenient(z.array(lenient(item)));
const number = lenient(z.number());

/** No action's configuration is read, and no token: they can hold secrets. */
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
      stages: listOf(z.looseObject({ name: text, actions: listOf(z.looseObject({})) })),
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

/** `events.amazonaws.com` as people call it. Older records name the sign-in page of the console as if it were one. */
const serviceOf = (principal: string | undefined): string | undefined => {
  const service = /^([\w.-]{1,60})\.amazonaws\.com(?:\.cn)?$/.exec(principal ?? '')?.[1] ?? name(principal);
  return service === 'signin' || service === undefined ? undefined : (SERVICES.get(service) ?? service);
};

/** A role that a service takes to start a pipeline has a session that nobody named: then the service is who did it. */
const whoOf = ({ userIdentity }: Detail): { who: string; role?: string | undefined; service?: string | undefined } => {
  const { arn, userName, accountId, invokedBy } = userIdentity ?? {};
  const service = serviceOf(invokedBy);
  const account = accountId && `account ${accountId}`;
  const actor: Actor | undefined = actorOf(arn) ?? (name(userName) ? { name: name(userName) as string } : undefined);
  if (service && (!actor || actor.name.startsWith('role '))) return { who: service, role: actor?.name };
  return { who: actor?.name ?? name(account) ?? 'somebody', role: actor?.role, service };
};

/** `shop-prod › Deploy: inbound transition`: what the call was about. */
const objectOf = (pipeline: string, { eventName, requestParameters: request }: Detail): string => {
  const place = [pipeline, name(request?.stageName), name(request?.actionName)].filter(Boolean).join(' › ');
  const words = (kind: string | undefined) => lineOf(kind?.toLowerCase().replaceAll('_', ' '), 40);
  const part = /StageTransition$/.test(eventName)
    ? [words(request?.transitionType), 'transition']
    : eventName === 'OverrideStageCondition'
      ? [words(request?.conditionType), 'condition']
      : [];
  return part.length > 0 ? `${place}: ${part.filter(Boolean).join(' ')}` : place;
};

const titleOf = (pipeline: string, detail: Detail, who: string): string => {
  const { eventName, errorCode, requestParameters: request, responseElements } = detail;
  const object = objectOf(pipeline, detail);
  const answer = lineOf(request?.result?.status, 40)?.toLowerCase();
  const done = (eventName === 'PutApprovalResult' && answer) || DONE.get(eventName);
  if (!done) return `${object}: ${name(eventName) ?? 'a call'} by ${who}`;
  if (errorCode) return `${object} could not be ${done} by ${who}`;
  const version = responseElements?.pipeline?.version;
  return `${object} was ${done} by ${who}${version === undefined ? '' : ` (version ${version})`}`;
};

/** `Source, Build (3 actions)`: what the pipeline is made of now. */
const stagesOf = ({ pipeline }: Request): string | undefined => {
  const stages = pipeline?.stages?.slice(0, MAX_STAGES).flatMap((stage) => {
    const [label, actions] = [name(stage?.name), stage?.actions?.length ?? 0];
    return label ? [actions > 1 ? `${label} (${actions} actions)` : label] : [];
  });
  return lineOf(stages?.join(', '), MAX_REASON_CHARS);
};

/** The record holds the new structure only. AWS keeps each version, so that the one before can be had by its number. */
const beforeOf = ({ eventName, errorCode, responseElements }: Detail, pipeline: string): string | undefined => {
  const version = responseElements?.pipeline?.version ?? 0;
  if (eventName !== 'UpdatePipeline' || errorCode || version < 2 || !/^[\w.@-]+$/.test(pipeline)) return undefined;
  return `Before: aws codepipeline get-pipeline --name ${pipeline} --pipeline-version ${version - 1}`;
};

const detailsOf = (detail: Detail, { role, service }: ReturnType<typeof whoOf>): Notification['details'] => {
  const request: Partial<Request> = detail.requestParameters ?? {};
  const target = name(request.targetPipelineExecutionId);
  const all = [
    { label: 'In role', value: role?.replace(/^role /, '') },
    { label: 'Through', value: service },
    { label: 'Stages', value: stagesOf(request as Request) },
    { label: 'Back to execution', value: target && shortExecution(target) },
    { label: 'Retried', value: lineOf(request.retryMode?.toLowerCase().replaceAll('_', ' '), 40) },
    { label: 'Running actions', value: request.abandon === true ? 'abandoned' : undefined },
  ];
  return all.flatMap(({ label, value }) => (value ? [{ label, value }] : []));
};

/** Nothing goes through a transition until somebody enables it; and no person saw a service being refused. */
const severityOf = ({ eventName, errorCode, userIdentity }: Detail): Severity => {
  if (errorCode) return serviceOf(userIdentity?.invokedBy) ? 'attention' : 'warning';
  return eventName === 'DisableStageTransition' ? 'attention' : 'info';
};

/** A call that was refused may be recorded without its parameters; what AWS says of it names the resource. */
const refusedOn = (message: string | undefined): string | undefined =>
  /\barn:[\w-]+:codepipeline:[\w-]*:\d*:([\w.@-]{1,100})/.exec(message ?? '')?.[1];

/** What people and services do to pipelines. It has the level of pipelines whichever stage a call names: no run's grain. */
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
      title: titleOf(pipeline, detail, by.who),
      text: textOf(request.reason ?? request.result?.summary ?? beforeOf(detail, pipeline), MAX_REASON_CHARS),
      pipeline: { name: pipeline, url: pipelineLink(event.region, pipeline) },
      state: name(detail.eventName),
      stage: name(request.stageName),
      execution: id
        ? { id, url: /^[\w-]+$/.test(id) ? executionLink(event.region, pipeline, id) : undefined }
        : undefined,
      failures: code ? [{ code, reason: textOf(detail.errorMessage, MAX_REASON_CHARS) }] : [],
      details: detailsOf(detail, by),
    };
  },
});
