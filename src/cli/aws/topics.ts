import type { Account } from './account.ts';

/** What the commands need of SNS. Every call throws a CliError when AWS refuses or does not answer. */
export interface Topics {
  /** @returns the ARN of the topic of that name; `undefined` if there is none. */
  find(name: string): Promise<string | undefined>;
  /** @returns the message's id. */
  publish(topicArn: string, text: string, subject?: string): Promise<string>;
}

export type OpenTopics = (account: Account) => Promise<Topics>;

/** The topic of a stage, as infra/topic.yml names it. */
export const topicName = (stage: string): string => `pipebell-${stage}-events`;
