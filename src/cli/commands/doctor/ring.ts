import { probeText } from '../../../model/probe.ts';
import { logGroups, readLines } from '../../aws/log-lines.ts';
import { CliError } from '../../errors.ts';
import { type Check, fault, type StackContext } from './check.ts';
import { otherSubscribers } from './topic.ts';

/** CloudWatch shows a line some seconds after it was written. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 2000;

const isHeard = async ({ io, options }: StackContext, id: string, from: Date): Promise<boolean> => {
  // Not by way of the patient, who asks each question once.
  const call = await io.aws(options);
  const { router } = logGroups(options.stage);
  const { lines } = await readLines(call, router, { field: 'eventId', value: id, from });
  return lines.length > 0;
};

/** Publishes a ring and waits for the router to log it. @throws CliError where that would not be safe. */
const ring = async (patient: StackContext): Promise<boolean> => {
  const { io, options, stack } = patient;
  const { Version } = await stack.outputs();
  if (!Version) throw new CliError('the deployed router is too old to know a ring: deploy first');
  const others = await otherSubscribers(patient);
  if (others > 0) throw new CliError(`nothing was sent: the topic has ${others} more subscribers, who would get it`);
  const id = crypto.randomUUID();
  const from = new Date(io.now().getTime() - 60_000);
  await (await io.topics(options)).publish(await stack.topicArn(), probeText(id));
  for (let waited = 0; waited < PATIENCE_MS && !io.signal.aborted; waited += LOOK_EVERY_MS) {
    await io.sleep(LOOK_EVERY_MS);
    if (await isHeard(patient, id, from)) return true;
  }
  return false;
};

/** The only check that sends something: see src/model/probe.ts for why it reaches nobody. */
export const ringCheck: Check = {
  promise: 'a ring goes through the topic to the router',
  async look(patient) {
    if (await ring(patient)) return [];
    const mend = 'look at the topic’s subscription, the router’s permission and its log';
    return [fault(`the router did not log it within ${PATIENCE_MS / 1000} seconds`, mend)];
  },
};
