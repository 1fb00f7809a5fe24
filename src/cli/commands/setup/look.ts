import { countDeliveries } from '../../aws/delivery-counts.ts';
import { describeStack } from '../../aws/deployed.ts';
import type { Call } from '../../aws/operations.ts';
import { OperationError } from '../../aws/operations.ts';
import { requireStack } from '../../stack.ts';
import { targetsOfStage } from '../../target-set.ts';
import { counted } from '../../terminal/table.ts';
import { type Context, type Step, stageOptions } from './step.ts';

/** How far back a delivery shows that a target works. */
const DAYS = 7;

/** The number of messages that targets accepted in the last days. CloudWatch may not be readable, which is no failure. */
const deliveredLately = async (call: Call, stage: string, { io }: Context): Promise<number> => {
  const to = io.now();
  const from = new Date(to.getTime() - DAYS * 86_400_000);
  try {
    const counts = await countDeliveries(call, stage, { from, to });
    return counts.filter(({ outcome }) => outcome === 'delivered').reduce((sum, { count }) => sum + count, 0);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    io.stderr.write(`the deliveries cannot be counted: ${error.message}\n`);
    return 0;
  }
};

/**
 * Looks at what exists: the stack, its targets, and whether they got messages.
 * @throws CliError if the stack is in a state in which it can neither be used nor deployed.
 */
export const look: Step = async (context) => {
  const { io } = context;
  const options = stageOptions(context);
  const { stage } = options;
  const call = await io.aws(options);
  if (!(await describeStack(call, stage))) return { isDeployed: false };
  await requireStack(options, io, call);
  const targets = (await targetsOfStage(stage, options, io)).map(({ name }) => name);
  const delivered = targets.length > 0 ? await deliveredLately(call, stage, context) : 0;
  const { stderr } = io;
  stderr.write('The stack is deployed.\n');
  if (targets.length > 0) stderr.write(`It has ${counted(targets.length, 'target')}: ${targets.join(', ')}.\n`);
  if (delivered > 0) stderr.write(`${counted(delivered, 'message')} delivered in the last ${DAYS} days.\n`);
  return { isDeployed: true, targets, isTested: delivered > 0 };
};
