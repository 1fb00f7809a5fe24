import type { Command } from 'commander';
import { targetFields } from '../../../model/target.ts';
import { isRecord } from '../../../text/json.ts';
import { askPlatform, canBeAsked, inquirer } from '../../ask-platform.ts';
import { CliError } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import type { Finding } from '../../receivers/inspection.ts';
import type { Stack } from '../../stack.ts';
import type { Io } from '../../terminal/io.ts';

export interface VerifyOptions extends StageOptions {
  /** False with `--no-platform-check`. */
  readonly platformCheck?: boolean;
}

/** Adds the option that leaves {@link verify} out. */
export const withPlatformCheck = (command: Command): Command =>
  command.option('--no-platform-check', 'do not ask Slack or Discord whether the token or the webhook is valid');

/** The fields that decide where and how the platform posts, as text. */
export const ownFields = (target: unknown): string =>
  JSON.stringify(
    Object.entries(isRecord(target) ? target : {}).filter(
      ([name]) => name === 'platform' || !Object.hasOwn(targetFields, name),
    ),
  );

interface Context {
  readonly options: VerifyOptions;
  readonly stack: Pick<Stack, 'allowPrivate'>;
  readonly io: Io;
  /** Set if the command is about several targets: messages name each. */
  readonly label?: string;
}

const about = ({ label }: Context): string => (label === undefined ? '' : `${label}: `);

/**
 * Asks the platform about a target before it is written, and writes what it answered to standard error. Without an
 * answer, or without a secret that is stored elsewhere, the target is written unchecked.
 * @returns why the platform does not accept the token or the webhook; `undefined` if it does, or did not say.
 */
export const refusalOf = async (name: string, target: object, context: Context): Promise<Finding | undefined> => {
  const { options, stack, io } = context;
  const { allowPrivate } = stack;
  const { platformCheck = true } = options;
  if (!platformCheck || !canBeAsked(target)) return undefined;
  const { stderr } = io;
  const source = { place: options, parameters: await io.parameters(options), allowPrivate };
  const inspection = await askPlatform(name, target, {
    ...source,
    send: inquirer(io, allowPrivate),
    isStored: false,
  }).catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    stderr.write(`warning: the platform was not asked: ${error.message}\n`);
    return undefined;
  });
  const { identity, isRefused, findings = [] } = inspection ?? {};
  if (isRefused) return findings[0];
  if (identity) stderr.write(`${about(context)}${identity}\n`);
  for (const { message, fix } of findings) stderr.write(`warning: ${about(context)}${message}: ${fix}\n`);
  return undefined;
};

/** Like {@link refusalOf}. @throws CliError if the platform does not accept the token or the webhook. */
export const verify = async (name: string, target: object, context: Context): Promise<void> => {
  const refusal = await refusalOf(name, target, context);
  if (!refusal) return;
  throw new CliError(`nothing was written: ${about(context)}${refusal.message}`, {
    next: `${refusal.fix}; or pass --no-platform-check`,
  });
};
