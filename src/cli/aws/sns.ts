import { pageTokens } from '../../aws/page-tokens.ts';
import { clientSettings } from './account.ts';
import { awsError } from './aws-error.ts';
import { repeatedPage } from './operations.ts';
import type { OpenTopics } from './topics.ts';

/** Finds topics and publishes on them, with the SDK's own chain of credentials, Regions and endpoints. */
export const openSns: OpenTopics = async (account) => {
  const sdk = await import('@aws-sdk/client-sns');
  const client = new sdk.SNSClient(clientSettings(account));
  return {
    async find(name) {
      const tokenOf = pageTokens(() => repeatedPage('ListTopics'));
      let NextToken: string | undefined;
      do {
        let token: string | undefined;
        try {
          const page = await client.send(new sdk.ListTopicsCommand(NextToken ? { NextToken } : {}));
          const found = page.Topics?.find(({ TopicArn }) => TopicArn?.split(':').at(-1) === name);
          if (found) return found.TopicArn;
          token = page.NextToken;
        } catch (error) {
          throw awsError('ListTopics', error);
        }
        NextToken = tokenOf(token);
      } while (NextToken);
      return undefined;
    },
    async publish(TopicArn, Message, Subject) {
      try {
        const input = { TopicArn, Message, ...(Subject && { Subject }) };
        return (await client.send(new sdk.PublishCommand(input))).MessageId ?? '';
      } catch (error) {
        throw awsError(`Publish on ${TopicArn.split(':').at(-1)}`, error);
      }
    },
  };
};
