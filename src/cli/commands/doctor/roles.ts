import { actionsOf, asksOf } from '../../../enrichment/asks-of.ts';
import { loadEventSources } from '../../../events/index.ts';
import { KEY_PREFIXES, stackName, targetsPath } from '../../../model/stack.ts';
import { safeLine } from '../../../text/safe-line.ts';
import type { FunctionName } from '../../aws/deployed.ts';
import { type Check, fault, type Problem, restore, type StackContext, warning } from './check.ts';
import { functionOf } from './functions.ts';

/** Actions that a role needs on one resource. */
interface Need {
  readonly resource: string;
  readonly actions: readonly string[];
  /** Values of condition keys: ARNs, or the keys of rows. */
  readonly conditions?: readonly (readonly [key: string, value: string | readonly string[]])[];
  /** Whether a notification is only less detailed without them. */
  readonly optional?: boolean;
}

const RECEIVE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
const SEND = ['sqs:SendMessage'];

const TABLE_ACTIONS: Readonly<Record<FunctionName, readonly string[]>> = {
  router: ['GetItem', 'PutItem', 'UpdateItem'],
  deliverer: ['BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
};

const needsOf = async ({ options, stack }: StackContext, name: FunctionName): Promise<Need[]> => {
  const { deliveries, unrouted, deadLetters } = stack.queues;
  const queue = async (each: string, actions: readonly string[]): Promise<Need> => ({
    resource: await stack.arnOf('sqs', each),
    actions,
  });
  const table = await stack.arnOf('dynamodb', `table/${stack.table}`);
  const logs = await stack.arnOf('logs', `log-group:/aws/lambda/${stack.functionName(name)}:log-stream:any`);
  const targets = await stack.arnOf('ssm', `parameter${targetsPath(options.stage)}`);
  const rows = KEY_PREFIXES[name].map((prefix) => `${prefix}any`);
  const both = [
    { resource: logs, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
    {
      resource: table,
      actions: TABLE_ACTIONS[name].map((action) => `dynamodb:${action}`),
      conditions: [['dynamodb:LeadingKeys', rows] as const],
    },
    await queue(deadLetters, SEND),
  ];
  return name === 'router'
    ? [
        ...both,
        { resource: targets, actions: ['ssm:GetParametersByPath'] },
        await queue(deliveries, SEND),
        await queue(unrouted, [...SEND, ...RECEIVE]),
      ]
    : [
        ...both,
        { resource: `${targets}/any`, actions: ['ssm:GetParameters'] },
        await queue(deliveries, [...SEND, ...RECEIVE]),
      ];
};

/** The calls that the deployed event sources declare for enrichment, each on a resource of the declared form. */
const enrichmentNeeds = async ({ options, stack }: StackContext): Promise<Need[]> => {
  const rules = (await stack.rules()).map(({ name }) => name.replace(/-\d+$/, ''));
  const all = await loadEventSources();
  const chosen = all.filter(({ name }) => rules.includes(`${stackName(options.stage)}-${name}`));
  const needs = asksOf(chosen, all).flatMap((asked) => {
    const { resources, condition = {}, service } = asked;
    const arnOf = (last: string) => stack.arnOf(service.prefix ?? service.name, last.replaceAll('*', 'any'));
    return (resources === 'any' ? ['*'] : resources).map(async (resource) => ({
      resource: resources === 'any' ? '*' : await arnOf(resource),
      actions: actionsOf(asked),
      conditions: await Promise.all(
        Object.entries(condition).map(async ([key, last]) => [key, await arnOf(last)] as const),
      ),
      optional: true,
    }));
  });
  return Promise.all(needs);
};

const checkRole = async (
  { call, options }: StackContext,
  role: string,
  { resource, actions, conditions = [], optional }: Need,
): Promise<Problem[]> => {
  const { EvaluationResults = [] } = await call('iam SimulatePrincipalPolicy', {
    PolicySourceArn: role,
    ActionNames: [...actions],
    ResourceArns: [resource],
    ...(conditions.length > 0 && {
      ContextEntries: conditions.map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyType: typeof value === 'string' ? ('string' as const) : ('stringList' as const),
        ContextKeyValues: [value].flat(),
      })),
    }),
  });
  const denied = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
  if (denied.length === 0) return [];
  const roleName = safeLine(role.split('/').at(-1) ?? '', 128);
  const deniedActions = denied.map(({ EvalActionName }) => EvalActionName).join(', ');
  const on = safeLine(resource.split(':').at(-1) ?? '', 200);
  const problem = optional ? warning : fault;
  return [problem(`the role ${roleName} may not ${deniedActions} on ${on}`, restore(options))];
};

const checkFunction = async (context: StackContext, name: FunctionName): Promise<Problem[]> => {
  const { Role: role, Environment } = (await functionOf(context, name)) ?? {};
  if (!role) return [];
  const needs = await needsOf(context, name);
  const isEnriching = name === 'router' && Number(Environment?.Variables?.ENRICHMENT_MS ?? 0) !== 0;
  if (isEnriching) needs.push(...(await enrichmentNeeds(context)));
  return (await Promise.all(needs.map((need) => checkRole(context, role, need)))).flat();
};

const checkRules = async (context: StackContext): Promise<Problem[]> => {
  const { call, stack } = context;
  const targets = await Promise.all(
    (await stack.rules()).map(({ name }) => call('events ListTargetsByRule', { Rule: name })),
  );
  const roles = new Set(targets.flatMap(({ Targets = [] }) => Targets.flatMap(({ RoleArn }) => RoleArn ?? [])));
  const need = { resource: await stack.topicArn(), actions: ['sns:Publish'] };
  return (await Promise.all([...roles].map((role) => checkRole(context, role, need)))).flat();
};

export const roleChecks: readonly Check[] = [
  {
    name: 'the roles allow what the functions and the rules do',
    // Few users may call IAM's policy simulator.
    optional: true,
    async run(context) {
      const checks = [checkFunction(context, 'router'), checkFunction(context, 'deliverer'), checkRules(context)];
      return (await Promise.all(checks)).flat();
    },
  },
];
