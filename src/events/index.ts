import type { EventSource, Message } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';

interface Registered {
  /** Could a message with this body, text or JSON, be of this source? Asked before the source is loaded. */
  mayRead(body: unknown): boolean;
  load(): Promise<EventSource>;
}

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null;

const isFrom =
  (source: string) =>
  (body: unknown): boolean =>
    isObject(body) && 'source' in body && body.source === source;

const isOfType =
  (type: string) =>
  (body: unknown): boolean =>
    isObject(body) && 'detail-type' in body && body['detail-type'] === type;

const has =
  (field: string) =>
  (body: unknown): boolean =>
    isObject(body) && Object.hasOwn(body, field);

const beginsWith =
  (start: string) =>
  (body: unknown): boolean =>
    typeof body === 'string' && body.startsWith(start);

const either =
  (...tests: readonly Registered['mayRead'][]) =>
  (body: unknown): boolean =>
    tests.some((test) => test(body));

/**
 * Every event source that knows what it reads, each loaded when a message needs it: a function that starts does not
 * wait for those that it will not use. A new one is a file beside this one and a line here.
 */
const registry: readonly Registered[] = [
  { mayRead: isFrom('aws.codepipeline'), load: async () => (await import('./codepipeline/index.ts')).codepipeline },
  { mayRead: isFrom('aws.codebuild'), load: async () => (await import('./codebuild/index.ts')).codebuild },
  { mayRead: isFrom('aws.codedeploy'), load: async () => (await import('./codedeploy.ts')).codedeploy },
  { mayRead: isFrom('aws.states'), load: async () => (await import('./step-functions.ts')).stepFunctions },
  {
    mayRead: has('approval'),
    load: async () => (await import('./codepipeline-approval/index.ts')).codepipelineApproval,
  },
  {
    mayRead: either(isFrom('aws.cloudwatch'), has('AlarmName')),
    load: async () => (await import('./cloudwatch-alarm/index.ts')).cloudwatchAlarm,
  },
  { mayRead: isFrom('aws.ecs'), load: async () => (await import('./ecs.ts')).ecs },
  {
    mayRead: isFrom('aws.elasticbeanstalk'),
    load: async () => (await import('./elastic-beanstalk.ts')).elasticBeanstalk,
  },
  {
    mayRead: either(isFrom('aws.cloudformation'), beginsWith("StackId='")),
    load: async () => (await import('./cloudformation/index.ts')).cloudformation,
  },
  {
    mayRead: either(isOfType('pipebell.notification'), has('pipebell')),
    load: async () => (await import('./pipebell-notification/index.ts')).pipebellNotification,
  },
  {
    mayRead: isOfType('AWS API Call via CloudTrail'),
    load: async () => (await import('./cloudtrail/index.ts')).cloudtrail,
  },
  { mayRead: isFrom('aws.ecr'), load: async () => (await import('./ecr.ts')).ecr },
  { mayRead: isFrom('aws.s3'), load: async () => (await import('./s3.ts')).s3 },
  { mayRead: either(isFrom('lambda'), has('requestContext')), load: async () => (await import('./lambda.ts')).lambda },
  { mayRead: isFrom('aws.codecommit'), load: async () => (await import('./codecommit/index.ts')).codecommit },
];

/** Reads what no other source does. */
const loadGeneric = async (): Promise<EventSource> => (await import('./generic.ts')).generic;

/** All event sources, the one that reads everything last. */
export const loadEventSources = (): Promise<EventSource[]> =>
  Promise.all([...registry.map(({ load }) => load()), loadGeneric()]);

/** The event sources that may read a message, the one that reads everything last. */
export const sourcesFor = ({ body }: Message): Promise<EventSource[]> =>
  Promise.all([...registry.filter(({ mayRead }) => mayRead(body)).map(({ load }) => load()), loadGeneric()]);

/**
 * Makes a notification of any message, by the first source that reads it. It never throws for what a message holds.
 * @param sources as {@link sourcesFor} gives them.
 */
export const readMessage = (message: Message, sources: readonly EventSource[]): Notification => {
  for (const source of sources) {
    const notification = source.read(message);
    if (notification) return notification;
  }
  throw new TypeError('the last event source reads every message');
};

/** A number or a word alone is somebody's text: reading it as JSON would lose the digits of a long one. */
const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' || typeof value === 'boolean' ? text : value;
  } catch {
    // Not JSON is no fault: anyone may publish text.
    return text;
  }
};

const isAwsEvent = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'detail' in value &&
  ['detail-type', 'detailType'].some((type) => Object.hasOwn(value, type));

/** Fields looked at for an event inside another object. */
const MAX_FIELDS = 20;

/**
 * An input transformer may put the original event under any name. One level down is where it is looked for, unless the
 * whole is known for what it is: a Lambda function's record holds the event that the function was given.
 */
const unwrap = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || isAwsEvent(body)) return body;
  if (registry.some(({ mayRead }) => mayRead(body))) return body;
  return Object.values(body).slice(0, MAX_FIELDS).find(isAwsEvent) ?? body;
};

/**
 * Makes a message of what SNS carried. A JSON string literal, which an input transformer makes of a template in quotes,
 * is unwrapped and read once more; so is an AWS event one level down in another object.
 */
export const toMessage = ({
  text,
  subject,
  messageId,
  publishedAt,
}: {
  text: string;
  subject?: string | null | undefined;
  messageId: string;
  publishedAt: string;
}): Message => {
  const once = parse(text);
  const body = typeof once === 'string' && once !== text ? parse(once) : once;
  return { body: unwrap(body), subject: subject ?? undefined, messageId, publishedAt };
};
