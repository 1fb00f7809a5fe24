import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties are as free as JSON, and the tests read them.
export type Properties = Record<string, any>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
}

/** A packaged template with its conditions decided: references read as `<Topic>`, attributes as `<Topic.TopicName>`. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { Value: string }>>;
}

const NOTHING = Symbol('AWS::NoValue');

/** Decides conditions and writes references as text, so that what a test expects can be written down plainly. */
const decide = (raw: Properties): Template => {
  const intrinsic = (name: string, argument: Properties): unknown => {
    const read = (index: number): unknown => walk(argument[index]);
    switch (name) {
      case 'Ref':
        return String(argument) === 'AWS::NoValue' ? NOTHING : `<${String(argument)}>`;
      case 'Condition':
        return walk(raw.Conditions[String(argument)]);
      case 'Fn::GetAtt':
        return `<${argument.join('.')}>`;
      case 'Fn::Sub':
        return String(argument).replace(/\$\{([\w.:]+)\}/g, '<$1>');
      case 'Fn::If':
        return walk(raw.Conditions[argument[0]]) ? read(1) : read(2);
      case 'Fn::Equals':
        return read(0) === read(1);
      case 'Fn::Not':
        return !read(0);
      case 'Fn::Join':
        return (read(1) as string[]).join(argument[0]);
      case 'Fn::Split':
        return String(read(1)).split(argument[0]);
      case 'Fn::Select':
        return (read(1) as string[])[argument[0]];
      default:
        return undefined;
    }
  };

  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk).filter((item) => item !== NOTHING);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node);
    const [only] = entries;
    const value = only && entries.length === 1 ? intrinsic(only[0], only[1]) : undefined;
    if (value !== undefined) return value;
    return Object.fromEntries(
      entries.map(([key, child]) => [key, walk(child)]).filter(([, child]) => child !== NOTHING),
    );
  };

  const present = Object.entries(raw.Resources as Record<string, Properties>).filter(
    ([, { Condition }]) => Condition === undefined || walk(raw.Conditions[Condition]),
  );
  return walk({ Resources: Object.fromEntries(present), Outputs: raw.Outputs }) as Template;
};

/** Runs `serverless package` as somebody without an AWS account would, and reads what would be deployed. */
export const packageService = async (parameters: Readonly<Record<string, string>> = {}): Promise<Template> => {
  // In a copy: Serverless works in the service's own folder, where two runs at a time would spoil each other's files.
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-package-'));
  try {
    for (const part of ['serverless.yml', 'infra', 'scripts', 'handlers', 'src', 'package.json']) {
      await cp(part, join(folder, part), { recursive: true });
    }
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const environment = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS$)/.test(name));
    await promisify(execFile)(
      process.execPath,
      [
        'node_modules/serverless/bin/serverless.js',
        'package',
        '--stage=test',
        ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`),
      ],
      {
        cwd: folder,
        env: { ...Object.fromEntries(environment), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-such-file') },
      },
    );
    const template = join(folder, '.serverless', 'cloudformation-template-update-stack.json');
    return decide(JSON.parse(await readFile(template, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

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
  if (!resource) throw new Error(`The template has no ${id}`);
  return resource.Properties;
};
