import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import regionOfStack from '../../infra/region.cjs';
import { clientSettings } from '../../src/cli/aws/account.ts';

const CONFIG = `[default]
region = eu-north-1
output = json

[profile shop]
s3 =
  region = nowhere-1
region=ap-southeast-2

[profile empty]
output = json
`;

const { argv, env } = process;
const folder = mkdtempSync(join(tmpdir(), 'pipebell-region-'));

beforeEach(() => {
  writeFileSync(join(folder, 'config'), CONFIG);
  writeFileSync(join(folder, 'credentials'), '[keys]\nregion = sa-east-1\n[shop]\naws_access_key_id = AKIAEXAMPLE\n');
  process.env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  process.argv = ['node', 'serverless', 'deploy'];
});

afterAll(() => {
  Object.assign(process, { argv, env });
  rmSync(folder, { recursive: true });
});

/** The Region of both tools, which must be the same. */
const regionOf = async ({ region, profile }: { region?: string; profile?: string } = {}): Promise<string> => {
  const stack = await regionOfStack({
    options: { ...(region && { region }), ...(profile && { 'aws-profile': profile }) },
  });
  expect(clientSettings({ region, profile }).region).toBe(stack);
  return stack;
};

const refusal = (profile: string) =>
  `no AWS Region: pass --region, or set AWS_REGION or the Region of the profile ${profile}`;

const expectRefusal = async (profile: string): Promise<void> => {
  await expect(regionOfStack({ options: {} })).rejects.toThrow(refusal(profile));
  expect(() => clientSettings({})).toThrow(refusal(profile));
};

test('the Region is that of the default profile', async () => {
  expect(await regionOf()).toBe('eu-north-1');
});

test('the Region is that of the profile in AWS_PROFILE, and of the option before it', async () => {
  process.env.AWS_PROFILE = 'shop';

  expect(await regionOf()).toBe('ap-southeast-2');
  expect(await regionOf({ profile: 'default' })).toBe('eu-north-1');
});

test('the Region of a profile may be in the file of credentials', async () => {
  expect(await regionOf({ profile: 'keys' })).toBe('sa-east-1');
});

test('an option precedes AWS_REGION, then AWS_DEFAULT_REGION, then the profile', async () => {
  process.env.AWS_DEFAULT_REGION = 'us-west-1';
  expect(await regionOf({ profile: 'shop' })).toBe('us-west-1');

  process.env.AWS_REGION = 'us-west-2';
  expect(await regionOf({ profile: 'shop' })).toBe('us-west-2');
  expect(await regionOf({ profile: 'shop', region: 'ca-west-1' })).toBe('ca-west-1');
});

test('a deployment and a command with a profile without a Region are refused, and a template is made', async () => {
  process.env.AWS_PROFILE = 'empty';

  await expectRefusal('empty');
  process.argv = ['node', 'serverless', 'package'];
  expect(await regionOfStack({ options: {} })).toBe('us-east-1');
});

test('a deployment with an unknown profile is refused for its Region, and a command for the profile', async () => {
  process.env.AWS_PROFILE = 'other';

  await expect(regionOfStack({ options: {} })).rejects.toThrow(refusal('other'));
  expect(() => clientSettings({})).toThrow('the AWS profile other does not exist');
});

test('a deployment without a configuration file is refused, also of a stage with the name of a command', async () => {
  process.env.AWS_CONFIG_FILE = join(folder, 'missing');
  process.argv = ['node', 'serverless', 'deploy', '--stage', 'print'];

  await expectRefusal('default');
});

test.each([
  ['PIPEBELL_STAGE', [], 'smoke'],
  ['the option before it', ['--stage=other'], 'other'],
])(
  'the stage of a deployment is that of %s',
  async (_, options, stage) => {
    const args = [
      'node_modules/serverless/bin/serverless.js',
      'print',
      '--path=provider.stage',
      '--format=text',
      ...options,
    ];

    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { PATH: env.PATH, HOME: env.HOME, PIPEBELL_STAGE: 'smoke' },
    });

    expect(stdout.trim()).toBe(stage);
  },
  60_000,
);
