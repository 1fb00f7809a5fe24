import { probeText } from '../../../model/probe.ts';
import { logGroups, readLines } from '../../aws/log-lines.ts';
import { CliError } from '../../errors.ts';
import { type Check, fault, type StackContext } from './check.ts';
import { otherSubscribers } from './topic.ts';

/** CloudWatch returns a log line some seconds after it was written. */
const TIMEOUT_MS = 60_000;
const POLL_EVERY_MS = 2000;

const isLogged = async ({ io, options }: StackContext, id: string, from: Date): Promise<boolean> => {
  // Opens its own client: the context's caches each answer.
  const call = await io.aws(options);
  const { router } = logGroups(options.stage);
  const { lines } = await readLines(call, router, { anyOf: [['eventId', id]], from });
  return lines.length > 0;
};

/** Publishes a probe and waits until the router has logged it. @throws CliError if publishing would not be safe. */
const sendProbe = async (context: StackContext): Promise<boolean> => {
  const { io, options, stack } = context;
  const { Version } = await stack.outputs();
  if (!Version) throw new CliError('the deployed version does not support the probe; redeploy');
  const others = await otherSubscribers(context);
  if (others > 0) throw new CliError(`probe not sent: the topic has ${others} other subscribers that would get it`);
  const id = crypto.randomUUID();
  const from = new Date(io.now().getTime() - 60_000);
  await (await io.topics(options)).publish(await stack.topicArn(), probeText(id));
  for (let waited = 0; waited < TIMEOUT_MS && !io.signal.aborted; waited += POLL_EVERY_MS) {
    await io.sleep(POLL_EVERY_MS);
    if (await isLogged(context, id, from)) return true;
  }
  return false;
};

/** The only check that sends something. `src/model/probe.ts` says why no target gets it. */
export const probeCheck: Check = {
  name: 'a probe goes through the topic to the router',
  async run(context) {
    if (await sendProbe(context)) return [];
    const fix = 'check the topic’s subscription, the router’s permission and its log';
    return [fault(`the router did not log the probe within ${TIMEOUT_MS / 1000} seconds`, fix)];
  },
};
