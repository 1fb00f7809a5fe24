import { type Check, deploy, fault, unless, warning } from './check.ts';

const OUTPUTS = ['TopicArn', 'DeliveriesQueueUrl', 'DeadLettersQueueUrl', 'UnroutedQueueUrl', 'TargetsPath'];

const SOUND = /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/;
const UNDER_WAY = /_IN_PROGRESS$/;

export const stackChecks: readonly Check[] = [
  {
    promise: 'the stack is deployed',
    async look({ stack, options }) {
      const status = (await stack.status()) ?? 'DELETE_COMPLETE';
      const again = deploy(options);
      if (SOUND.test(status)) return [];
      if (UNDER_WAY.test(status)) return [warning(`it is being changed: ${status}`, 'wait, and look again')];
      return [fault(`its last change failed: ${status}`, `read the stack’s events in the console, then ${again}`)];
    },
  },
  {
    promise: 'the stack tells its outputs',
    async look({ stack, options }) {
      const outputs = await stack.outputs();
      const missing = OUTPUTS.filter((name) => !outputs[name]);
      return unless(missing.length === 0, fault(`it does not tell ${missing.join(', ')}`, deploy(options)));
    },
  },
];
