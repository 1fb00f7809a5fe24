import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Properties } from '../../template/package.ts';
import { installApart } from '../npm.ts';

const read = async (file: string): Promise<Properties> => JSON.parse(await readFile(file, 'utf8'));

/** Runs the example in a folder below the installed CDK. @returns the folder with what it synthesised. */
const synthesise = async (installed: string, example: string, files: string, template: Properties) => {
  const app = join(installed, 'app');
  await rm(app, { recursive: true, force: true });
  await mkdir(app);
  await cp(files, join(app, 'pipebell'), { recursive: true });
  await writeFile(join(app, 'pipebell', 'template.json'), JSON.stringify(template));
  await writeFile(join(app, 'app.ts'), example);
  const out = join(app, 'out');
  await promisify(execFile)(process.execPath, ['app.ts'], { cwd: app, env: { ...process.env, CDK_OUTDIR: out } });
  return out;
};

/** What the synthesised stack has that the template has not, or differently. The CDK uploads the code by itself. */
const differences = (made: Properties, template: Properties): string[] => {
  const ids = [...new Set([...Object.keys(made.Resources), ...Object.keys(template.Resources)])];
  const withoutCode = ({ Properties: { Code: _, ...rest }, ...resource }: Properties) => ({ ...resource, rest });
  const differing = ids.filter((id) => {
    const [mine, theirs] = [template.Resources[id], made.Resources[id]];
    if (!mine || !theirs) return true;
    return mine.Type === 'AWS::Lambda::Function'
      ? !isDeepStrictEqual(withoutCode(mine), withoutCode(theirs))
      : !isDeepStrictEqual(mine, theirs);
  });
  const outputs = isDeepStrictEqual(made.Outputs, template.Outputs) ? [] : ['the outputs'];
  return [...differing, ...outputs].map((what) => `CDK: ${what} differs from the template`);
};

/** Whether both archives are uploaded under the keys that the functions have. */
const uploads = async (out: string, made: Properties): Promise<string[]> => {
  const { files } = await read(join(out, 'Pipebell.assets.json'));
  const keys = Object.values(files as Record<string, Properties>).flatMap(({ destinations }) =>
    Object.values(destinations as Record<string, Properties>).map(({ objectKey }) => objectKey),
  );
  return ['RouterLambdaFunction', 'DelivererLambdaFunction'].flatMap((id) =>
    keys.includes(made.Resources[id]?.Properties.Code.S3Key) ? [] : [`CDK: the code of ${id} is not uploaded`],
  );
};

/** Synthesises the example with the template, and once with a fault that it must refuse. @returns the problems. */
export const judgeCdk = async (example: string, files: string, template: Properties): Promise<string[]> => {
  const source = join(import.meta.dirname, 'cdk');
  const installed = await installApart('cdk', source, ['package.json', 'package-lock.json']);
  const { Ledger: _, ...Resources } = template.Resources;
  const refused = await synthesise(installed, example, files, { ...template, Resources }).then(
    () => ['CDK: a template that refers to a missing resource is accepted'],
    ({ stderr }) => (/Ledger/.test(stderr) ? [] : [`CDK: failed for another reason: ${stderr}`]),
  );
  const out = await synthesise(installed, example, files, template);
  const made = await read(join(out, 'Pipebell.template.json'));
  return [...refused, ...differences(made, template), ...(await uploads(out, made))];
};
