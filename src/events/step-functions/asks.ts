import type { Asked, AskedService } from '../../model/enrichment.ts';
import type { Notification } from '../../model/notification.ts';

export const SOURCE = 'aws.states';
export const STATUS_CHANGE = 'Step Functions Execution Status Change';

export const STATES: AskedService = { name: 'states', target: 'AWSStepFunctions', version: '1.0' };

export const asks: readonly Asked[] = [
  { service: STATES, operations: ['GetExecutionHistory'], resources: ['execution:*'] },
];

const ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:*\s]{1,200}:[^:*\s]{1,80}$/;

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/**
 * The ARN of an execution.
 * @param run the execution's name, or the ARN itself, which is the external execution id of a pipeline's action.
 * @returns `undefined` if the notification is not about an execution.
 */
export const executionArn = (
  { region = '', account, resource, execution }: Notification,
  run: string | undefined = execution?.id,
): string | undefined => {
  if (run === undefined || ARN.test(run)) return run;
  if (resource?.kind !== 'state-machine') return undefined;
  const arn = `arn:${partitionOf(region)}:states:${region}:${account}:execution:${resource.name}:${run}`;
  return ARN.test(arn) ? arn : undefined;
};
