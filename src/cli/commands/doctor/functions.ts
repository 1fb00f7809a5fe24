import { DELIVERER_VARIABLES, ROUTER_VARIABLES } from '../../../model/stack.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { FUNCTIONS, type FunctionName } from '../../aws/deployed.ts';
import { orMissing } from '../../aws/operations.ts';
import { type Check, deploy, fault, type Problem, restoreHint, type StackContext, unless, warning } from './check.ts';

const RUNTIME = 'nodejs24.x';

/** What each function cannot do without: the handlers read it. Names only are looked at. */
export const ENVIRONMENT: Readonly<Record<FunctionName, readonly string[]>> = {
  router: ROUTER_VARIABLES,
  deliverer: DELIVERER_VARIABLES,
};

/** `undefined` if there is no such function. */
export const functionOf = ({ call, stack }: StackContext, name: FunctionName) =>
  orMissing(call('lambda GetFunctionConfiguration', { FunctionName: stack.functionName(name) }));

/** Looks at both functions; one that is gone is told by the first check. */
const ofBoth =
  (look: (patient: StackContext, name: FunctionName) => Promise<readonly Problem[]>) =>
  async (patient: StackContext): Promise<Problem[]> =>
    (await Promise.all(FUNCTIONS.map((name) => look(patient, name)))).flat();

const lookAtState = async (patient: StackContext, name: FunctionName): Promise<Problem[]> => {
  const mend = deploy(patient.options);
  const found = await functionOf(patient, name);
  if (!found) return [fault(`the ${name} is gone`, restoreHint(patient.options))];
  const { State = 'Active', LastUpdateStatus = 'Successful', Runtime = '' } = found;
  return [
    // Lambda puts a function to sleep that was not needed for weeks, and wakes it by itself.
    ...unless(/^(?:Active|Inactive)$/.test(State), fault(`the ${name} is ${safeLine(State, 40)}`, mend)),
    ...unless(LastUpdateStatus !== 'Failed', fault(`the last update of the ${name} failed`, mend)),
    ...unless(LastUpdateStatus !== 'InProgress', warning(`the ${name} is being updated`, 'wait, and look again')),
    ...unless(Runtime === RUNTIME, warning(`the ${name} runs on ${safeLine(Runtime, 40)}, not on ${RUNTIME}`, mend)),
  ];
};

const lookAtEnvironment = async (patient: StackContext, name: FunctionName): Promise<Problem[]> => {
  const found = await functionOf(patient, name);
  if (!found) return [];
  const { Variables = {} } = found.Environment ?? {};
  const missing = ENVIRONMENT[name].filter((each) => !Variables[each]);
  return unless(missing.length === 0, fault(`the ${name} lacks ${missing.join(', ')}`, restoreHint(patient.options)));
};

const lookAtConcurrency = async ({ call, stack }: StackContext, name: FunctionName): Promise<Problem[]> => {
  const FunctionName = stack.functionName(name);
  const found = await orMissing(call('lambda GetFunctionConcurrency', { FunctionName }));
  const mend = `aws lambda delete-function-concurrency --function-name ${FunctionName}`;
  return unless(found?.ReservedConcurrentExecutions !== 0, fault(`the ${name} may not run at all`, mend));
};

const lookAtFeed = async ({ call, options, stack }: StackContext, name: FunctionName): Promise<Problem[]> => {
  const FunctionName = stack.functionName(name);
  const queue = name === 'router' ? stack.queues.unrouted : stack.queues.deliveries;
  const found = await orMissing(call('lambda ListEventSourceMappings', { FunctionName }));
  const feed = found?.EventSourceMappings?.find(({ EventSourceArn }) => EventSourceArn?.split(':').at(-1) === queue);
  if (!feed) return [fault(`the queue ${queue} does not feed the ${name}`, restoreHint(options))];
  const { UUID = '', State = 'Enabled', FunctionResponseTypes = [], LastProcessingResult = '' } = feed;
  const respond = `aws lambda update-event-source-mapping --function-response-types ReportBatchItemFailures --uuid ${UUID}`;
  const enable = `aws lambda update-event-source-mapping --enabled --uuid ${UUID}`;
  return [
    ...unless(!/^Disabl/.test(State), fault(`the trigger of the ${name} is switched off`, enable)),
    ...unless(
      FunctionResponseTypes.includes('ReportBatchItemFailures'),
      fault(`one failure makes the ${name} repeat its whole batch: no ReportBatchItemFailures`, respond),
    ),
    ...unless(
      !LastProcessingResult.startsWith('PROBLEM'),
      fault(`Lambda cannot read the queue ${queue}`, `look at the role of the ${name} and at the queue’s policy`),
    ),
  ];
};

export const functionChecks: readonly Check[] = [
  { promise: 'the functions are ready', look: ofBoth(lookAtState) },
  { promise: 'the functions have the environment that they need', look: ofBoth(lookAtEnvironment) },
  { promise: 'nothing holds the functions back', look: ofBoth(lookAtConcurrency) },
  { promise: 'the queues feed the functions', look: ofBoth(lookAtFeed) },
  {
    promise: 'what the router cannot do waits on the unrouted queue',
    async look({ call, stack }) {
      const FunctionName = stack.functionName('router');
      const found = await orMissing(
        call('lambda GetFunctionEventInvokeConfig', { FunctionName, Qualifier: '$LATEST' }),
      );
      const queue = found?.DestinationConfig?.OnFailure?.Destination?.split(':').at(-1);
      const Destination = await stack.arnOf('sqs', stack.queues.unrouted);
      const config = JSON.stringify({ OnFailure: { Destination } });
      const mend = `aws lambda put-function-event-invoke-config --function-name ${FunctionName} --maximum-retry-attempts 2 --maximum-event-age-in-seconds 21600 --destination-config '${config}'`;
      const lost = fault('the router has no on-failure destination: what fails three times is lost', mend);
      return unless(queue === stack.queues.unrouted, lost);
    },
  },
];
