import type { Account } from './account.ts';

/** The SNS calls that the commands need. Each throws a CliError if AWS refuses or does not answer. */
export interface Topics {
  /** @returns the ARN of the topic with this name; `undefined` if it does not exist. */
  find(name: string): Promise<string | undefined>;
  /** @returns the message's id. */
  publish(topicArn: string, text: string, subject?: string): Promise<string>;
}

export type OpenTopics = (account: Account) => Promise<Topics>;

/** The topic of a stage, as infra/topic.yml names it. */
export const topicName = (stage: string): string => `pipebell-${stage}-events`;
