import { type FakeAws, openFakeAws } from '../fake-aws.ts';
import { credentials, pipebell } from '../process.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const PATH = '/pipebell/prod/targets';
/** Where each command says that it works. */
const PLACE = 'pipebell-prod in 111122223333 / eu-west-1\n';
const SLACK = JSON.stringify({ platform: 'slack', url: URL });

describe('npx pipebell, over the real SDK and Parameter Store', () => {
  let aws: FakeAws;
  const run = async (args: readonly string[], input?: string) => {
    const env = { ...credentials, AWS_ENDPOINT_URL: aws.endpoint };
    const ended = await pipebell([...args, '--stage', 'prod'], env, undefined, input);
    expect(ended.stdout + ended.stderr).not.toContain('canary');
    return ended;
  };

  beforeEach(async () => {
    aws = await openFakeAws();
  });
  afterEach(() => aws.close());

  test('adds a target with a URL from standard input as a SecureString', async () => {
    const added = await run(['targets', 'add', 'team', '--platform', 'slack', '--url-stdin'], `${URL}\n`);
    const again = await run(['targets', 'add', 'team', '--platform', 'slack', '--url-stdin'], `${URL}\n`);

    expect(added).toMatchObject({ code: 0, stderr: PLACE });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('target team exists') });
    expect(aws.parameters.get(`${PATH}/team`)).toEqual({ Value: SLACK, KeyId: 'alias/aws/ssm' });
  }, 30_000);

  test('reads every page of the targets', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) aws.parameters.set(`${PATH}/${name}`, { Value: SLACK, KeyId: 'k' });

    const listed = await run(['targets', 'list', '--json']);
    const explained = await run(['explain', 'failed', '--json']);

    expect(JSON.parse(listed.stdout).targets).toHaveLength(5);
    expect(JSON.parse(explained.stdout).targets).toHaveLength(5);
    expect(new Set(aws.calls)).toEqual(new Set(['GetParametersByPath']));
  }, 30_000);

  test('keeps the KMS key of a target', async () => {
    aws.parameters.set(`${PATH}/team`, { Value: SLACK, KeyId: 'alias/team' });

    const { code } = await run(['targets', 'disable', 'team']);

    expect(code).toBe(0);
    expect(aws.parameters.get(`${PATH}/team`)).toEqual({
      Value: JSON.stringify({ platform: 'slack', url: URL, enabled: false }),
      KeyId: 'alias/team',
    });
  }, 30_000);

  test('removes a target, and reports one that does not exist', async () => {
    aws.parameters.set(`${PATH}/team`, { Value: SLACK, KeyId: 'k' });

    const removed = await run(['targets', 'remove', 'team', '--yes']);
    const again = await run(['targets', 'remove', 'team', '--yes']);

    expect([removed.code, again.code]).toEqual([0, 1]);
    expect(again.stderr).toContain('no target team in stage prod');
    expect(aws.parameters.size).toBe(0);
  }, 30_000);

  test('sends to a private address only if the stack allows it', async () => {
    const Value = JSON.stringify({ platform: 'webhook', url: `${aws.endpoint}/canary` });
    aws.parameters.set(`${PATH}/local`, { Value, KeyId: 'k' });

    const refused = await run(['targets', 'test', 'local']);
    const before = aws.calls.length;
    aws.allowPrivate = true;
    const sent = await run(['targets', 'test', 'local']);

    expect(refused.stderr).toBe(`${PLACE}local cannot be used: url: must be https\n`);
    expect(sent.stdout).toBe('local accepted it\n');
    expect(aws.calls.slice(before)).toEqual(['GetParameter', 'undefined']);
  }, 30_000);

  test('publishes on the topic of the stage, on whichever page it is listed', async () => {
    const arn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
    aws.topics.push(arn('other'), arn('x-pipebell-prod-events'), arn('pipebell-prod-events'));

    const { code, stdout } = await run(['send', 'approval']);

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^published on pipebell-prod-events in 111122223333 \/ eu-west-1 as approval_\w+\n/,
      ),
    });
    expect(aws.published).toMatchObject([{ TopicArn: arn('pipebell-prod-events') }]);
  }, 30_000);

  test.each([
    ['GetParametersByPath', ['targets', 'list'], 'GetParametersByPath of /pipebell/prod/targets: AccessDenied'],
    ['PutParameter', ['targets', 'enable', 'off'], 'PutParameter of /pipebell/prod/targets/off: AccessDenied'],
    ['DescribeParameters', ['targets', 'enable', 'off'], 'DescribeParameters of /pipebell/prod/targets/off: Access'],
    ['DeleteParameter', ['targets', 'remove', 'off', '--yes'], 'DeleteParameter of /pipebell/prod/targets/off: Access'],
    ['GetParameter', ['targets', 'show', 'off'], 'GetParameter: AccessDenied'],
  ])(
    'quotes nothing of what AWS says when it refuses %s',
    async (operation, args, words) => {
      aws.parameters.set(`${PATH}/off`, {
        Value: JSON.stringify({ ...JSON.parse(SLACK), enabled: false }),
        KeyId: 'k',
      });
      aws.errors.set(operation, 'AccessDeniedException');

      const { code, stdout, stderr } = await run(args);

      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(words);
      expect(stderr).toMatch(/: your AWS credentials do not allow it: ask for the permission ssm:\w+\n$/);
    },
    30_000,
  );
});
