import { checkReferences, type Resolved, resolveSecrets, SecretError } from '../aws/secrets.ts';
import { ConfigError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import { type Outcome, REASON_TEXTS } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { openTarget, sharedFields } from '../platforms/index.ts';
import { deliver } from '../relay/deliver.ts';
import { deliveryId } from '../relay/route.ts';
import { shownPart } from '../targets/references.ts';
import { safeLine } from '../text/safe-line.ts';
import '../wording/words.ts';
import type { Parameters } from './aws/parameters.ts';
import { CliError, EXIT } from './errors.ts';
import type { Io } from './terminal/io.ts';
import { writeJson } from './terminal/table.ts';

export interface SecretSource {
  readonly stage: string;
  readonly parameters: Parameters;
}

/** Replaces a target's references by the secrets. @throws CliError that names the parameter or the field. */
export const resolveTarget = async (
  name: string,
  raw: unknown,
  { stage, parameters }: SecretSource,
): Promise<Resolved> => {
  const referrer = { target: name, stage, shared: await sharedFields(raw) };
  const { problems } = checkReferences(raw, referrer);
  if (problems.length > 0) throw new CliError(problems.join('; '));
  try {
    return await resolveSecrets(
      async (_service, _operation, input) => {
        const Value = await parameters.value((input as { Name: string }).Name);
        if (Value === undefined) throw new CliError('there is no such parameter');
        return { Parameter: { Value } };
      },
      raw,
      referrer,
    );
  } catch (error) {
    if (!(error instanceof SecretError || error instanceof ConfigError)) throw error;
    // The message begins with the parameter's name, or with a secret that was put there by mistake.
    if (!error.message.startsWith('/')) throw new CliError('a parameter without "/" before its name cannot be read');
    const [, parameter = '', words = ''] = /^(\S+)(.*)$/s.exec(error.message) ?? [];
    throw new CliError(`${shownPart('parameter', parameter)}${safeLine(words, 300).replace(/^(?=\S)/, ' ')}`);
  }
};

export interface SendSource extends SecretSource {
  /** As the stack allows it. */
  readonly allowPrivate: boolean;
}

/**
 * Opens a target with its secrets.
 * @returns the open target, and its JSON with the secrets, which may not be printed.
 * @throws CliError that describes the problem without quoting the target.
 */
export const openWithSecrets = async (
  name: string,
  raw: unknown,
  { allowPrivate, ...source }: SendSource,
): Promise<{ readonly opened: OpenTarget; readonly whole: unknown }> => {
  try {
    const { raw: whole, hasShared } = await resolveTarget(name, raw, source);
    return { opened: await openTarget(whole, { allowPrivate, ownHostsOnly: hasShared }), whole };
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof CliError)) throw error;
    throw new CliError(`${name} cannot be used: ${error.message}`);
  }
};

/** Opens a target to send with. @throws CliError that describes the problem without quoting the target. */
export const openToSend = async (name: string, raw: unknown, source: SendSource): Promise<OpenTarget> =>
  (await openWithSecrets(name, raw, source)).opened;

/** Sends once from this machine, by the rules of the deliverer. */
export const sendDirect = (
  name: string,
  notification: Notification,
  { channel }: OpenTarget,
  { io, allowPrivate }: { io: Io; allowPrivate: boolean },
): Promise<Outcome> => {
  const delivery = { version: 1 as const, id: deliveryId(notification.id, name), target: name, notification };
  return deliver(delivery, channel, io.sender({ allowPrivate }), io.now());
};

/** Writes the outcome. @returns the exit code. */
export const reportOutcome = (name: string, outcome: Outcome, json: boolean, io: Io): number => {
  const accepted = outcome.kind === 'delivered';
  // A receipt is for Pipebell alone.
  const { receipt: _receipt, ...shown } = { receipt: undefined, ...outcome };
  if (json) writeJson({ target: name, accepted, outcome: shown }, io.stdout);
  if (accepted) {
    if (!json) io.stdout.write(`${name} accepted it\n`);
    return EXIT.done;
  }
  const { status, detail } = outcome.kind === 'skipped' ? {} : outcome;
  const facts = [outcome.reason, status, detail].filter((fact) => fact !== undefined).join(', ');
  const { remedy } = REASON_TEXTS[outcome.reason];
  io.stderr.write(`${name} did not accept it (${safeLine(facts, 200)})${remedy ? `: ${remedy}` : ''}\n`);
  return EXIT.failed;
};
