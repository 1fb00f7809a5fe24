import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipebell } from '../process.ts';

const CONFIG = `
[default]
region = eu-west-1

[profile work]
region = eu-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer

[profile old-sso]
region = eu-west-1
sso_start_url = https://start.example/canary
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Developer

[sso-session corp]
sso_start_url = https://start.example/canary
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile tool]
region = eu-west-1
credential_process = /bin/false canary

[profile chained]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/canary
source_profile = wrok

[profile empty]
region = eu-west-1
`;

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIACANARY', AWS_SECRET_ACCESS_KEY: 'canary-secret' };

describe('the credentials of npx pipebell, through the chain of the SDK', () => {
  let home: string;
  const run = async (env: Record<string, string>, ...args: string[]) => {
    const files = {
      HOME: home,
      AWS_CONFIG_FILE: join(home, '.aws', 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
    };
    const ended = await pipebell(['status', '--stage', 'prod', ...args], { ...files, ...env });
    expect(ended.stdout + ended.stderr).not.toMatch(/canary|CredentialsProviderError/i);
    return ended;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pipebell-home-'));
    mkdirSync(join(home, '.aws'));
    writeFileSync(join(home, '.aws', 'config'), CONFIG);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  test.each([
    ['nothing', {}, /^no AWS credentials found: sign in with aws sso login or aws configure, or select a profile/],
    [
      'a profile that does not exist',
      { AWS_PROFILE: 'wrk' },
      /^the AWS profile wrk does not exist \(did you mean work\?\)/,
    ],
    [
      'a session of SSO',
      { AWS_PROFILE: 'work' },
      /^the SSO session of the AWS profile work .*aws sso login --profile work\n$/,
    ],
    ['SSO of the old form', { AWS_PROFILE: 'old-sso' }, /^the SSO session .*: run aws sso login --profile old-sso\n$/],
    [
      'a process that fails',
      { AWS_PROFILE: 'tool' },
      /^the credential_process of the AWS profile tool gave no credentials/,
    ],
    [
      'an unknown source',
      { AWS_PROFILE: 'chained' },
      /^the source_profile wrok of the AWS profile chained does not exist/,
    ],
    [
      'a profile without keys',
      { AWS_PROFILE: 'empty' },
      /^the AWS profile empty has no credentials: run aws configure/,
    ],
    ['keys beside a profile', { ...KEYS, AWS_PROFILE: 'empty' }, /^the AWS profile empty has no credentials: run aws/],
  ])('reports in one line what is wrong with %s', async (_, env, words) => {
    const { code, stdout, stderr } = await run(env);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('names the profile of --profile before it looks for a Region', async () => {
    const { stderr } = await run({ AWS_CONFIG_FILE: '/nowhere' }, '--profile', 'nope');

    expect(stderr).toMatch(/^the AWS profile nope does not exist: check --profile and AWS_PROFILE/);
  });

  test('writes the error as JSON with the code credentials', async () => {
    const { stdout } = await run({ AWS_PROFILE: 'work' }, '--json');

    expect(JSON.parse(stdout).error).toEqual({
      code: 'credentials',
      message: 'the SSO session of the AWS profile work has expired, or nobody has signed in',
      next: 'run aws sso login --profile work',
    });
  });

  const answering = async (name: string, message: string, work: (endpoint: string) => Promise<void>) => {
    const server = http.createServer((_, response) => {
      const error = `<Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error>`;
      response.writeHead(400, { 'Content-Type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  test.each([
    ['ExpiredToken', 'canary', 'credentials', 'your AWS credentials have expired', 'sign in again'],
    [
      'InvalidClientTokenId',
      'canary',
      'credentials',
      'AWS rejected your credentials',
      'check --profile and AWS_PROFILE',
    ],
    [
      'SignatureDoesNotMatch',
      'Signature expired: 20261120T100000Z is now earlier than canary',
      'credentials',
      'the clock of this machine differs from that of AWS',
      'set the clock',
    ],
    [
      'AccessDenied',
      'User canary is not authorized',
      'denied',
      'your AWS credentials lack cloudformation:DescribeStacks',
      'ask for that permission, or pass --no-stack-check',
    ],
  ])('explains the answer %s of AWS (%s)', async (name, message, code, what, next) => {
    await answering(name, message, async (endpoint) => {
      const { stdout } = await run({ ...KEYS, AWS_ENDPOINT_URL: endpoint }, '--json');

      const { error } = JSON.parse(stdout);
      expect(error.code).toBe(code);
      expect(error.message).toContain(what);
      expect(error.next).toBe(next);
    });
  });

  test('says that nobody answers at AWS_ENDPOINT_URL', async () => {
    const { stdout } = await run({ ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, '--json');

    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'unreachable',
      next: 'check the network, --region and AWS_ENDPOINT_URL',
    });
  });
});
