import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Verdict } from '../judge.ts';
import { judgeCdk } from './cdk.ts';
import { judgeTerraform } from './terraform.ts';

const PAGE = 'docs/infrastructure-as-code.md';

/** The first block of a language in the page. */
const exampleIn = (page: string, language: string): string => {
  const example = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1];
  if (!example) throw new Error(`${PAGE} has no example in ${language}`);
  return example;
};

/** Judges the examples for the CDK and Terraform of the documentation, with the files of `npm run template`. */
export const judgeInfrastructure = async (): Promise<Verdict> => {
  const files = await mkdtemp(join(tmpdir(), 'pipebell-iac-'));
  try {
    await promisify(execFile)(process.execPath, ['scripts/template.ts', '--stage=prod', `--out=${files}`]);
    const template = JSON.parse(await readFile(join(files, 'template.json'), 'utf8'));
    const page = await readFile(PAGE, 'utf8');
    const problems = [
      ...(await judgeCdk(exampleIn(page, 'ts'), files, template)),
      ...(await judgeTerraform(exampleIn(page, 'hcl'), template)),
    ];
    return { counts: `${Object.keys(template.Resources).length} resources by the CDK, the example in HCL`, problems };
  } finally {
    await rm(files, { recursive: true, force: true });
  }
};
