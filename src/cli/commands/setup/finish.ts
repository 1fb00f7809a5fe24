import { EXIT } from '../../errors.ts';
import { doctor } from '../doctor/index.ts';
import { placeWords, type Step, stageOptions } from './step.ts';
import { createTarget } from './target.ts';

/** Checks the stack from end to end. What it finds does not end the set-up. */
export const inspect: Step = async (context) => {
  context.io.stderr.write('\nChecking the stack with doctor:\n');
  return { doctorCode: await doctor(stageOptions(context), context.io) };
};

/** Says that everything is done, and offers another target. */
export const offerTarget: Step = async (context) => {
  const { found, io } = context;
  io.stderr.write(`\nEverything is set up: pipebell-${found.stage} sends to ${found.targets.join(', ')}.\n\n`);
  const wanted = await io.prompts.confirm('Add another target?', { initialValue: false });
  return wanted ? createTarget(context) : { isOffered: true };
};

/** Prints the commands that are useful from now on. @returns 3 if doctor found something. */
export const finish: Step = async (context) => {
  const { found, io } = context;
  const place = placeWords(context);
  const commands = [
    [`npx pipebell send approval${place}`, 'publish a sample event, which the relay delivers'],
    [`npx pipebell status${place}`, 'see what was delivered, and what waits'],
    ['npx pipebell targets --help', 'add, change, test and remove targets'],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  io.stdout.write('\nNext:\n');
  for (const [command, purpose] of commands) io.stdout.write(`  ${command.padEnd(width)}  ${purpose}\n`);
  if (found.doctorCode !== EXIT.done) io.stderr.write('\ndoctor found something to look at: its list is above.\n');
  return found.doctorCode ?? EXIT.done;
};
