import type { Recorded } from '../recording/recorder.ts';

/** A change that makes a recorded request wrong, and what the judge has to say about it. */
export interface Broken {
  readonly request: Recorded;
  readonly expected: RegExp;
}

const find = (requests: readonly Recorded[], service: string, operation: string): Recorded => {
  const found = requests.find((each) => each.service === service && each.operation === operation);
  if (!found) throw new Error(`no ${service} ${operation} was recorded`);
  return found;
};

/** The request with changed members. `undefined` removes one, here and below. */
const withInput = (request: Recorded, change: object): Recorded => ({
  ...request,
  body: JSON.stringify({ ...JSON.parse(request.body), ...change }),
});

const withHeaders = (request: Recorded, headers: Readonly<Record<string, string | undefined>>): Recorded => ({
  ...request,
  headers: JSON.parse(JSON.stringify({ ...request.headers, ...headers })),
});

/** Recorded requests, each with a fault of another kind. A judge that accepts one of them judges nothing. */
export const brokenRequests = (requests: readonly Recorded[]): Broken[] => {
  const send = find(requests, 'sqs', 'SendMessageBatch');
  const read = find(requests, 'ssm', 'GetParametersByPath');
  const put = find(requests, 'dynamodb', 'PutItem');
  const history = find(requests, 'codepipeline', 'ListPipelineExecutions');
  const events = find(requests, 'cloudformation', 'DescribeStackEvents');
  return [
    { request: withInput(send, { QueueUrl: undefined }), expected: /Missing required parameter.*QueueUrl/ },
    { request: withInput(send, { Delay: 1 }), expected: /Unknown parameter.*Delay/ },
    { request: withInput(put, { TableName: 'x'.repeat(1025) }), expected: /1025 is more than 1024/ },
    { request: withInput(put, { ReturnValues: 'EVERYTHING' }), expected: /EVERYTHING is not one of/ },
    { request: withInput(put, { Item: { id: 'd_1' } }), expected: /Invalid type.*id/ },
    { request: withInput(read, { MaxResults: 11 }), expected: /11 is more than 10/ },
    { request: withInput(read, { MaxResults: '10' }), expected: /Invalid type.*MaxResults/ },
    { request: withInput(history, { pipelineName: 'a b' }), expected: /pipelineName: does not match/ },
    { request: withHeaders(read, { 'content-type': 'application/x-amz-json-1.0' }), expected: /is not JSON 1\.1/ },
    { request: withHeaders(read, { 'x-amz-target': 'AmazonSSM.ReadAll' }), expected: /no operation ReadAll/ },
    {
      request: withHeaders(read, { 'x-amz-target': 'SSM.GetParametersByPath' }),
      expected: /target SSM is not AmazonSSM/,
    },
    {
      request: withHeaders(read, { 'content-type': 'application/xml', 'x-amz-target': undefined }),
      expected: /no known protocol/,
    },
    { request: { ...events, body: events.body.replace('2010-05-15', '2010-05-16') }, expected: /version 2010-05-16/ },
    { request: { ...events, body: `${events.body}&Limit=5` }, expected: /Unknown parameter.*Limit/ },
    { request: { ...send, body: `${send.body} ` }, expected: /signature is not/ },
  ];
};
