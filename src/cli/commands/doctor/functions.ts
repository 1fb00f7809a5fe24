import { DELIVERER_VARIABLES, ROUTER_VARIABLES } from '../../../model/stack.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { FUNCTIONS, type FunctionName } from '../../aws/deployed.ts';
import { orMissing } from '../../aws/operations.ts';
import type { StageOptions } from '../../options.ts';
import { aws } from '../../suggest.ts';
import { type Check, deploy, fault, type Problem, restore, type StackContext, unless, warning } from './check.ts';

const RUNTIME = 'nodejs24.x';

/** The variables that each handler requires. Only their names are read. */
export const ENVIRONMENT: Readonly<Record<FunctionName, readonly string[]>> = {
  router: ROUTER_VARIABLES,
  deliverer: DELIVERER_VARIABLES,
};

/** The configuration of a function; `undefined` if it does not exist. */
export const functionOf = ({ call, stack }: StackContext, name: FunctionName) =>
  orMissing(call('lambda GetFunctionConfiguration', { FunctionName: stack.functionName(name) }));

/** Runs a check for both functions. A missing function is reported by the first check only. */
const forBoth =
  (check: (context: StackContext, name: FunctionName) => Promise<readonly Problem[]>) =>
  async (context: StackContext): Promise<Problem[]> =>
    (await Promise.all(FUNCTIONS.map((name) => check(context, name)))).flat();

/** Uploads the code again, although it is the same. */
const redeploy = (options: StageOptions): string => `${deploy(options)} --force`;

const checkState = async (context: StackContext, name: FunctionName): Promise<Problem[]> => {
  const fix = redeploy(context.options);
  const found = await functionOf(context, name);
  if (!found) return [fault(`the ${name} was deleted`, restore(context.options))];
  const { State = 'Active', LastUpdateStatus = 'Successful', Runtime = '' } = found;
  return [
    // Lambda makes a function inactive after weeks without a call, and active again at the next one.
    ...unless(/^(?:Active|Inactive)$/.test(State), fault(`the ${name} is ${safeLine(State, 40)}`, fix)),
    ...unless(LastUpdateStatus !== 'Failed', fault(`the last update of the ${name} failed`, fix)),
    ...unless(
      LastUpdateStatus !== 'InProgress',
      warning(`the ${name} is being updated`, 'wait, then run doctor again'),
    ),
    ...unless(
      Runtime === RUNTIME,
      warning(`the ${name} uses the runtime ${safeLine(Runtime, 40)} instead of ${RUNTIME}`, deploy(context.options)),
    ),
  ];
};

const checkEnvironment = async (context: StackContext, name: FunctionName): Promise<Problem[]> => {
  const found = await functionOf(context, name);
  if (!found) return [];
  const { Variables = {} } = found.Environment ?? {};
  const missing = ENVIRONMENT[name].filter((each) => !Variables[each]);
  return unless(missing.length === 0, fault(`the ${name} has no ${missing.join(', ')}`, restore(context.options)));
};

const checkConcurrency = async ({ call, options, stack }: StackContext, name: FunctionName): Promise<Problem[]> => {
  const FunctionName = stack.functionName(name);
  const found = await orMissing(call('lambda GetFunctionConcurrency', { FunctionName }));
  const fix = aws(`lambda delete-function-concurrency --function-name ${FunctionName}`, options);
  return unless(
    found?.ReservedConcurrentExecutions !== 0,
    fault(`the ${name} cannot run: its reserved concurrency is 0`, fix),
  );
};

const checkTrigger = async ({ call, options, stack }: StackContext, name: FunctionName): Promise<Problem[]> => {
  const FunctionName = stack.functionName(name);
  const queue = name === 'router' ? stack.queues.unrouted : stack.queues.deliveries;
  const found = await orMissing(call('lambda ListEventSourceMappings', { FunctionName }));
  const trigger = found?.EventSourceMappings?.find(({ EventSourceArn }) => EventSourceArn?.split(':').at(-1) === queue);
  if (!trigger) return [fault(`the queue ${queue} does not trigger the ${name}`, restore(options))];
  const { UUID = '', State = 'Enabled', FunctionResponseTypes = [], LastProcessingResult = '' } = trigger;
  const update = (change: string): string =>
    aws(`lambda update-event-source-mapping ${change} --uuid ${UUID}`, options);
  const respond = update('--function-response-types ReportBatchItemFailures');
  return [
    ...unless(!/^Disabl/.test(State), fault(`the trigger of the ${name} is disabled`, update('--enabled'))),
    ...unless(
      FunctionResponseTypes.includes('ReportBatchItemFailures'),
      fault(`the trigger of the ${name} has no ReportBatchItemFailures: one failure retries the whole batch`, respond),
    ),
    ...unless(
      !LastProcessingResult.startsWith('PROBLEM'),
      fault(`Lambda cannot read the queue ${queue}`, restore(options)),
    ),
  ];
};

export const functionChecks: readonly Check[] = [
  { name: 'the functions are ready', run: forBoth(checkState) },
  { name: 'the functions have their environment variables', run: forBoth(checkEnvironment) },
  { name: 'the functions may run', run: forBoth(checkConcurrency) },
  { name: 'the queues trigger the functions', run: forBoth(checkTrigger) },
  {
    name: 'events that the router cannot route go to the unrouted queue',
    async run({ call, options, stack }) {
      const FunctionName = stack.functionName('router');
      const found = await orMissing(
        call('lambda GetFunctionEventInvokeConfig', { FunctionName, Qualifier: '$LATEST' }),
      );
      const queue = found?.DestinationConfig?.OnFailure?.Destination?.split(':').at(-1);
      const Destination = await stack.arnOf('sqs', stack.queues.unrouted);
      const config = JSON.stringify({ OnFailure: { Destination } });
      const put = `put-function-event-invoke-config --function-name ${FunctionName} --maximum-retry-attempts 2 --maximum-event-age-in-seconds 21600`;
      const fix = aws(`lambda ${put} --destination-config '${config}'`, options);
      const lost = fault('the router has no on-failure destination: an event that fails three times is lost', fix);
      return unless(queue === stack.queues.unrouted, lost);
    },
  },
];
