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

export const stackChecks: readonly Check[] = [
  {
    name: 'the stack is deployed',
    async run({ stack, options }) {
      const status = (await stack.status()) ?? 'DELETE_COMPLETE';
      const again = deploy(options);
      if (COMPLETE.test(status)) return [];
      if (IN_PROGRESS.test(status)) return [warning(`it is being changed: ${status}`, 'wait, then run doctor again')];
      return [fault(`its last change failed: ${status}`, `read the stack’s events in the console, then ${again}`)];
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
