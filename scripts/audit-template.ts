// Packages the service and checks the templates with cfn-lint and checkov. Suppressed checks are in the template, in the
// Metadata of their resource, with the reason. Needs Python 3, and sends nothing.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageTemplate } from '../test/template/package.ts';
import { pythonWith } from './python.ts';

const ALL = {
  sources: 'all,s3',
  archiveDays: '30',
  levels: 'action',
  allowPrivateTargets: 'true',
  maximumConcurrency: '50',
  topicArn: 'arn:aws:sns:us-east-1:111122223333:builds',
  topicKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef',
  tableKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/fedcba98-7654-3210-fedc-ba9876543210',
  accounts: '222233334444',
  fipsEndpoints: 'true',
  secretParameters: 'arn:aws:ssm:us-east-1:111122223333:parameter/team/*',
  secretArns: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:team/*',
  alarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:operators',
  alertEmail: 'operators@example.com',
  dashboard: 'false',
  pipelineMetrics: 'true',
  logRetentionDays: '7',
  enrichmentMs: '0',
  buildLogGroups: 'arn:aws:logs:us-east-1:111122223333:log-group:/builds/*',
  enrichmentRole: 'pipebell-enrichment',
};

/** Parameter sets that together cover every resource and both branches of every condition. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'levels-none': { levels: 'none' },
  'sources-all': { sources: 'all,s3' },
  'levels-action': { levels: 'action' },
  'topic-given': { topicArn: ALL.topicArn },
  'topic-key-given': { topicKeyArn: ALL.topicKeyArn, levels: 'stage' },
  everything: ALL,
};

interface Finding {
  readonly where: string;
  readonly what: string;
}

/** Runs a tool that prints JSON. Its exit code is ignored, because findings make it non-zero. */
const json = (command: string, args: readonly string[], cwd: string): Promise<unknown> => {
  const names = /^(AWS_|BC_|PRISMA_|CKV_|CHECKOV_)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
  return new Promise((done, fail) => {
    execFile(command, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        done(JSON.parse(stdout));
      } catch {
        // No JSON: the tool itself failed.
        fail(new Error(`${basename(command)} failed: ${stderr || stdout || error?.message}`));
      }
    });
  });
};

interface Match {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] };
}

/**
 * The operation exists, but AWS's list of IAM actions, which cfn-lint reads, does not contain it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
 */
const UNLISTED_ACTION = /^'describealarmcontributors' is not one of /;

const lint = async (bin: string, folder: string, files: readonly string[]): Promise<Finding[]> => {
  const args = ['--format', 'json', '--regions', 'us-east-1', 'eu-central-1', '--', ...files];
  const matches = (await json(join(bin, 'cfn-lint'), args, folder)) as Match[];
  const found = matches.filter(({ Rule, Message }) => Rule.Id !== 'W3037' || !UNLISTED_ACTION.test(Message));
  return found.map(({ Filename, Rule, Message, Location }) => ({
    where: `${Filename} ${Location.Path?.join('/')}`,
    what: `${Rule.Id}: ${Message}`,
  }));
};

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
  readonly file_path: string;
}

interface Results {
  readonly passed_checks: readonly Check[];
  readonly failed_checks: readonly Check[];
  readonly skipped_checks: readonly Check[];
  readonly parsing_errors: readonly string[];
}

const scan = async (bin: string, folder: string) => {
  const args = ['--directory', '.', '--framework', 'cloudformation', '--output', 'json'];
  const { results } = (await json(join(bin, 'checkov'), [...args, '--skip-download'], folder)) as { results: Results };
  const findings = results.failed_checks.map((check) => ({
    where: `${check.file_path.slice(1)} ${check.resource}`,
    what: `${check.check_id}: ${check.check_name}`,
  }));
  const broken = results.parsing_errors.map((file) => ({ where: file, what: 'not readable by checkov' }));
  return { findings: [...findings, ...broken], passed: results.passed_checks.length, skipped: results.skipped_checks };
};

const folder = await mkdtemp(join(tmpdir(), 'pipebell-audit-'));
try {
  const bin = await pythonWith('audit', join(import.meta.dirname, 'audit-requirements.txt'));
  const files = await Promise.all(
    Object.entries(VARIANTS).map(async ([name, parameters]) => {
      const template = await packageTemplate(parameters);
      await writeFile(join(folder, `${name}.json`), JSON.stringify(template, undefined, 2));
      return `${name}.json`;
    }),
  );
  const [linted, scanned] = await Promise.all([lint(bin, folder, files), scan(bin, folder)]);
  const rules = new Set(scanned.skipped.map(({ check_id }) => check_id));
  console.log(`cfn-lint: ${linted.length} findings in ${files.length} variants of the template`);
  console.log(
    `checkov:  ${scanned.findings.length} findings, ${scanned.passed} checks passed, ` +
      `${scanned.skipped.length} suppressed (${[...rules].sort().join(', ')})`,
  );
  const findings = [...linted, ...scanned.findings];
  for (const { where, what } of findings) console.error(`${where}\n  ${what}`);
  if (findings.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
