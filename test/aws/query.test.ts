import { CloudFormationClient, DescribeStackResourceDriftsCommand } from '@aws-sdk/client-cloudformation';
import { createCall } from '../../src/aws/call.ts';
import { type AwsAnswer, type AwsRequest, isSigned, openAwsServer, SECRET_KEY } from '../support/aws-server.ts';
import { serversOfTest } from '../support/servers.ts';

const REGION = 'eu-central-1';
const CLOUDFORMATION = { name: 'cloudformation', protocol: 'query', version: '2010-05-15' } as const;
const keep = serversOfTest();
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET_KEY };

const INPUT = {
  StackName: 'arn:aws:cloudformation:eu-central-1:222233334444:stack/ovens & co/1',
  StackResourceDriftStatusFilters: ['MODIFIED' as const, 'DELETED' as const],
  MaxResults: 10,
};

const answered = (result: string): AwsAnswer => ({
  body: `<DescribeStackResourceDriftsResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${result}
    <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeStackResourceDriftsResponse>`,
});

const NOTHING = answered('<DescribeStackResourceDriftsResult/>');

const callWith = async (answer: AwsAnswer) => {
  const server = await keep(openAwsServer(() => answer));
  const call = createCall({
    region: REGION,
    endpoint: server.url,
    credentials: () => credentials,
    sleep: async () => {},
  });
  const ask = () => call('cloudformation', 'DescribeStackResourceDrifts', INPUT, CLOUDFORMATION);
  return { ask, server };
};

const essence = ({ method, path, headers, body }: AwsRequest) => ({
  method,
  path,
  type: headers['content-type'],
  scope: /Credential=([^,]+),/.exec(headers.authorization ?? '')?.[1]?.replace(/\/\d{8}\//, '/today/'),
  form: [...new URLSearchParams(body)].sort(),
});

describe('a call by the query protocol', () => {
  test("says what AWS's own client says", async () => {
    const { ask, server } = await callWith(NOTHING);
    const sdk = new CloudFormationClient({ region: REGION, endpoint: server.url, credentials, maxAttempts: 1 });

    await sdk.send(new DescribeStackResourceDriftsCommand(INPUT));
    await ask();

    const [theirs, ours] = server.requests as [AwsRequest, AwsRequest];
    expect(essence(ours)).toEqual(essence(theirs));
    expect([isSigned(theirs), isSigned(ours)]).toEqual([true, true]);
  });

  test('leaves out what is not given, and names the fields of objects', async () => {
    const { server } = await callWith(NOTHING);
    const call = createCall({ region: REGION, endpoint: server.url, credentials: () => credentials });

    const input = { Range: { From: 1, To: undefined }, On: true, None: null };
    await call('cloudformation', 'DescribeStackResourceDrifts', input, CLOUDFORMATION);

    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      Action: 'DescribeStackResourceDrifts',
      Version: '2010-05-15',
      'Range.From': '1',
      On: 'true',
    });
  });

  test('returns the result as an object', async () => {
    const { ask } = await callWith(
      answered(`<DescribeStackResourceDriftsResult><StackResourceDrifts><member>
        <LogicalResourceId>Oven</LogicalResourceId></member></StackResourceDrifts></DescribeStackResourceDriftsResult>`),
    );

    expect(await ask()).toEqual({ StackResourceDrifts: [{ LogicalResourceId: 'Oven' }] });
    expect(await (await callWith(NOTHING)).ask()).toEqual({});
  });

  const error = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;
  test.each<[string, AwsAnswer, string, number]>([
    ['that is denied', { status: 403, body: error('AccessDenied') }, 'AccessDenied', 1],
    ['about an unknown stack', { status: 400, body: error('ValidationError') }, 'ValidationError', 1],
    ['that is throttled', { status: 400, body: error('Throttling') }, 'Throttling', 2],
    ['with a sentence for a name', { status: 400, body: error('not a name') }, 'Http400', 1],
    ['that a proxy refuses', { status: 403, body: '<html><b>no</html>' }, 'Http403', 1],
    ['that fails', { status: 500, body: '' }, 'ServiceUnavailable500', 2],
    ['answered with JSON', { body: '{}' }, 'BadAnswer', 1],
    [
      'answered for another operation',
      { body: '<ListStacksResponse><ListStacksResult/></ListStacksResponse>' },
      'BadAnswer',
      1,
    ],
    ['answered without a result', answered(''), 'BadAnswer', 1],
    [
      'answered with text',
      answered('<DescribeStackResourceDriftsResult>no</DescribeStackResourceDriftsResult>'),
      'BadAnswer',
      1,
    ],
  ])('%s is an error with a code', async (_, answer, code, tries) => {
    const { ask, server } = await callWith(answer);

    await expect(ask()).rejects.toThrow(new RegExp(`^cloudformation DescribeStackResourceDrifts: ${code}$`));
    expect(server.requests).toHaveLength(tries);
  });
});
