// Packages the service and checks the security of the templates with checkov. Suppressed checks are in the template, in the
// Metadata of their resource, with the reason. Needs Python 3, and sends nothing. `npm run engines -- template` checks
// whether AWS accepts the templates.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { VARIANTS } from '../test/engines/template/variants.ts';
import { packageTemplate } from '../test/template/package.ts';
import { pythonWith } from './python.ts';

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
    VARIANTS.map(async ({ name, parameters }) => {
      const template = await packageTemplate(parameters);
      await writeFile(join(folder, `${name}.json`), JSON.stringify(template, undefined, 2));
      return `${name}.json`;
    }),
  );
  const scanned = await scan(bin, folder);
  const rules = new Set(scanned.skipped.map(({ check_id }) => check_id));
  console.log(
    `checkov: ${scanned.findings.length} findings in ${files.length} variants of the template, ${scanned.passed} checks passed, ` +
      `${scanned.skipped.length} suppressed (${[...rules].sort().join(', ')})`,
  );
  const { findings } = scanned;
  for (const { where, what } of findings) console.error(`${where}\n  ${what}`);
  if (findings.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
