import { enrichmentRights } from '../../../scripts/enrichment-rights.ts';
import { subscribingSources } from '../../../scripts/rules.ts';
import { loadEventSources } from '../../../src/events/index.ts';
import { type Properties, packageService, properties, type Template } from '../../template/package.ts';
import { ACCOUNT, REGION, type Role, STAGE } from '../recording/recorder.ts';

export interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Properties;
}

/** The statements of both roles in a stack. */
export interface Stack {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The chosen event sources. None if the router asks nothing. */
  readonly sources: readonly string[];
  /** The roles contain the statements for enrichment only. */
  readonly asksOnly?: boolean;
  readonly roles: Readonly<Record<Role, readonly Statement[]>>;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

const ARNS: Readonly<Record<string, (resource: Properties) => string>> = {
  'AWS::SQS::Queue': ({ QueueName }) => `sqs:${REGION}:${ACCOUNT}:${QueueName}`,
  'AWS::DynamoDB::Table': ({ TableName }) => `dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`,
  'AWS::Logs::LogGroup': ({ LogGroupName }) => `logs:${REGION}:${ACCOUNT}:log-group:${LogGroupName}:*`,
};

/** Replaces the references `<AWS::Region>` and `<Ledger.Arn>`. @throws Error for any other reference. */
const resolved = (template: Template, statements: unknown): Statement[] =>
  JSON.parse(
    JSON.stringify(statements).replace(/<([\w:]+)(\.Arn)?>/g, (reference, name, attribute) => {
      const make = ARNS[template.Resources[name]?.Type ?? ''];
      const value = attribute ? make && `arn:aws:${make(properties(template, name))}` : PSEUDO[name];
      if (value === undefined) throw new Error(`the reference ${reference} of a role has no value here`);
      return value;
    }),
  );

const statementsOf = (template: Template, id: string): Statement[] =>
  resolved(
    template,
    properties(template, id).Policies.flatMap(({ PolicyDocument }: Properties) => PolicyDocument.Statement),
  );

/** Values of every parameter that adds permissions. */
export const EVERYTHING = {
  sources: 'all,s3',
  tableKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/7e8f9a0b-1c2d-4e3f-8a4b-5c6d7e8f9a0b`,
  accounts: '444455556666',
  enrichmentRole: 'pipebell-read',
  buildLogGroups: `arn:aws:logs:*:${ACCOUNT}:log-group:/builds/*`,
  secretParameters: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/bakery/*`,
  secretArns: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bakery/*`,
} as const;

const packaged = async (name: string, parameters: Stack['parameters'], sources: Stack['sources']): Promise<Stack> => {
  const template = await packageService(parameters, STAGE);
  const roles = { router: statementsOf(template, 'RouterRole'), deliverer: statementsOf(template, 'DelivererRole') };
  return { name, parameters, sources, roles };
};

/** Evaluates `Fn::Join` and pseudo parameters, which the generated statements consist of. */
const joined = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(joined);
  if (typeof node !== 'object' || node === null) return node;
  const { Ref: name, 'Fn::Join': join } = node as Properties;
  if (name) return `<${name}>`;
  if (join) return (joined(join[1]) as string[]).join(join[0]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, joined(value)]));
};

/**
 * The stack with the default parameters, with everything, without enrichment, and with each event source alone. Of
 * those of one source only the statements for enrichment are judged, which differ. They are made without Serverless,
 * which would take a minute.
 */
export const stacks = async (): Promise<Stack[]> => {
  const all = await loadEventSources();
  const chosen = await subscribingSources();
  const names = chosen.map(({ name }) => name);
  const template = await packageService({}, STAGE);
  const ofOne = chosen.map((source): Stack => {
    const asks = resolved(template, joined(enrichmentRights([source], all)));
    const roles = { router: asks, deliverer: [] };
    return { name: `sources=${source.name}`, parameters: {}, sources: [source.name], asksOnly: true, roles };
  });
  return [
    await packaged('the default parameters', {}, ['codepipeline']),
    await packaged('every parameter', EVERYTHING, names),
    await packaged('enrichmentMs=0', { enrichmentMs: '0' }, []),
    ...ofOne,
  ];
};
