import { randomUUID } from 'node:crypto';
import type { Event } from './aws.ts';

const KINDS = {
  pipeline: 'CodePipeline Pipeline Execution State Change',
  stage: 'CodePipeline Stage Execution State Change',
  action: 'CodePipeline Action Execution State Change',
} as const;

/** A state change as CodePipeline puts it on the bus. `detail` adds fields. */
export const stateChange = (kind: keyof typeof KINDS, pipeline: string, state: string, detail: object = {}): Event => ({
  source: 'aws.codepipeline',
  'detail-type': KINDS[kind],
  resources: [`arn:aws:codepipeline:eu-west-1:111122223333:${pipeline}`],
  detail: {
    pipeline,
    'execution-id': randomUUID(),
    'start-time': new Date(Date.now() - 90_000).toISOString(),
    state,
    version: 4,
    'pipeline-execution-attempt': 1,
    ...detail,
  },
});

/** The event as it reaches a topic, with the id, account and time that EventBridge adds. */
export const published = (event: Event, time = new Date()): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    account: '111122223333',
    region: 'eu-west-1',
    time: time.toISOString(),
    ...event,
  });

/** The message that a manual approval action publishes to its topic. */
export const approvalMessage = (pipeline: string): string =>
  JSON.stringify({
    region: 'eu-west-1',
    consoleLink: `https://console.aws.amazon.com/codepipeline/home?region=eu-west-1#/view/${pipeline}`,
    approval: {
      pipelineName: pipeline,
      stageName: 'Deploy',
      actionName: 'Review',
      token: randomUUID(),
      expires: '2030-01-31T18:00Z',
      customData: 'Look at the migration first',
    },
  });
