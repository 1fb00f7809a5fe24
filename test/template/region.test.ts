import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type FindRegion = (variables: { options: Record<string, string> }) => Promise<string>;

const findRegion: FindRegion = createRequire(import.meta.url)('../../infra/region.cjs');

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

const { AWS_CONFIG_FILE, AWS_PROFILE } = process.env;
const { argv } = process;
const folder = mkdtempSync(join(tmpdir(), 'pipebell-region-'));

beforeEach(() => {
  writeFileSync(join(folder, 'config'), CONFIG);
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  delete process.env.AWS_PROFILE;
  process.argv = ['node', 'serverless', 'deploy'];
});

afterAll(() => {
  process.argv = argv;
  Object.assign(process.env, { AWS_CONFIG_FILE, AWS_PROFILE });
  for (const [name, value] of Object.entries({ AWS_CONFIG_FILE, AWS_PROFILE })) {
    if (value === undefined) delete process.env[name];
  }
  rmSync(folder, { recursive: true });
});

test('the Region is that of the default profile', async () => {
  expect(await findRegion({ options: {} })).toBe('eu-north-1');
});

test('the Region is that of the profile in AWS_PROFILE, and of the option before it', async () => {
  process.env.AWS_PROFILE = 'shop';

  expect(await findRegion({ options: {} })).toBe('ap-southeast-2');
  expect(await findRegion({ options: { 'aws-profile': 'default' } })).toBe('eu-north-1');
});

test.each([
  ['a profile without a Region', 'empty'],
  ['an unknown profile', 'other'],
])('a deployment with %s is refused, and a template is made', async (_, profile) => {
  process.env.AWS_PROFILE = profile;

  await expect(findRegion({ options: {} })).rejects.toThrow(
    `No Region: pass --region, set AWS_REGION, or set one for the profile ${profile}.`,
  );
  process.argv = ['node', 'serverless', 'package'];
  expect(await findRegion({ options: {} })).toBe('us-east-1');
});

test('a deployment without a configuration file is refused', async () => {
  process.env.AWS_CONFIG_FILE = join(folder, 'missing');

  await expect(findRegion({ options: {} })).rejects.toThrow('No Region');
});
