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

/** @returns the phrase for a trigger's type; the type itself if it is unknown. */
export const triggerText = (type: string): string => (Object.hasOwn(TRIGGERS, type) ? (TRIGGERS[type] ?? type) : type);
