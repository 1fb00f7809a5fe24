import type { Notification } from '../model/notification.ts';

type Trigger = NonNullable<Notification['trigger']>;

/**
 * What started a run, by the type of its trigger as AWS names it. Not in the labels, because a sender's own label may
 * have the same name.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
 */
const TRIGGERS: Readonly<Record<string, string>> = {
  AutomatedRollback: 'an automatic rollback',
  CloudWatchEvent: 'an event',
  CreatePipeline: 'its creation',
  ManualRollback: 'a rollback by hand',
  PollForSourceChanges: 'a change in the source',
  PutActionRevision: 'a new revision',
  StartPipelineExecution: 'a start request',
  Webhook: 'a push',
  WebhookV2: 'a push',
  rule: 'an EventBridge rule',
  webhook: 'a webhook',
};

/** Sentences for a trigger that is a request of a person. */
const BY_PERSON: Readonly<Record<string, (who: string) => string>> = {
  ManualRollback: (who) => `rolled back by ${who}`,
  StartPipelineExecution: (who) => `started by ${who}`,
};

/** The phrase for what started a run, such as `a push`; AWS's name for it if it is unknown. */
export const triggerWords = ({ type, words }: Trigger): string | undefined =>
  words ?? (type && Object.hasOwn(TRIGGERS, type) ? TRIGGERS[type] : type);

/** The name at the end of a caller's ARN. */
const callerOf = (detail: string | undefined): string | undefined =>
  /^arn:[\w-]+:(?:sts|iam)::\d+:(?:.*\/)?([^/]+)$/.exec(detail ?? '')?.[1];

/** The name of an EventBridge rule, from its ARN or by itself. */
const ruleOf = ({ type, detail = '' }: Trigger): string | undefined =>
  /^arn:[\w-]+:events:[\w-]*:\d*:rule\/(?:[^/]+\/)?([^/]+)$/.exec(detail)?.[1] ??
  (type === 'rule' ? detail : undefined);

/** `started by ada.moreno`, `started by a push`; `undefined` if nothing is known. A caller's ARN is cut to its name. */
export const triggerText = ({ trigger }: Notification): string | undefined => {
  if (!trigger) return undefined;
  const { type = '' } = trigger;
  const rule = ruleOf(trigger);
  if (rule) return `started by the rule ${rule}`;
  const who = callerOf(trigger.detail);
  if (who && Object.hasOwn(BY_PERSON, type)) return BY_PERSON[type]?.(who);
  const words = triggerWords(trigger);
  if (words) return who ? `started by ${words} (${who})` : `started by ${words}`;
  return who && `started by ${who}`;
};
