import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parameterProblems } from '../../scripts/check-parameters.ts';
import { PARAMETERS } from '../../scripts/parameters.ts';
import { packageService } from './package.ts';

const problems = (parameters: Record<string, string>, stage = 'test') => parameterProblems({ stage, parameters });

const VALID: Readonly<Record<string, readonly string[]>> = {
  sources: ['all', 'all,s3', 'codepipeline', 'codebuild, codedeploy'],
  levels: ['pipeline', 'stage', 'action', 'none'],
  archiveDays: ['0', '30'],
  accounts: ['', '111122223333', '111122223333,444455556666'],
  allowPrivateTargets: ['true', 'false'],
  maximumConcurrency: ['2', '1000'],
  memorySize: ['128', '10240'],
  topicArn: ['', 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:builds'],
  topicKeyArn: ['arn:aws:kms:eu-west-1:111122223333:key/0a0b'],
  tableKeyArn: ['', 'arn:aws-cn:kms:cn-north-1:111122223333:key/0a0b'],
  secretParameters: ['arn:aws:ssm:eu-west-1:111122223333:parameter/team/*,arn:aws:ssm:*:*:parameter/x'],
  secretArns: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf'],
  alarmTopicArn: ['arn:aws:sns:eu-west-1:111122223333:operators'],
  alertEmail: ['ops+pipebell@example.com'],
  fipsEndpoints: ['true', 'false'],
  dashboard: ['false'],
  pipelineMetrics: ['true'],
  logRetentionDays: ['7', '3653'],
  enrichmentMs: ['0', '8000'],
  buildLogGroups: [
    '',
    'arn:aws:logs:*:111122223333:log-group:/builds/*,arn:aws:logs:eu-west-1:111122223333:log-group:ci:*',
  ],
  enrichmentRole: ['pipebell-enrichment', 'teams/pipebell@x'],
  permissionsBoundary: ['arn:aws:iam::111122223333:policy/teams/limits', 'arn:aws:iam::aws:policy/PowerUserAccess'],
};

const INVALID: readonly [name: string, value: string, problem: string][] = [
  ['sources', 'codebiuld', 'unknown event source codebiuld, did you mean codebuild?'],
  ['sources', 'codepipeline,,ecs', 'expected all, or names separated by commas, of codepipeline'],
  ['levels', 'everything', 'expected pipeline, stage, action or none'],
  ['archiveDays', 'a week', 'expected a whole number from 0 to 3650'],
  ['archiveDays', '-1', 'expected a whole number from 0 to 3650'],
  ['accounts', '111122223333, 444455556666', 'expected account ids of 12 digits, separated by commas'],
  ['accounts', '1111', 'expected account ids of 12 digits'],
  ['allowPrivateTargets', 'yes', 'expected true or false'],
  ['maximumConcurrency', '1', 'expected a whole number from 2 to 1000'],
  ['maximumConcurrency', '1001', 'expected a whole number from 2 to 1000'],
  ['memorySize', '127', 'expected a whole number from 128 to 10240'],
  ['memorySize', '1 GB', 'expected a whole number from 128 to 10240'],
  ['topicArn', 'builds', 'expected the ARN of a standard SNS topic'],
  ['topicArn', 'arn:aws:sns:eu-west-1:111122223333:builds.fifo', 'expected the ARN of a standard SNS topic'],
  ['topicKeyArn', 'arn:aws:kms:eu-west-1:111122223333:alias/x', 'expected the ARN of a KMS key, not of an alias'],
  ['tableKeyArn', 'alias/table', 'expected the ARN of a KMS key, not of an alias'],
  ['secretParameters', 'arn:aws:ssm:a:1:parameter/x, arn:aws:ssm:a:1:parameter/y', 'expected ARNs like arn:aws:ssm:'],
  ['secretArns', 'slack', 'expected ARNs like arn:aws:secretsmanager:'],
  ['alarmTopicArn', 'arn:aws:sqs:eu-west-1:111122223333:operators', 'expected the ARN of a standard SNS topic'],
  ['alertEmail', 'a@example.com,b@example.com', 'expected one e-mail address'],
  ['fipsEndpoints', 'yes', 'expected true or false'],
  ['dashboard', '1', 'expected true or false'],
  ['pipelineMetrics', 'TRUE', 'expected true or false'],
  ['logRetentionDays', '31', 'expected 1, 3, 5'],
  ['enrichmentMs', 'abc', 'expected a whole number from 0 to 8000'],
  ['enrichmentMs', '8001', 'expected a whole number from 0 to 8000'],
  ['buildLogGroups', '/builds', 'expected ARNs like arn:aws:logs:'],
  ['buildLogGroups', 'arn:aws:logs:*:111122223333:log-group:*', 'expected ARNs like arn:aws:logs:'],
  ['enrichmentRole', 'r'.repeat(65), 'expected the name of an IAM role, of at most 64 characters'],
  ['permissionsBoundary', 'limits', 'expected the ARN of an IAM policy'],
];

describe('the check of the parameters', () => {
  test.each(Object.keys(PARAMETERS))('accepts valid values of %s, and rejects others', async (name) => {
    expect(VALID[name]?.length).toBeGreaterThan(0);
    for (const value of VALID[name] ?? []) expect(await problems({ [name]: value })).toEqual([]);
    expect(INVALID.some(([invalid]) => invalid === name)).toBe(true);
  });

  test.each(INVALID)('rejects %s=%s', async (name, value, problem) => {
    const found = await problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(`${name}=${value}: ${problem}`)).toBe(true);
  });

  test('suggests the nearest name for an unknown parameter', async () => {
    expect(await problems({ sorces: 'all', enrichmentMS: '0', zzz: '1', constructor: '1' })).toEqual([
      'sorces: unknown parameter, did you mean sources?',
      'enrichmentMS: unknown parameter, did you mean enrichmentMs?',
      'zzz: unknown parameter, see `npm run parameters`',
      'constructor: unknown parameter, see `npm run parameters`',
    ]);
  });

  test('rejects a stage that makes a name too long for AWS', async () => {
    const stage = 's'.repeat(40);
    expect(await problems({ sources: 'all' }, stage)).toEqual([expect.stringMatching(/\d+ characters too long/)]);
    expect(await problems({ archiveDays: '1' }, stage)).toEqual([expect.stringContaining(': 1 characters too long')]);
    expect(await problems({}, stage)).toEqual([]);
    const longest = 's'.repeat(64 - 'pipebell--deliverer'.length);
    expect(await problems({ levels: 'none' }, longest)).toEqual([]);
    expect(await problems({ levels: 'none' }, `${longest}s`)).toEqual([
      expect.stringContaining(': 1 characters too long'),
    ]);
    expect(await problems({}, 'a_b')).toEqual(['stage=a_b: expected letters, digits and hyphens']);
  });
});

describe('serverless', () => {
  test('has the defaults of the table', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'node_modules/serverless/bin/serverless.js',
      'print',
      '--path=params.default',
      '--format=json',
    ]);
    const defaults = Object.entries(JSON.parse(stdout)).map(([name, value]) => [name, String(value)]);
    expect(Object.fromEntries(defaults)).toEqual(
      Object.fromEntries(Object.entries(PARAMETERS).map(([name, parameter]) => [name, parameter.default])),
    );
  }, 60_000);

  test('reports invalid parameters first, one per line and without a stack trace', async () => {
    const failure = await packageService({ sorces: 'all', dashboard: 'yes' }).catch((error: Error) => error.message);

    expect(failure).toContain(
      'Error:\ndashboard=yes: expected true or false\nsorces: unknown parameter, did you mean sources?\nEnvironment:',
    );
    expect(failure).not.toMatch(/\n\s+at |variable/);
  }, 60_000);

  test('docs/parameters.md describes every parameter', () => {
    const page = readFileSync('docs/parameters.md', 'utf8');
    for (const name of Object.keys(PARAMETERS)) expect(page).toContain(`\`${name}\``);
  });
});
