import * as z from 'zod/mini';
import { awsEvent, detailTypeOf, lenient, type Subscription, text } from '../../model/event-source.ts';

const SOURCE = 'aws.cloudformation';

export const STACK = 'CloudFormation Stack Status Change';
export const DRIFT = 'CloudFormation Drift Detection Status Change';
export const STACK_SET = 'CloudFormation StackSet Operation Status Change';

/** What there is to subscribe to, without what only says that something goes on. */
export const cloudformationEvents: readonly Subscription[] = [
  {
    source: SOURCE,
    detailTypes: [STACK],
    detail: { 'status-details': { status: [{ 'anything-but': { suffix: 'CLEANUP_IN_PROGRESS' } }] } },
  },
  {
    source: SOURCE,
    detailTypes: [DRIFT],
    detail: { 'status-details': { 'detection-status': ['DETECTION_COMPLETE', 'DETECTION_FAILED'] } },
  },
  { source: SOURCE, detailTypes: [STACK_SET] },
];

const Event = awsEvent(
  { source: SOURCE, detailTypes: [STACK, DRIFT, STACK_SET] },
  z.looseObject({
    'stack-id': text,
    'client-request-token': text,
    'stack-set-arn': text,
    'stack-set-operation-id': text,
    'status-details': z.looseObject({
      status: text,
      'status-reason': text,
      'stack-drift-status': text,
      'detection-status': text,
    }),
    'drift-detection-details': lenient(z.looseObject({ 'drifted-stack-resource-count': lenient(z.number()) })),
  }),
);

/** A change of a stack, of one resource in it, of its drift, or of a stack set: whichever way it came. */
export interface CloudFormationChange {
  readonly kind: typeof STACK | typeof DRIFT | typeof STACK_SET | 'resource';
  readonly id?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly time?: string | undefined;
  /** Of the stack or the stack set. */
  readonly arn?: string | undefined;
  /** The run: what asked for it, or the operation's id. */
  readonly run?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  /** The resource's name in the template. */
  readonly resource?: string | undefined;
  readonly driftedResources?: number | undefined;
  readonly isDetectionFailed?: boolean | undefined;
}

const ofEvent = (body: unknown): CloudFormationChange | undefined => {
  const event = Event.safeParse(body).data;
  const kind = event && (detailTypeOf(event) as CloudFormationChange['kind'] | undefined);
  if (!kind) return undefined;
  const { id, account, region, time, detail } = event;
  const details = detail['status-details'];
  return {
    kind,
    id,
    account,
    region,
    time,
    arn: kind === STACK_SET ? detail['stack-set-arn'] : detail['stack-id'],
    run: kind === STACK_SET ? detail['stack-set-operation-id'] : detail['client-request-token'],
    status: kind === DRIFT ? (details['stack-drift-status'] ?? details['detection-status']) : details.status,
    reason: details['status-reason'],
    driftedResources: detail['drift-detection-details']?.['drifted-stack-resource-count'],
    isDetectionFailed: details['detection-status'] === 'DETECTION_FAILED',
  };
};

/** Longest message read, in characters: a resource's properties may fill the rest. */
const MAX_MESSAGE_CHARS = 64_000;

/** The fields of a message; a value goes on over lines until one ends with its quote. What is not known is `null`. */
const fieldsOf = (message: string): Map<string, string> => {
  const fields = new Map<string, string>();
  let key = '';
  let lines: string[] = [];
  for (const line of message.slice(0, MAX_MESSAGE_CHARS).split('\n')) {
    const [begin = '', name] = (key === '' && /^([A-Z]\w{1,40})='/.exec(line)) || [];
    if (name) [key, lines] = [name, []];
    if (key === '') continue;
    const said = line.slice(begin.length).trimEnd();
    lines.push(said.replace(/'$/, ''));
    if (!said.endsWith("'")) continue;
    const value = lines.join('\n');
    if (!fields.has(key) && value !== 'null') fields.set(key, value);
    key = '';
  }
  return fields;
};

/**
 * What a stack publishes by itself to the topics that it names: a line `Key='Value'` for each field. Its resources are
 * told in the same way; a nested stack is one of them, and then its own id is not the message's.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stack.html
 */
const ofMessage = (message: string): CloudFormationChange => {
  const fields = fieldsOf(message);
  const isStack =
    fields.get('ResourceType') === 'AWS::CloudFormation::Stack' &&
    fields.get('PhysicalResourceId') === fields.get('StackId');
  return {
    kind: isStack ? STACK : 'resource',
    id: fields.get('EventId'),
    time: fields.get('Timestamp'),
    arn: fields.get('StackId'),
    run: fields.get('ClientRequestToken'),
    status: fields.get('ResourceStatus'),
    reason: fields.get('ResourceStatusReason'),
    resource: fields.get('LogicalResourceId'),
  };
};

/** How such a message begins. */
const MESSAGE_START = "StackId='";

/** What CloudFormation tells, in either form; `undefined` where it is about something else. */
export const CloudFormationEvent = z.pipe(
  z.unknown(),
  z.transform((body) => (typeof body === 'string' && body.startsWith(MESSAGE_START) ? ofMessage(body) : ofEvent(body))),
);
