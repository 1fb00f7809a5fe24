import assert from 'node:assert/strict';
import { deployPolicy } from '../../../scripts/deploy-policy.ts';
import { type Question, simulate } from '../../engines/permissions/simulate.ts';
import type { Check } from '../check.ts';
import { REGION, STAGE } from '../emulator.ts';
import type { Call } from '../recorder.ts';

interface Use {
  readonly action: string;
  readonly resource: string;
}

const S3_ACTIONS: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ['HEAD', /^\/[^/]+\/?$/, 's3:ListBucket'],
  ['GET', /^\/[^/]+\/?\?list-type=2/, 's3:ListBucket'],
  ['POST', /^\/[^/]+\/?\?delete/, 's3:DeleteObject'],
  ['HEAD', /^\/[^/]+\/./, 's3:GetObject'],
  ['PUT', /^\/[^/]+\/./, 's3:PutObject'],
];

const ofS3 = ({ method, path }: Call): Use => {
  const action = S3_ACTIONS.find(([verb, form]) => verb === method && form.test(path))?.[2];
  assert.ok(action, `an unknown request to S3: ${method} ${path.split('?')[0]}`);
  const [, bucket = '', ...key] = path.split('?')[0]?.split('/') ?? [];
  const object = action === 's3:DeleteObject' ? 'any' : key.map(decodeURIComponent).join('/');
  return { action, resource: `arn:aws:s3:::${bucket}${action === 's3:ListBucket' ? '' : `/${object}`}` };
};

/** Needs no right, or works without it: Serverless skips images if it may not list them. */
const WITHOUT_RIGHT = /^(?:sts:GetCallerIdentity|ecr:DescribeRepositories)$/;

/** What IAM is asked about a call. */
const usesOf = (account: string, call: Call): Use[] => {
  const { service, operation, parameters, path } = call;
  if (service === 's3') return [ofS3(call)];
  if (WITHOUT_RIGHT.test(`${service}:${operation}`)) return [];
  const arn = (last: string): string => `arn:aws:${service}:${REGION}:${account}:${last}`;
  if (service === 'lambda') {
    const name = /^\/2015-03-31\/functions\/([^/?]+)$/.exec(path)?.[1];
    assert.ok(name && call.method === 'GET', `an unknown request to Lambda: ${call.method} ${path}`);
    return [{ action: 'lambda:GetFunction', resource: arn(`function:${name}`) }];
  }
  assert.equal(service, 'cloudformation', `an unknown service: ${service} ${operation}`);
  if (operation === 'ValidateTemplate') return [{ action: 'cloudformation:ValidateTemplate', resource: '*' }];
  const { StackName = '' } = parameters;
  const resource = StackName.startsWith('arn:') ? StackName : arn(`stack/${StackName}/01234567-89ab`);
  return [{ action: `cloudformation:${operation}`, resource }];
};

const unique = (uses: readonly Use[]): Use[] => [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];

export const rights: Check[] = [
  {
    name: 'the policy of npm run deploy-rights allows what Serverless did for its stage, and nothing for another one',
    async prepare({ outputs, deploymentCalls }) {
      const account = outputs.TopicArn?.split(':')[4] ?? '';

      return async () => {
        const uses = unique(deploymentCalls.flatMap((call) => usesOf(account, call)));
        const stages = [
          ...new Set(
            uses.flatMap(
              ({ resource }) =>
                /pipebell-(e2e[\w-]*?)(?:-serverless|-router|-deliverer|\/|$)/.exec(resource)?.[1] ?? [],
            ),
          ),
        ];
        assert.deepEqual(stages.sort(), [STAGE, `${STAGE}-other`]);
        const questions = stages.flatMap((policy) =>
          uses.map(
            ({ action, resource }): Question => ({
              ...{ policy, action, resource, accountId: account, context: {} },
              principal: `arn:aws:iam::${account}:role/deployer`,
            }),
          ),
        );
        const policies = stages.map((stage) => [
          stage,
          deployPolicy({ stage, region: REGION, account, partition: 'aws' }),
        ]);
        const results = await simulate(Object.fromEntries(policies), questions);
        const wrong = questions.flatMap(({ policy, action, resource }, at) => {
          const isOwn =
            resource === '*' || new RegExp(`pipebell-${policy}(?:-serverless|-router|-deliverer|/)`).test(resource);
          const expected = isOwn ? 'Allowed' : 'ImplicitlyDenied';
          return results[at] === expected ? [] : [`${policy}: ${action} on ${resource} is ${results[at]}`];
        });
        assert.deepEqual(wrong, []);
        const actions = new Set(uses.map(({ action }) => action));
        assert.ok(actions.has('cloudformation:DeleteStack') && actions.has('s3:DeleteObject'));
        return `${actions.size} operations in ${deploymentCalls.length} calls`;
      };
    },
  },
];
