import * as z from 'zod/mini';
import { awsEvent, detailTypeOf, lenient, type Subscription, text } from '../../model/event-source.ts';

const SOURCE = 'aws.cloudformation';

export const STACK = 'CloudFormation Stack Status Change';
const RESOURCE = 'CloudFormation Resource Status Change';
export const DRIFT = 'CloudFormation Drift Detection Status Change';
export const STACK_SET = 'CloudFormation StackSet Operation Status Change';

/** The subscriptions, without events that only report progress. */
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
  { source: SOURCE, detailTypes: [STACK, RESOURCE, DRIFT, STACK_SET] },
  z.looseObject({
    'stack-id': text,
    'logical-resource-id': text,
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

/** A change of a stack, of one of its resources, of its drift, or of a stack set, in either form. */
export interface CloudFormationChange {
  readonly kind: typeof STACK | typeof DRIFT | typeof STACK_SET | 'resource';
  readonly id?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly time?: string | undefined;
  /** ARN of the stack or the stack set. */
  readonly arn?: string | undefined;
  /** Id of the run: the client request token, or the operation id. */
  readonly run?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  /** Logical id of the resource. */
  readonly resource?: string | undefined;
  readonly driftedResources?: number | undefined;
  readonly isDetectionFailed?: boolean | undefined;
}

const ofEvent = (body: unknown): CloudFormationChange | undefined => {
  const event = Event.safeParse(body).data;
  const type = event && detailTypeOf(event);
  if (!type) return undefined;
  const kind = type === RESOURCE ? 'resource' : (type as CloudFormationChange['kind']);
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
    resource: detail['logical-resource-id'],
    driftedResources: detail['drift-detection-details']?.['drifted-stack-resource-count'],
    isDetectionFailed: details['detection-status'] === 'DETECTION_FAILED',
  };
};

/** Longest message that is read, in characters. Resource properties can make a message longer. */
const MAX_MESSAGE_CHARS = 64_000;

/** The fields of a message. A value can span lines until one ends with a quote. The value `null` means none. */
const fieldsOf = (message: string): Map<string, string> => {
  const fields = new Map<string, string>();
  let key = '';
  let lines: string[] = [];
  for (const line of message.slice(0, MAX_MESSAGE_CHARS).split('\n')) {
    const [begin = '', name] = (key === '' && /^([A-Z]\w{1,40})='/.exec(line)) || [];
    if (name) [key, lines] = [name, []];
    if (key === '') continue;
    const rest = line.slice(begin.length).trimEnd();
    lines.push(rest.replace(/'$/, ''));
    if (!rest.endsWith("'")) continue;
    const value = lines.join('\n');
    if (!fields.has(key) && value !== 'null') fields.set(key, value);
    key = '';
  }
  return fields;
};

/**
 * The message that a stack publishes to its notification topics: a line `Key='Value'` for each field. Resources use the
 * same form. A nested stack is a resource too, and then its id differs from the message's stack id.
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

/** Start of such a message. */
const MESSAGE_START = "StackId='";

/** A change in either form. `undefined` for other messages. */
export const CloudFormationEvent = z.pipe(
  z.unknown(),
  z.transform((body) => (typeof body === 'string' && body.startsWith(MESSAGE_START) ? ofMessage(body) : ofEvent(body))),
);
