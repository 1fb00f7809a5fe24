import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deployPolicy, rightsOf } from '../../scripts/deploy-policy.ts';
import { ofType, packageService, type Template } from './package.ts';

const PLACE = { stage: 'test', region: 'eu-west-1', account: '111122223333', partition: 'aws' };

/** Sources of templates: the packaged one has types of Serverless, the others have those of every condition. */
const usedTypes = async (template: Template): Promise<string[]> => {
  const folders = ['infra', 'scripts'];
  const names = (await Promise.all(folders.map((folder) => readdir(folder)))).flatMap((files, at) =>
    files
      .filter((file) => /^(?!deploy|cost|standalone).*\.(?:yml|ts)$/.test(file))
      .map((file) => join(folders[at] ?? '', file)),
  );
  const texts = await Promise.all(names.map((name) => readFile(name, 'utf8')));
  const declared = texts.flatMap((text) =>
    Array.from(text.matchAll(/Type: '?(AWS::\w+::\w+)/g), ([, type = '']) => type),
  );
  const packaged = Object.values(template.Resources).map(({ Type }) => Type);
  return [...new Set([...declared, ...packaged])].sort();
};

/** Whether one of the patterns of a policy matches an ARN. */
const matches = (patterns: readonly string[], arn: string): boolean =>
  patterns.some((pattern) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(arn),
  );

/** The ARN of a named resource, by the type and the property that has its name. */
const NAMED: Readonly<Record<string, readonly [property: string, arnOf: (name: string) => string]>> = {
  'AWS::SQS::Queue': ['QueueName', (name) => `sqs:eu-west-1:111122223333:${name}`],
  'AWS::SNS::Topic': ['TopicName', (name) => `sns:eu-west-1:111122223333:${name}`],
  'AWS::Lambda::Function': ['FunctionName', (name) => `lambda:eu-west-1:111122223333:function:${name}`],
  'AWS::DynamoDB::Table': ['TableName', (name) => `dynamodb:eu-west-1:111122223333:table/${name}`],
  'AWS::Logs::LogGroup': ['LogGroupName', (name) => `logs:eu-west-1:111122223333:log-group:${name}`],
  'AWS::Events::Rule': ['Name', (name) => `events:eu-west-1:111122223333:rule/${name}`],
  'AWS::Events::Archive': ['ArchiveName', (name) => `events:eu-west-1:111122223333:archive/${name}`],
  'AWS::CloudWatch::Alarm': ['AlarmName', (name) => `cloudwatch:eu-west-1:111122223333:alarm:${name}`],
  'AWS::CloudWatch::Dashboard': ['DashboardName', (name) => `cloudwatch::111122223333:dashboard/${name}`],
};

describe('the policy of a role that deploys', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService({ sources: 'all,s3', archiveDays: '30' });
  }, 60_000);

  test('has rights for every type of resource that a stack can have, and for no other', async () => {
    const covered = [...new Set(rightsOf(PLACE).flatMap(({ types }) => types))].sort();

    expect(covered).toEqual(await usedTypes(template));
    expect(covered).toContain('AWS::KMS::Key');
  });

  test('names every resource of the template that has a name', () => {
    const checked: string[] = [];
    for (const [type, [property, arnOf]] of Object.entries(NAMED)) {
      const patterns = rightsOf(PLACE).flatMap(({ types, resources }) => (types.includes(type) ? resources : []));
      const exact = patterns.filter((pattern) => pattern !== '*');
      for (const { [property]: name } of Object.values(ofType(template, type))) {
        expect([name, matches(exact, `arn:aws:${arnOf(name)}`)]).toEqual([name, true]);
        checked.push(name);
      }
      expect(matches(exact, `arn:aws:${arnOf('pipebell-other')}`)).toBe(false);
    }
    expect(checked.length).toBeGreaterThan(40);
  });

  test('allows on every resource only what IAM cannot restrict, or what a condition restricts', () => {
    const anywhere = deployPolicy(PLACE).Statement.filter(({ Resource }) => Resource.includes('*'));

    expect(anywhere.filter(({ Condition }) => !Condition).map(({ Action }) => Action)).toEqual([
      ['cloudformation:ValidateTemplate', 'logs:DescribeLogGroups', 'cloudwatch:DescribeAlarms'],
    ]);
    expect(anywhere.flatMap(({ Condition }) => (Condition ? [Object.keys(Condition)] : []))).toEqual([
      ['ArnEquals'],
      ['ForAnyValue:StringEquals'],
    ]);
  });

  test('fits a managed policy, also with a boundary', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    const policy = deployPolicy({
      ...PLACE,
      stage: 'preproduction',
      boundary: 'arn:aws:iam::111122223333:policy/limits',
    });

    expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });

  test('lets roles get rights only with the boundary, where one is given', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/limits';
    const granting = (place: typeof PLACE & { boundary?: string }) =>
      deployPolicy(place).Statement.filter(({ Action }) => Action.includes('iam:PutRolePolicy'));

    expect(granting(PLACE).map(({ Condition }) => Condition)).toEqual([undefined]);
    expect(granting({ ...PLACE, boundary }).map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    ]);
  });

  test('is infra/deploy-policy.json for the stage prod', async () => {
    const written = JSON.parse(await readFile('infra/deploy-policy.json', 'utf8'));

    expect(written).toEqual(deployPolicy({ ...PLACE, stage: 'prod' }));
  });
});

describe('npm run deploy-rights', () => {
  const run = (...args: string[]): Promise<string> =>
    promisify(execFile)(process.execPath, ['scripts/deploy-rights.ts', ...args]).then(
      ({ stdout }) => stdout,
      ({ stderr, code }) => `${code}: ${stderr.trim()}`,
    );

  test('prints the policy, or says which option is missing or wrong', async () => {
    const options = ['--stage=prod', '--region=eu-west-1', '--account=111122223333'];

    expect(JSON.parse(await run(...options))).toEqual(deployPolicy({ ...PLACE, stage: 'prod' }));
    await expect(run('--stage=prod')).resolves.toBe('1: --region is missing: a Region such as eu-west-1');
    await expect(run(...options, '--account=12')).resolves.toBe(
      '1: --account=12: expected the 12 digits of an account',
    );
  });
});
