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
  readonly Metadata?: Properties;
}

/** References read as `<Topic>`, attributes as `<Topic.TopicName>`. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { Value: string }>>;
}

const NOTHING = Symbol('AWS::NoValue');

/** Goes through a template from the leaves up; `intrinsic` may replace what a function stands for. */
const rewrite = (node: unknown, intrinsic: (name: string, argument: Properties) => unknown): unknown => {
  const walk = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(walk).filter((item) => item !== NOTHING);
    if (typeof inner !== 'object' || inner === null) return inner;
    // Of Fn::If, one branch may be nothing; it must keep its place.
    const read = (key: string, child: unknown) => (key === 'Fn::If' ? (child as unknown[]).map(walk) : walk(child));
    const entries = Object.entries(inner).map(([key, child]) => [key, read(key, child)] as const);
    const [only] = entries;
    const value = only && entries.length === 1 ? intrinsic(only[0], only[1] as Properties) : undefined;
    return value ?? Object.fromEntries(entries.filter(([, child]) => child !== NOTHING));
  };
  return walk(node);
};

/**
 * Decides the conditions, as CloudFormation will: Serverless has put texts in for all parameters, so it can be done
 * beforehand. What is left is what gets deployed.
 */
const decide = (raw: Properties): Properties => {
  const holds = (condition: Properties): boolean => {
    const [[name, argument] = ['', []]] = Object.entries(condition);
    switch (name) {
      case 'Fn::Equals':
        return argument[0] === argument[1];
      case 'Fn::Not':
        return !holds(argument[0]);
      case 'Fn::And':
        return argument.every(holds);
      case 'Condition':
        return holds(raw.Conditions[argument]);
      default:
        throw new Error(`A condition with ${name}`);
    }
  };
  const present = (part: Record<string, Properties>): Properties =>
    Object.fromEntries(
      Object.entries(part)
        .filter(([, { Condition }]) => Condition === undefined || holds({ Condition }))
        .map(([id, { Condition: _, ...rest }]) => [id, rest]),
    );
  const { Conditions: _, Resources, Outputs, ...rest } = raw;
  const parts = { ...rest, Resources: present(Resources), Outputs: present(Outputs) };
  return rewrite(parts, (name, argument) => {
    if (name === 'Fn::If') return argument[holds({ Condition: argument[0] }) ? 1 : 2];
    return name === 'Ref' && String(argument) === 'AWS::NoValue' ? NOTHING : undefined;
  }) as Properties;
};

/** Writes references as text, so that what a test expects can be written down plainly. */
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

/** Runs `serverless package` as somebody without an AWS account would. @returns what would be deployed. */
export const packageTemplate = async (
  parameters: Readonly<Record<string, string>>,
  stage = 'test',
): Promise<Properties> => {
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
        `--stage=${stage}`,
        ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`),
      ],
      {
        cwd: folder,
        env: { ...Object.fromEntries(environment), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-such-file') },
      },
    ).catch(({ stdout, stderr }) => {
      throw new Error(`serverless package: ${stdout}${stderr}`);
    });
    const template = join(folder, '.serverless', 'cloudformation-template-update-stack.json');
    return decide(JSON.parse(await readFile(template, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The same for a test to read. */
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
  if (!resource) throw new Error(`The template has no ${id}`);
  return resource.Properties;
};
