import type { Command } from 'commander';
import type { Notification } from '../../../model/notification.ts';
import { parseJson } from '../../../text/json.ts';
import { nextStep } from '../../next-steps.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { openToSend, reportOutcome, sendDirect } from '../../send-direct.ts';
import { requireStack } from '../../stack.ts';
import { fixLines } from '../../suggest.ts';
import { targetJson, withName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';

const HELP = `
Sends the message once from this machine, by the relay's rules: https to public addresses only, no redirects. It tests
that the target accepts messages, not that the relay may read its secrets.

Exit codes: 0 accepted, 1 not accepted, 2 wrong usage.

Examples:
  npx pipebell targets test team-web --stage prod`;

interface Options extends StageOptions {
  readonly json?: boolean;
}

const testNotification = (stage: string, now: Date): Notification => ({
  version: 1,
  id: `test-${crypto.randomUUID()}`,
  source: 'pipebell',
  moment: 'message',
  severity: 'info',
  time: now.toISOString(),
  title: 'A test of Pipebell',
  text: `Somebody tried this target of stage ${stage} by hand. Nothing has happened, and nothing is to be done.`,
  commits: [],
  failures: [],
  details: [],
  links: [],
});

/** Sends a test message to a target. @param allowPrivate as the stack does. @returns the exit code. */
export const testTarget = async (
  name: string,
  raw: unknown,
  options: Options & { readonly allowPrivate: boolean },
  io: Io,
): Promise<number> => {
  const { stage, allowPrivate, json = false } = options;
  const target = await openToSend(name, raw, { stage, parameters: await io.parameters(options), allowPrivate });
  const outcome = await sendDirect(name, testNotification(stage, io.now()), target, { io, allowPrivate });
  const code = reportOutcome(name, outcome, json, io);
  const step = outcome.kind === 'delivered' ? undefined : nextStep(outcome.reason, name, raw, options);
  if (step) io.stderr.write(fixLines(step, '    '));
  return code;
};

const test = async (name: string, options: Options, io: Io): Promise<number> => {
  const { allowPrivate } = await requireStack(options, io);
  const json = await targetJson(await io.parameters(options), options, name);
  return testTarget(name, parseJson(json), { ...options, allowPrivate }, io);
};

export const addTest = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(withName(targets.command('test')))
    .description('send a test message to a target')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => exit(await test(name, options, io)));
};
