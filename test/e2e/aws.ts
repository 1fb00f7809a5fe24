import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { REGION } from './emulator.ts';

/** Signs with a dummy: the emulator reads only the service's name and the region from the signature. */
const signed = (service: string): Record<string, string> => {
  const scope = `20260101/${REGION}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0` };
};

const post = async (endpoint: string, service: string, headers: Record<string, string>, body: string) => {
  const reply = await fetch(endpoint, { method: 'POST', headers: { ...headers, ...signed(service) }, body });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${service} answered ${reply.status}: ${text}`);
  return text;
};

const cloudFormation = (endpoint: string, input: Record<string, string>): Promise<string> => {
  const body = new URLSearchParams({ Version: '2010-05-15', ...input });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return post(endpoint, 'cloudformation', headers, body.toString());
};

/** Creates a bucket, or an object in it. */
const put = async (endpoint: string, path: string, content: Buffer): Promise<void> => {
  const reply = await fetch(`${endpoint}/${path}`, {
    method: 'PUT',
    headers: signed('s3'),
    body: new Uint8Array(content),
  });
  if (!reply.ok) throw new Error(`s3 answered ${reply.status}: ${await reply.text()}`);
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
      const xml = await cloudFormation(endpoint, { Action: 'DescribeStacks', StackName });
      const outputs = xml.matchAll(/<OutputKey>(.*?)<\/OutputKey><OutputValue>(.*?)<\/OutputValue>/g);
      return Object.fromEntries(Array.from(outputs, ([, key, value]) => [key, value]));
    },

    /** Creates a bucket with these files. */
    async createBucket(name: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
      const where = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
      await put(endpoint, name, Buffer.from(where));
      for (const [key, content] of Object.entries(files)) await put(endpoint, `${name}/${key}`, content);
    },

    /** Creates a stack from a template in a bucket, without Serverless. @throws if it is not complete within a minute. */
    async createStack(StackName: string, TemplateURL: string, parameters: Readonly<Record<string, string>>) {
      const list = Object.entries(parameters).flatMap(([key, value], at) => [
        [`Parameters.member.${at + 1}.ParameterKey`, key],
        [`Parameters.member.${at + 1}.ParameterValue`, value],
      ]);
      const capabilities = { 'Capabilities.member.1': 'CAPABILITY_IAM' };
      const input = { Action: 'CreateStack', StackName, TemplateURL, ...capabilities, ...Object.fromEntries(list) };
      await cloudFormation(endpoint, input);
      const deadline = Date.now() + 60_000;
      for (;;) {
        const xml = await cloudFormation(endpoint, { Action: 'DescribeStacks', StackName });
        const status = /<StackStatus>(.*?)<\/StackStatus>/.exec(xml)?.[1];
        if (status === 'CREATE_COMPLETE') return;
        if (status !== 'CREATE_IN_PROGRESS' || Date.now() > deadline)
          throw new Error(`${StackName} is ${status}: ${xml}`);
        await sleep(200);
      }
    },

    async deleteStack(StackName: string): Promise<void> {
      await cloudFormation(endpoint, { Action: 'DeleteStack', StackName });
    },
  };
};
