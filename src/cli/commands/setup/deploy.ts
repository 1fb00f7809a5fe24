import { shellWord } from '../../../text/shell-word.ts';
import { EXIT, PromptCancelled } from '../../errors.ts';
import { againCommand, type Context, type Step, stageOptions } from './step.ts';

/** Prints what to run by hand. @returns the exit code for a set-up that is not complete. */
const leaveToPerson = (context: Context, command: string, where: string): number => {
  context.io.stderr.write(`\nRun this${where}:\n  ${command}\nThen go on with:\n  ${againCommand(context)}\n`);
  return EXIT.attention;
};

/** Asks who is told when the relay itself fails. @returns the options of the deployment. */
const askAlarms = async ({ io }: Context): Promise<string[]> => {
  const address = await io.prompts.text('E-mail address for alarms about the relay itself (one dollar a month)', {
    placeholder: 'none',
    validate: (answer) =>
      answer === '' || /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(answer)
        ? undefined
        : 'Enter one e-mail address, or nothing',
  });
  return address === '' ? [] : [`--param=alertEmail=${address}`];
};

/** Deploys the stack with Serverless Framework, if the person agrees and this is a checkout. */
export const deploy: Step = async (context) => {
  const { io } = context;
  const { stage, region = '', profile } = stageOptions(context);
  io.stderr.write(
    `\nThere is no stack pipebell-${stage} yet. The deployment creates EventBridge rules,\n` +
      'a topic, queues, a table, two functions and alarms. They cost about two dollars a\n' +
      'month beyond the free tier. It takes some minutes.\n\n',
  );
  const place = ['--stage', stage, '--region', region, ...(profile ? ['--aws-profile', profile] : [])];
  const args = ['deploy', ...place, ...(await askAlarms(context))];
  const command = `npx serverless ${args.map(shellWord).join(' ')}`;
  const checkout = await io.checkout();
  if (!checkout) return leaveToPerson(context, command, ' in a checkout of Pipebell, after npm ci');
  if (!(await io.prompts.confirm(`Run ${command} now?`, { initialValue: true }))) {
    return leaveToPerson(context, command, '');
  }
  const code = await checkout.serverless(args);
  // The same Ctrl-C ended Serverless. CloudFormation goes on with what it began.
  if (io.signal.aborted) throw new PromptCancelled('Ctrl-C');
  if (code !== 0) {
    io.stderr.write(
      `\n${command} failed (exit code ${code}): its output above says why.\n` +
        `Try it again with:\n  ${againCommand(context)}\n`,
    );
    return EXIT.failed;
  }
  return { isDeployed: undefined, hasChanged: true };
};
