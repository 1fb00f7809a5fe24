import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { REGION } from './emulator.ts';

/** Signs with a dummy: the emulator reads only the service's name and the region from the signature. */
const post = async (endpoint: string, service: string, headers: Record<string, string>, body: string) => {
  const scope = `20260101/${REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`;
  const reply = await fetch(endpoint, { method: 'POST', headers: { ...headers, authorization }, body });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${service} answered ${reply.status}: ${text}`);
  return text;
};

export interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
  readonly resources?: readonly string[];
}

export type Aws = ReturnType<typeof connect>;

/** AWS's APIs. A service of which one call is needed has no SDK client here. */
export const connect = (endpoint: string) => {
  const options = { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    cloudwatch: new CloudWatchClient(options),
    events: new EventBridgeClient(options),
    lambda: new LambdaClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),

    /**
     * Puts events on the default bus, in the place of the AWS service.
     * @returns the ids that EventBridge gives to them, in their order.
     */
    async putEvents(...events: Event[]): Promise<string[]> {
      const Entries = events.map((event) => ({
        Source: event.source,
        DetailType: event['detail-type'],
        Detail: JSON.stringify(event.detail),
        Resources: event.resources,
      }));
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
      const answer = JSON.parse(await post(endpoint, 'events', headers, JSON.stringify({ Entries })));
      if (answer.FailedEntryCount !== 0) throw new Error(`EventBridge refused ${answer.FailedEntryCount} events`);
      return answer.Entries.map(({ EventId }: { EventId: string }) => EventId);
    },

    async deleteTable(TableName: string): Promise<void> {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.DeleteTable',
      };
      await post(endpoint, 'dynamodb', headers, JSON.stringify({ TableName }));
    },

    async createSecret(Name: string): Promise<void> {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.CreateSecret',
      };
      await post(endpoint, 'secretsmanager', headers, JSON.stringify({ Name, SecretString: 'any' }));
    },

    /** The stack's outputs. */
    async outputs(StackName: string): Promise<Record<string, string>> {
      const body = new URLSearchParams({ Action: 'DescribeStacks', Version: '2010-05-15', StackName });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const xml = await post(endpoint, 'cloudformation', headers, body.toString());
      const outputs = xml.matchAll(/<OutputKey>(.*?)<\/OutputKey><OutputValue>(.*?)<\/OutputValue>/g);
      return Object.fromEntries(Array.from(outputs, ([, key, value]) => [key, value]));
    },
  };
};
