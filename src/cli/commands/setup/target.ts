import { isTargetName } from '../../../model/stack.ts';
import { parseJson } from '../../../text/json.ts';
import { CliError, EXIT, PromptCancelled } from '../../errors.ts';
import { requireStack } from '../../stack.ts';
import { targetJson } from '../../target-name.ts';
import { addTarget } from '../targets/add.ts';
import { editSecrets } from '../targets/edit.ts';
import { testTarget } from '../targets/test.ts';
import { type Context, type Step, stageOptions } from './step.ts';

const DEFAULT_NAME = 'team';

/** Asks for a target and adds it. Its test message is a step of its own. */
export const createTarget: Step = async (context) => {
  const { io, found } = context;
  io.stderr.write('\nA target is a channel or a service that gets messages.\n\n');
  const name = await io.prompts.text('Name of the target, such as that of the team', {
    ...(!found.targets.includes(DEFAULT_NAME) && { initialValue: DEFAULT_NAME }),
    validate: (answer) => {
      if (found.targets.includes(answer)) return 'There is a target with this name: enter another one';
      return isTargetName(answer) ? undefined : 'A name has 1 to 100 letters, digits, ".", "-" and "_"';
    },
  });
  await addTarget(name, { ...stageOptions(context), test: false }, io);
  return { targets: [name, ...found.targets], isTested: false, hasChanged: true };
};

const NONE = ' none';

/** The target to test: the one that was added, or one that the person chooses. */
const chooseTarget = async ({ found: { targets, hasChanged }, io: { prompts } }: Context): Promise<string> => {
  const [first = ''] = targets;
  if (hasChanged) return first;
  return prompts.select('No message was delivered in the last days. Send a test message?', [
    ...targets.map((value) => ({ value, label: `To ${value}` })),
    { value: NONE, label: 'No' },
  ]);
};

/** Sends a test message until the target accepts one or the person goes on without. */
export const sendTest: Step = async (context) => {
  const { io } = context;
  const name = await chooseTarget(context);
  if (name === NONE) return { isTested: true };
  const options = stageOptions(context);
  const { allowPrivate } = await requireStack(options, io);
  for (;;) {
    const raw = parseJson(await targetJson(await io.parameters(options), options, name));
    io.stderr.write(`Sending a test message to ${name}.\n`);
    if ((await attempt(name, raw, { ...options, allowPrivate }, context)) === EXIT.done) return { isTested: true };
    const next = await io.prompts.select(`${name} did not get the message.`, [
      { value: 'secret', label: 'Enter its URL or token again' },
      { value: 'again', label: 'Send it again' },
      { value: 'on', label: 'Go on without a test' },
    ]);
    if (next === 'on') return { isTested: true };
    if (next === 'secret') await report(editSecrets(name, options, io), context);
  }
};

/** Writes an error, after which the person decides. Ctrl-C and errors of the program still end the set-up. */
const report = async (work: Promise<number>, { io }: Context): Promise<number> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof PromptCancelled) throw error;
    io.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
};

const attempt = (
  name: string,
  raw: unknown,
  options: Parameters<typeof testTarget>[2],
  context: Context,
): Promise<number> => report(testTarget(name, raw, options, context.io), context);
