import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CODE_BUCKET, standaloneTemplate } from '../../scripts/standalone-template.ts';
import { inCopy, type Properties, packageTemplate } from './package.ts';

/** The logical ids that a template refers to, and does not have. */
const missing = (template: Properties): string[] => {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
  const text = JSON.stringify(template);
  const referred = [
    ...text.matchAll(/\{"Ref":"([^":]+)"\}/g),
    ...text.matchAll(/\{"Fn::GetAtt":\["([^"]+)",/g),
    ...text.matchAll(/"DependsOn":\["([^"]+)"/g),
  ];
  return referred.flatMap(([, id = '']) => (known.has(id) ? [] : [id]));
};

const codeOf = ({ Resources }: Properties): Properties[] =>
  Object.values(Resources as Record<string, Properties>).flatMap(({ Type, Properties: { Code } = {} }) =>
    Type === 'AWS::Lambda::Function' ? [Code] : [],
  );

describe('the template without Serverless', () => {
  let packaged: Properties;
  let template: Properties;
  beforeAll(async () => {
    packaged = await packageTemplate({});
    template = standaloneTemplate(packaged, (archive) => `new-${archive}`);
  }, 60_000);

  test('reads the code from a bucket that a parameter names', () => {
    expect(Object.keys(template.Parameters)).toEqual([CODE_BUCKET]);
    expect(codeOf(template)).toEqual([
      { S3Bucket: { Ref: CODE_BUCKET }, S3Key: 'pipebell/new-router.zip' },
      { S3Bucket: { Ref: CODE_BUCKET }, S3Key: 'pipebell/new-deliverer.zip' },
    ]);
  });

  test('has every resource and output of the packaged one but the bucket of Serverless', () => {
    const ofServerless = (id: string) => id.startsWith('ServerlessDeploymentBucket');
    const rest = (part: object) => Object.keys(part).filter((id) => !ofServerless(id));

    expect(Object.keys(packaged.Resources).filter(ofServerless)).toHaveLength(2);
    expect(Object.keys(template.Resources)).toEqual(rest(packaged.Resources));
    expect(Object.keys(template.Outputs)).toEqual(rest(packaged.Outputs));
  });

  test('refers to nothing that it does not have', () => {
    const { Topic, ...others } = template.Resources;

    expect(missing(template)).toEqual([]);
    expect(missing({ ...template, Resources: others })).toContain('Topic');
  });

  test('is refused if another part needs the bucket of Serverless', () => {
    const Other = { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'ServerlessDeploymentBucket' } } };
    const changed = { ...packaged, Resources: { ...packaged.Resources, Other } };

    expect(() => standaloneTemplate(changed, (archive) => archive)).toThrow(
      /still refers to ServerlessDeploymentBucket/,
    );
  });
});

describe('npm run template', () => {
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    inCopy((cwd) =>
      promisify(execFile)(process.execPath, ['scripts/template.ts', ...args], {
        cwd,
        env: { ...process.env, NODE_OPTIONS: '', ...env },
      }),
    );

  test('writes the template and archives with the hash of their content, and no credential', async () => {
    const out = await mkdtemp(join(tmpdir(), 'pipebell-standalone-'));
    try {
      await writeFile(join(out, 'router-0123456789abcdef.zip'), 'of an earlier run');
      await writeFile(join(out, 'main.tf'), 'of the user');
      const canary = 'canaryInTheEnvironment';
      const { stdout } = await run(['--stage=canaries', `--out=${out}`], { AWS_SECRET_ACCESS_KEY: canary });

      const text = await readFile(join(out, 'template.json'), 'utf8');
      const keys = codeOf(JSON.parse(text)).map(({ S3Key }) => S3Key.replace('pipebell/', ''));
      expect((await readdir(out)).sort()).toEqual(['main.tf', 'template.json', ...keys].sort());
      for (const key of keys) {
        const hash = createHash('sha256').update(await readFile(join(out, key)));
        expect(key).toMatch(`-${hash.digest('hex').slice(0, 16)}.zip`);
      }
      expect(text).toContain('pipebell-canaries-events');
      expect(text + stdout).not.toContain(canary);
      expect(stdout).toContain('--stack-name pipebell-canaries');
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }, 60_000);

  test('says what is missing, and passes on what Serverless says about a parameter', async () => {
    await expect(run([])).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^--stage is missing/) });
    await expect(run(['--stage=x', '--param=sources=foo'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('sources=foo: expected all'),
    });
  }, 60_000);
});
