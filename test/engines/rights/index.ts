import { deployPolicy } from '../../../scripts/deploy-policy.ts';
import { packageService, type Template } from '../../template/package.ts';
import type { Verdict } from '../judge.ts';
import { type Question, simulate } from '../permissions/simulate.ts';
import { ACCOUNT, arn, arnsOf, REGION } from './arns.ts';
import { NEEDED } from './needed.ts';

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/limits`;

/** That of the alarm topic's key, as far as it concerns principals of the account. */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};

interface Use {
  readonly action: string;
  readonly resource: string;
  readonly context?: Question['context'];
}

/** Operations that IAM authorizes on any resource. */
const ON_ANY = /^(?:kms:CreateKey|lambda:CreateEventSourceMapping)$/;

/** What a request of CloudFormation states, so that conditions can be judged. */
const contextOf = (action: string, stage: string): Question['context'] => {
  if (action.startsWith('kms:')) return { 'aws:CalledVia': ['cloudformation.amazonaws.com'] };
  if (action.endsWith('EventSourceMapping'))
    return { 'lambda:FunctionArn': arn('lambda', `function:pipebell-${stage}-router`) };
  return action.startsWith('iam:') ? { 'iam:PermissionsBoundary': BOUNDARY } : {};
};

const usesOf = (stage: string, template: Template): Use[] =>
  Object.entries(arnsOf(stage, template)).flatMap(([type, resources]) =>
    (NEEDED[type] ?? '').split(' ').flatMap((action) =>
      (ON_ANY.test(action) ? ['*'] : resources).map((resource) => ({
        action,
        resource,
        context: contextOf(action, stage),
      })),
    ),
  );

const passing = (role: string, service: string): Use => ({
  action: 'iam:PassRole',
  resource: `arn:aws:iam::${ACCOUNT}:role/${role}`,
  context: { 'iam:PassedToService': `${service}.amazonaws.com` },
});

/** What nobody needs for a deployment, or only for another stage. */
const forbidden = (stage: string, uses: readonly Use[]): Use[] => {
  const text = (use: Use) => JSON.stringify(use);
  const otherStage = uses.flatMap((use): Use[] => {
    const changed = text(use).replaceAll(`pipebell-${stage}`, 'pipebell-other');
    // Reading alarms is allowed on any, because CloudWatch lists them.
    return changed === text(use) || use.action === 'cloudwatch:DescribeAlarms' ? [] : [JSON.parse(changed)];
  });
  const withoutBoundary = uses.flatMap(({ context: _, ...use }): Use[] =>
    /^iam:(?:CreateRole|PutRolePolicy)$/.test(use.action) ? [use] : [],
  );
  return [
    ...otherStage,
    ...withoutBoundary,
    { action: 'kms:CreateKey', resource: '*' },
    passing(`pipebell-${stage}-RouterRole-1A2B3C`, 'ec2'),
    passing('Administrator', 'lambda'),
    { action: 'iam:CreateUser', resource: `arn:aws:iam::${ACCOUNT}:user/any` },
    { action: 'iam:AttachRolePolicy', resource: `arn:aws:iam::${ACCOUNT}:role/pipebell-${stage}-RouterRole-1A2B3C` },
    { action: 'ssm:GetParameter', resource: arn('ssm', `parameter/pipebell/${stage}/targets/team`) },
    { action: 'sqs:ReceiveMessage', resource: arn('sqs', `pipebell-${stage}-dead-letters`) },
    { action: 'lambda:InvokeFunction', resource: arn('lambda', `function:pipebell-${stage}-router`) },
    { action: 'dynamodb:Scan', resource: arn('dynamodb', `table/pipebell-${stage}-ledger`) },
    { action: 's3:GetObject', resource: 'arn:aws:s3:::other-bucket/key' },
  ];
};

/** @returns what the policy allows and should not, or the other way round. */
const problemsOf = async (policy: object, needed: readonly Use[], denied: readonly Use[]): Promise<string[]> => {
  const questions = [...needed, ...denied].map(
    ({ context = {}, ...use }): Question => ({
      ...use,
      policy: 'deploy',
      principal: `arn:aws:iam::${ACCOUNT}:role/deployer`,
      accountId: ACCOUNT,
      context,
      ...(use.resource.includes(':kms:') && { resourcePolicy: KEY_POLICY }),
    }),
  );
  const results = await simulate({ deploy: policy }, questions);
  return questions.flatMap(({ action, resource }, at) => {
    const expected = at < needed.length ? 'Allowed' : 'ImplicitlyDenied';
    return results[at] === expected ? [] : [`${action} on ${resource} is ${results[at]}, expected ${expected}`];
  });
};

/** Judges the policy of a role that deploys, by a simulator of IAM, with the operations that CloudFormation declares. */
export const judgeRights = async (): Promise<Verdict> => {
  const stage = 'test';
  const template = await packageService({ sources: 'all,s3', archiveDays: '30' });
  const policy = deployPolicy({ stage, region: REGION, account: ACCOUNT, partition: 'aws', boundary: BOUNDARY });
  const needed = [
    ...usesOf(stage, template),
    passing(`pipebell-${stage}-RouterRole-1A2B3C`, 'lambda'),
    passing(`pipebell-${stage}-DelivererRole-1A2B3C`, 'lambda'),
    passing(`pipebell-${stage}-PublishRole-1A2B3C`, 'events'),
    { action: 'events:CreateArchive', resource: arn('events', 'event-bus/default') },
  ];
  const denied = forbidden(stage, needed);
  const withoutQueues = { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== 'Queues') };
  const tooWide = { ...policy, Statement: [...policy.Statement, { Effect: 'Allow', Action: 'sns:*', Resource: '*' }] };
  const faults = [
    { found: await problemsOf(withoutQueues, needed, []), expected: /^sqs:CreateQueue on \S+ is ImplicitlyDenied/ },
    {
      found: await problemsOf(tooWide, [], denied),
      expected: /^sns:DeleteTopic on \S+pipebell-other-events is Allowed/,
    },
  ];
  const unseen = faults.flatMap(({ found, expected }) =>
    found.some((problem) => expected.test(problem))
      ? []
      : [`a policy with a fault is accepted: no problem matches ${expected}`],
  );
  return {
    counts: `${needed.length} operations allowed and ${denied.length} denied, ${faults.length} policies with a fault`,
    problems: [...(await problemsOf(policy, needed, denied)), ...unseen],
  };
};
