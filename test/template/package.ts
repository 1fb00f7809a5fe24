import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { decide, type Properties, rewrite } from '../../scripts/decided-template.ts';
import { cached } from './cache.ts';

export type { Properties };

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly Metadata?: Properties;
  readonly UpdateReplacePolicy?: string;
  readonly DeletionPolicy?: string;
}

/** References read as `<Topic>`, attributes as `<Topic.TopicName>`. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { Value: string }>>;
}

/** Replaces references by text such as `<Topic>`, so that expected values can be written as plain literals. */
const plain = (decided: Properties): Template =>
  rewrite(decided, (name, argument) => {
    switch (name) {
      case 'Ref':
        return `<${argument}>`;
      case 'Fn::GetAtt':
        return `<${argument.join('.')}>`;
      case 'Fn::Sub': {
        const [text, values = {}] = Array.isArray(argument) ? argument : [argument];
        return String(text)
          .replace(/\$\{([\w.:]+)\}/g, (_, key) => values[key] ?? `<${key}>`)
          .replaceAll('${!', '${');
      }
      case 'Fn::Join':
        return argument[1].join(argument[0]);
      case 'Fn::Split':
        return argument[1].split(argument[0]);
      case 'Fn::Select':
        return argument[1][argument[0]];
      default:
        return undefined;
    }
  }) as Template;

/** The files that decide what gets packaged. */
const INPUTS = ['serverless.yml', 'infra', 'scripts', 'handlers', 'src', 'package.json', 'package-lock.json'];

/**
 * Gives `work` a copy of the service and removes it afterwards: Serverless and the build write into the service's folder,
 * so two runs at the same time would overwrite each other.
 */
export const inCopy = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-package-'));
  try {
    for (const part of INPUTS) await cp(part, join(folder, part), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs `serverless package` without AWS credentials. @throws Error with the command's output if it fails. */
const serverlessPackage = (args: readonly string[]): Promise<string> =>
  inCopy(async (folder) => {
    const environment = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS$)/.test(name));
    const command = ['node_modules/serverless/bin/serverless.js', 'package', ...args];
    await promisify(execFile)(process.execPath, command, {
      cwd: folder,
      env: {
        ...Object.fromEntries(environment),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-such-file'),
        // Saves a third of the time: the framework is large, and is compiled once for all runs.
        NODE_COMPILE_CACHE: resolve('node_modules/.cache/pipebell-compiled'),
      },
    }).catch(({ stdout, stderr }) => {
      throw new Error(`serverless package: ${stdout}${stderr}`);
    });
    return await readFile(join(folder, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8');
  });

/** Packages the service, or takes the template that an earlier call made from the same files and parameters. */
export const packageTemplate = async (
  parameters: Readonly<Record<string, string>>,
  stage = 'test',
): Promise<Properties> => {
  const args = [`--stage=${stage}`, ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`)];
  return decide(JSON.parse(await cached(args, INPUTS, () => serverlessPackage(args))));
};

/** {@link packageTemplate}, with references as text. */
export const packageService = async (
  parameters: Readonly<Record<string, string>> = {},
  stage?: string,
): Promise<Template> => plain(await packageTemplate(parameters, stage));

/** The properties of each resource of one type, by logical id. */
export const ofType = ({ Resources }: Template, type: string): Record<string, Properties> =>
  Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, Properties]),
  );

/** The properties of one resource. */
export const properties = ({ Resources }: Template, id: string): Properties => {
  const resource = Resources[id];
  if (!resource) throw new Error(`no resource ${id} in the template`);
  return resource.Properties;
};
