import type { EventSource, Message } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { parseJson } from '../text/json.ts';
import { codepipeline } from './codepipeline/index.ts';

interface Registered {
  /** Whether a message with this body, text or JSON, may belong to this source. Called before the source is loaded. */
  mayRead(body: unknown): boolean;
  load(): Promise<EventSource>;
  /** The providers of the source's enrichment, in lower case: only the source that explains a failed action is loaded. */
  readonly explains?: readonly string[];
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

/** A custom notification of Amazon Q Developer, also one whose `source` or title is missing. */
const isChatNotification = (body: unknown): boolean => {
  if (!isObject(body) || !('content' in body)) return false;
  return isFrom('custom')(body) || has('title')(body.content) || has('description')(body.content);
};

const beginsWith =
  (start: string) =>
  (body: unknown): boolean =>
    typeof body === 'string' && body.startsWith(start);

const either =
  (...tests: readonly Registered['mayRead'][]) =>
  (body: unknown): boolean =>
    tests.some((test) => test(body));

/**
 * All event sources except the generic one, by name. CodePipeline is loaded at initialisation, which has more CPU than
 * the first event; each other source when a message needs it. A new source is a file or folder in this directory and a
 * line here.
 */
const registry: Readonly<Record<string, Registered>> = {
  codepipeline: { mayRead: isFrom('aws.codepipeline'), load: async () => codepipeline },
  codebuild: {
    mayRead: isFrom('aws.codebuild'),
    load: async () => (await import('./codebuild/index.ts')).codebuild,
    explains: ['codebuild'],
  },
  codedeploy: {
    mayRead: isFrom('aws.codedeploy'),
    load: async () => (await import('./codedeploy/index.ts')).codedeploy,
    explains: ['codedeploy', 'codedeploytoecs'],
  },
  'step-functions': {
    mayRead: isFrom('aws.states'),
    load: async () => (await import('./step-functions/index.ts')).stepFunctions,
    explains: ['stepfunctions'],
  },
  'codepipeline-approval': {
    mayRead: has('approval'),
    load: async () => (await import('./codepipeline-approval/index.ts')).codepipelineApproval,
  },
  'cloudwatch-alarm': {
    mayRead: either(isFrom('aws.cloudwatch'), has('AlarmName')),
    load: async () => (await import('./cloudwatch-alarm/index.ts')).cloudwatchAlarm,
  },
  ecs: { mayRead: isFrom('aws.ecs'), load: async () => (await import('./ecs/index.ts')).ecs },
  'elastic-beanstalk': {
    mayRead: either(isFrom('aws.elasticbeanstalk'), beginsWith('Timestamp: ')),
    load: async () => (await import('./elastic-beanstalk/index.ts')).elasticBeanstalk,
  },
  cloudformation: {
    mayRead: either(isFrom('aws.cloudformation'), beginsWith("StackId='")),
    load: async () => (await import('./cloudformation/index.ts')).cloudformation,
    explains: ['cloudformation'],
  },
  'pipebell-notification': {
    mayRead: either(isOfType('pipebell.notification'), has('pipebell'), isChatNotification),
    load: async () => (await import('./pipebell-notification/index.ts')).pipebellNotification,
  },
  cloudtrail: {
    mayRead: isOfType('AWS API Call via CloudTrail'),
    load: async () => (await import('./cloudtrail/index.ts')).cloudtrail,
  },
  ecr: {
    mayRead: either(isFrom('aws.ecr'), isFrom('aws.inspector2')),
    load: async () => (await import('./ecr/index.ts')).ecr,
  },
  health: { mayRead: isFrom('aws.health'), load: async () => (await import('./health/index.ts')).health },
  s3: { mayRead: isFrom('aws.s3'), load: async () => (await import('./s3.ts')).s3 },
  lambda: {
    mayRead: either(isFrom('lambda'), has('requestContext')),
    load: async () => (await import('./lambda/index.ts')).lambda,
  },
  codecommit: {
    mayRead: isFrom('aws.codecommit'),
    load: async () => (await import('./codecommit/index.ts')).codecommit,
  },
};

const loadGeneric = async (): Promise<EventSource> => (await import('./generic/index.ts')).generic;

const matching = (body: unknown): Registered[] => Object.values(registry).filter(({ mayRead }) => mayRead(body));

/** All event sources, the generic one last. */
export const loadEventSources = (): Promise<EventSource[]> =>
  Promise.all([...Object.values(registry).map(({ load }) => load()), loadGeneric()]);

/** The registry, for the lookup of what an event source declares. */
export const eventSources = {
  /** @returns `undefined` if no event source has that name. */
  named: async (name: string): Promise<EventSource | undefined> =>
    Object.hasOwn(registry, name) ? registry[name]?.load() : undefined,
  /** @returns `undefined` if no event source explains the failed actions of that provider. */
  explaining: async (provider: string): Promise<EventSource | undefined> => {
    const name = provider.toLowerCase();
    return Object.values(registry)
      .find(({ explains }) => explains?.includes(name))
      ?.load();
  },
  all: loadEventSources,
};

/** The event sources that may read a message. The generic one is the last, and only there if no other reads the message. */
export const sourcesFor = async (message: Message): Promise<EventSource[]> => {
  const sources = await Promise.all(matching(message.body).map(({ load }) => load()));
  return sources.some((source) => source.read(message)) ? sources : [...sources, await loadGeneric()];
};

/**
 * Converts a message into a notification, by the first source that reads it. It never throws for the content of a message.
 * @param sources the result of {@link sourcesFor}.
 */
export const readMessage = (message: Message, sources: readonly EventSource[]): Notification => {
  for (const source of sources) {
    const notification = source.read(message);
    if (notification) return notification;
  }
  throw new TypeError('the last event source reads every message');
};

/** A number or a word alone stays text: JSON would lose digits of a long number. */
const parse = (text: string): unknown => {
  const value = parseJson(text);
  // Plain text is a valid message.
  return value === undefined || typeof value === 'number' || typeof value === 'boolean' ? text : value;
};

const isAwsEvent = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'detail' in value &&
  ['detail-type', 'detailType'].some((type) => Object.hasOwn(value, type));

/** Fields of an object that are searched for an event. */
const MAX_FIELDS = 20;

/**
 * An input transformer may put the original event into a field of any name. The event is searched one level down, unless
 * a source may read the whole object: the record of a failed Lambda function contains the function's own event.
 */
const unwrap = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || isAwsEvent(body)) return body;
  if (matching(body).length > 0) return body;
  return Object.values(body).slice(0, MAX_FIELDS).find(isAwsEvent) ?? body;
};

/**
 * Converts the content of an SNS message. Two wrappings are removed: a JSON string literal, which an input transformer
 * with a quoted template produces, and an object with an AWS event one level down.
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
