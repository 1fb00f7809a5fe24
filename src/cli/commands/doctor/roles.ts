import { safeLine } from '../../../text/safe-line.ts';
import type { FunctionName } from '../../aws/deployed.ts';
import { targetsPath } from '../../aws/parameters.ts';
import { type Check, fault, type Problem, restoreHint, type StackContext } from './check.ts';
import { functionOf } from './functions.ts';

/** What a role must be allowed to do with one resource. */
interface Need {
  readonly resource: string;
  readonly actions: readonly string[];
}

const RECEIVE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
const SEND = ['sqs:SendMessage'];

const needsOf = async ({ options, stack }: StackContext, name: FunctionName): Promise<Need[]> => {
  const { deliveries, unrouted, deadLetters } = stack.queues;
  const queue = async (each: string, actions: readonly string[]): Promise<Need> => ({
    resource: await stack.arnOf('sqs', each),
    actions,
  });
  const table = await stack.arnOf('dynamodb', `table/${stack.table}`);
  const logs = await stack.arnOf('logs', `log-group:/aws/lambda/${stack.functionName(name)}:log-stream:any`);
  const targets = await stack.arnOf('ssm', `parameter${targetsPath(options.stage)}`);
  const both = [
    { resource: targets, actions: ['ssm:GetParametersByPath'] },
    { resource: logs, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
    { resource: table, actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
  ];
  return name === 'router'
    ? [...both, await queue(deliveries, SEND), await queue(unrouted, [...SEND, ...RECEIVE])]
    : [...both, await queue(deliveries, RECEIVE), await queue(deadLetters, SEND)];
};

const lookAtRole = async (
  { ask, options }: StackContext,
  role: string,
  { resource, actions }: Need,
): Promise<Problem[]> => {
  const { EvaluationResults = [] } = await ask('iam SimulatePrincipalPolicy', {
    PolicySourceArn: role,
    ActionNames: [...actions],
    ResourceArns: [resource],
  });
  const refused = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
  const who = safeLine(role.split('/').at(-1) ?? '', 128);
  const what = refused.map(({ EvalActionName }) => EvalActionName).join(', ');
  if (refused.length === 0) return [];
  return [
    fault(
      `the role ${who} may not ${what} on ${safeLine(resource.split(':').at(-1) ?? '', 200)}`,
      restoreHint(options),
    ),
  ];
};

const lookAtFunction = async (patient: StackContext, name: FunctionName): Promise<Problem[]> => {
  const role = (await functionOf(patient, name))?.Role;
  if (!role) return [];
  const needs = await needsOf(patient, name);
  return (await Promise.all(needs.map((need) => lookAtRole(patient, role, need)))).flat();
};

const lookAtRules = async (patient: StackContext): Promise<Problem[]> => {
  const { ask, stack } = patient;
  const targets = await Promise.all(
    (await stack.rules()).map(({ name }) => ask('events ListTargetsByRule', { Rule: name })),
  );
  const roles = new Set(targets.flatMap(({ Targets = [] }) => Targets.flatMap(({ RoleArn }) => RoleArn ?? [])));
  const need = { resource: await stack.topicArn(), actions: ['sns:Publish'] };
  return (await Promise.all([...roles].map((role) => lookAtRole(patient, role, need)))).flat();
};

export const roleChecks: readonly Check[] = [
  {
    promise: 'the roles allow what the functions and the rules do',
    // IAM's simulator is asked, which few people may.
    optional: true,
    async look(patient) {
      const looks = [lookAtFunction(patient, 'router'), lookAtFunction(patient, 'deliverer'), lookAtRules(patient)];
      return (await Promise.all(looks)).flat();
    },
  },
];
