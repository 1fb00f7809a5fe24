import { stackName } from '../../../model/stack.ts';
import type { StageOptions } from '../../options.ts';
import { aws, serverless } from '../../suggest.ts';
import { type Check, deploy, fault, unless, warning } from './check.ts';

const OUTPUTS = [
  'TopicArn',
  'DeliveriesQueueUrl',
  'DeadLettersQueueUrl',
  'UnroutedQueueUrl',
  'TargetsPath',
  'AllowPrivateTargets',
];

const COMPLETE = /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/;
const IN_PROGRESS = /_IN_PROGRESS$/;

/** The only operation that CloudFormation accepts in each state after a failure, once its cause is removed. */
const afterFailure = (status: string, options: StageOptions): string => {
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const words = `cloudformation continue-update-rollback --stack-name ${stackName(options.stage)}`;
    return `remove the cause, which the stack’s events name: ${aws(words, options)}`;
  }
  if (/^(?:CREATE_FAILED|ROLLBACK_|DELETE_)/.test(status)) {
    return `remove the stack, which has no relay, and deploy it: ${serverless('remove', options)} && ${serverless('deploy', options)}`;
  }
  return `remove the cause, which the stack’s events name, and ${deploy(options)}`;
};

export const stackChecks: readonly Check[] = [
  {
    name: 'the stack is deployed',
    async run({ stack, options }) {
      const status = (await stack.status()) ?? 'DELETE_COMPLETE';
      if (COMPLETE.test(status)) return [];
      if (IN_PROGRESS.test(status)) return [warning(`it is being changed: ${status}`, 'wait, then run doctor again')];
      return [fault(`its last change failed: ${status}`, afterFailure(status, options))];
    },
  },
  {
    name: 'the stack has its outputs',
    async run({ stack, options }) {
      const outputs = await stack.outputs();
      const missing = OUTPUTS.filter((name) => !outputs[name]);
      return unless(missing.length === 0, fault(`it has no output ${missing.join(', ')}`, deploy(options)));
    },
  },
];
