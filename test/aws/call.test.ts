import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type AwsCall, type AwsOptions, createCall, type Service } from '../../src/aws/call.ts';
import { type AwsRequest, isSigned, openAwsServer, SECRET_KEY } from '../support/aws-server.ts';
import { serversOfTest } from '../support/servers.ts';

const REGION = 'eu-central-1';
const QUEUE = `https://sqs.${REGION}.amazonaws.com/111122223333/pipebell-deliveries`;
const keep = serversOfTest();

const keys = (sessionToken?: string) => ({
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: SECRET_KEY,
  ...(sessionToken && { sessionToken }),
});

const caller = (endpoint: string, options: Partial<AwsOptions> = {}): AwsCall =>
  createCall({ region: REGION, endpoint, credentials: () => keys(), sleep: async () => {}, ...options });

const OPERATIONS: { service: Service; operation: string; input: object; bySdk: (url: string) => Promise<unknown> }[] =
  (() => {
    const ssm = (endpoint: string) =>
      new SSMClient({ region: REGION, endpoint, credentials: keys('token'), maxAttempts: 1 });
    const sqs = (endpoint: string) =>
      new SQSClient({ region: REGION, endpoint, credentials: keys('token'), maxAttempts: 1, md5: false });
    const parameters = { Path: '/pipebell/prod/targets', WithDecryption: true, MaxResults: 10, NextToken: 'a+b/c=' };
    const batch = {
      QueueUrl: QUEUE,
      Entries: [
        { Id: '0', MessageBody: '{"text":"Grüße 👋 \\u0007"}', MessageGroupId: 'team' },
        { Id: '1', MessageBody: 'b'.repeat(5000), MessageGroupId: 'ops' },
      ],
    };
    const visibility = { QueueUrl: QUEUE, ReceiptHandle: 'AQEB+/=', VisibilityTimeout: 120 };
    const message = {
      QueueUrl: QUEUE,
      MessageBody: '(empty)',
      MessageGroupId: 'team',
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'gone' },
        attempts: { DataType: 'Number', StringValue: '3' },
      },
    };
    return [
      {
        service: 'ssm',
        operation: 'GetParametersByPath',
        input: parameters,
        bySdk: (url) => ssm(url).send(new GetParametersByPathCommand(parameters)),
      },
      {
        service: 'sqs',
        operation: 'SendMessageBatch',
        input: batch,
        bySdk: (url) => sqs(url).send(new SendMessageBatchCommand(batch)),
      },
      {
        service: 'sqs',
        operation: 'SendMessage',
        input: message,
        bySdk: (url) => sqs(url).send(new SendMessageCommand(message)),
      },
      {
        service: 'sqs',
        operation: 'ChangeMessageVisibility',
        input: visibility,
        bySdk: (url) => sqs(url).send(new ChangeMessageVisibilityCommand(visibility)),
      },
    ];
  })();

