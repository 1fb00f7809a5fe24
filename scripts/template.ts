// Packages the service for CloudFormation, Terraform, the CDK or SAM: docs/infrastructure-as-code.md.
//
//   npm run template -- --stage prod --param sources=all
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { CODE_BUCKET, standaloneTemplate } from './standalone-template.ts';

const HELP = `Usage: npm run template -- --stage NAME [options]

Writes a CloudFormation template and the code of the functions. Sends nothing.

  --stage NAME        the stage, which is part of every name
  --param NAME=VALUE  a parameter of serverless.yml, as often as needed
  --out FOLDER        where to write (default: dist/template/STAGE)`;

const ARCHIVES = ['router.zip', 'deliverer.zip'];

/** Files of an earlier run. Anything else in the folder stays. */
const WRITTEN = /^(?:template\.json|(?:router|deliverer)-[0-9a-f]{16}\.zip)$/;

/** The archives are the same for the same code, so the hash changes with the code only. */
const hashedName = async (folder: string, archive: string): Promise<string> => {
  const hash = createHash('sha256').update(await readFile(join(folder, archive)));
  return archive.replace('.zip', `-${hash.digest('hex').slice(0, 16)}.zip`);
};

/** @throws Error with the output of Serverless, for example about a parameter. */
const serverlessPackage = async (stage: string, parameters: readonly string[], folder: string): Promise<void> => {
  const command = [resolve('node_modules/serverless/bin/serverless.js'), 'package', `--stage=${stage}`];
  const options = [`--package=${folder}`, ...parameters.map((parameter) => `--param=${parameter}`)];
  await promisify(execFile)(process.execPath, [...command, ...options]).catch(({ stdout, stderr }) => {
    throw new Error(`${stderr}${stdout}`.trim());
  });
};

const write = async (stage: string, parameters: readonly string[], out: string): Promise<string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-template-'));
  try {
    await serverlessPackage(stage, parameters, folder);
    const names = new Map<string, string>();
    for (const archive of ARCHIVES) names.set(archive, await hashedName(folder, archive));
    const packaged = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    const template = standaloneTemplate(JSON.parse(packaged), (archive) => {
      const name = names.get(archive);
      if (!name) throw new Error(`no archive ${archive}`);
      return name;
    });
    await mkdir(out, { recursive: true });
    for (const old of await readdir(out)) if (WRITTEN.test(old)) await rm(join(out, old));
    await writeFile(join(out, 'template.json'), `${JSON.stringify(template, undefined, 2)}\n`);
    for (const [archive, name] of names) await copyFile(join(folder, archive), join(out, name));
    return ['template.json', ...names.values()];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

try {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      param: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(HELP);
  else if (!values.stage) throw new Error('--stage is missing: npm run template -- --stage prod');
  else {
    const out = resolve(values.out ?? join('dist', 'template', values.stage));
    const shown = relative('.', out);
    for (const name of await write(values.stage, values.param, out)) console.log(join(shown, name));
    const [bucket, stack] = ['YOUR-BUCKET', `pipebell-${values.stage}`];
    console.log(`
Next, with a bucket in the Region of the stack:
  aws s3 cp --recursive ${shown} s3://${bucket}/pipebell/
  aws cloudformation deploy --stack-name ${stack} --template-file ${join(shown, 'template.json')} \\
    --s3-bucket ${bucket} --parameter-overrides ${CODE_BUCKET}=${bucket} --capabilities CAPABILITY_IAM
docs/infrastructure-as-code.md has Terraform, the CDK and SAM.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
