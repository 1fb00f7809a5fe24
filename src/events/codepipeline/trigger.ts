import type { Notification } from '../../model/notification.ts';

type Trigger = NonNullable<Notification['trigger']>;

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html */
const WORDS: Readonly<Record<string, string>> = {
  CreatePipeline: 'its creation',
  StartPipelineExecution: 'a start request',
  PollForSourceChanges: 'a change in the source',
  Webhook: 'a push',
  WebhookV2: 'a push',
  CloudWatchEvent: 'an event',
  PutActionRevision: 'a new revision',
  ManualRollback: 'a rollback by hand',
  AutomatedRollback: 'an automatic rollback',
};

/** Adds the phrase for the trigger's type, unless the type is unknown or words are set. */
export const withWords = (trigger: Trigger): Trigger => {
  const words = trigger.words ?? (Object.hasOwn(WORDS, trigger.type ?? '') ? WORDS[trigger.type ?? ''] : undefined);
  return words ? { ...trigger, words } : trigger;
};

export const isRollback = (type: string | undefined): boolean => /Rollback$/.test(type ?? '');