/** A request without the signature and the SDK's own headers. */
const essence = ({ method, path, headers, body }: AwsRequest) => ({
  method,
  path,
  target: headers['x-amz-target'],
  type: headers['content-type'],
  token: headers['x-amz-security-token'],
  length: headers['content-length'],
  host: headers.host,
  scope: /Credential=([^,]+),/.exec(headers.authorization ?? '')?.[1]?.replace(/\/\d{8}\//, '/today/'),
  body: JSON.parse(body),
});

describe('a call', () => {
  test.each(OPERATIONS)(
    "of $service $operation says what AWS's own client says",
    async ({ service, operation, input, bySdk }) => {
      const server = await keep(openAwsServer(() => ({ body: '{}' })));

      await bySdk(server.url);
      await caller(server.url, { credentials: () => keys('token') })(service, operation, input);

      const [theirs, ours] = server.requests as [AwsRequest, AwsRequest];
      expect(essence(ours)).toEqual(essence(theirs));
      expect([isSigned(theirs), isSigned(ours)]).toEqual([true, true]);
      expect(isSigned({ ...ours, body: `${ours.body} ` })).toBe(false);
    },
  );

  test('to a service of enrichment uses the given protocol', async () => {
    const server = await keep(openAwsServer(() => ({ body: '{}' })));
    const states = { name: 'states', target: 'AWSStepFunctions', version: '1.0' } as const;

    await caller(server.url)('states', 'GetExecutionHistory', {}, states);

    expect(server.requests[0]).toMatchObject({
      headers: {
        'x-amz-target': 'AWSStepFunctions.GetExecutionHistory',
        'content-type': 'application/x-amz-json-1.0',
        authorization: expect.stringContaining('/eu-central-1/states/aws4_request'),
      },
    });
    await expect(caller(server.url)('states', 'GetExecutionHistory', {})).rejects.toMatchObject({
      code: 'UnknownService',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('is signed with the keys and the time of each request', async () => {
    const server = await keep(openAwsServer((_, nth) => (nth === 2 ? { status: 500, body: '' } : { body: '{}' })));
    let turn = 0;
    const call = caller(server.url, {
      credentials: () => ({ ...keys(turn ? 'token' : undefined), accessKeyId: `KEY${turn++}` }),
      now: () => new Date(`2026-03-04T09:15:3${turn}.000Z`),
    });

    await call('sqs', 'SendMessage', {});
    await call('sqs', 'SendMessage', {});

    expect(server.requests.every(isSigned)).toBe(true);
    expect(
      server.requests.map(({ headers }) => [
        /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1],
        headers['x-amz-security-token'],
        headers['x-amz-date'],
      ]),
    ).toEqual([
      ['KEY0', undefined, '20260304T091531Z'],
      ['KEY1', 'token', '20260304T091532Z'],
      ['KEY2', 'token', '20260304T091533Z'],
    ]);
  });

  test.each([
    ['ssm', 'eu-central-1', undefined, 'https://ssm.eu-central-1.amazonaws.com/', 2500],
    ['sqs', 'us-gov-west-1', 'amazonaws.com', 'https://sqs.us-gov-west-1.amazonaws.com/', 2500],
    ['sqs', 'cn-north-1', 'amazonaws.com.cn', 'https://sqs.cn-north-1.amazonaws.com.cn/', 2500],
    ['ssm', 'eusc-de-east-1', 'amazonaws.eu', 'https://ssm.eusc-de-east-1.amazonaws.eu/', 2500],
    ['ssm', 'us-iso-east-1', 'c2s.ic.gov', 'https://ssm.us-iso-east-1.c2s.ic.gov/', 2500],
    ['dynamodb', 'eu-west-1', undefined, 'https://dynamodb.eu-west-1.amazonaws.com/', 1000],
  ] as const)('of %s in %s with the suffix %s goes to %s, with a deadline', async (...row) => {
    const [service, region, urlSuffix, address, deadlineMs] = row;
    for (const endpoint of [undefined, '']) {
      const seen: [string, number][] = [];
      const call = createCall({
        region,
        urlSuffix,
        endpoint,
        endpointOf: () => endpoint,
        credentials: () => keys(),
        post: async ({ url, timeoutMs }) => {
          seen.push([url.href, timeoutMs]);
          return { status: 200, headers: {}, body: '{}', whole: true };
        },
      });

      await call(service, 'Anything', {});

      expect(seen).toEqual([[address, deadlineMs]]);
    }
  });

  test('returns the answer, and an empty object for an operation without output', async () => {
    const server = await keep(openAwsServer((_, nth) => ({ body: nth === 1 ? '{"Parameters":[]}' : '' })));

    expect(await caller(server.url)('ssm', 'GetParametersByPath', {})).toEqual({ Parameters: [] });
    expect(await caller(server.url)('sqs', 'ChangeMessageVisibility', {})).toEqual({});
  });
});
