import { awsError } from '../errors.ts';
import { clientSettings } from './account.ts';
import type { OpenTopics } from './topics.ts';

/** Finds topics and publishes on them, by the SDK's own chain of credentials, regions and endpoints. */
export const openSns: OpenTopics = async (account) => {
  const sdk = await import('@aws-sdk/client-sns');
  const client = new sdk.SNSClient(clientSettings(account));
  return {
    async find(name) {
      let NextToken: string | undefined;
      do {
        try {
          const page = await client.send(new sdk.ListTopicsCommand(NextToken ? { NextToken } : {}));
          const found = page.Topics?.find(({ TopicArn }) => TopicArn?.split(':').at(-1) === name);
          if (found) return found.TopicArn;
          NextToken = page.NextToken;
        } catch (error) {
          throw awsError('ListTopics', error);
        }
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
