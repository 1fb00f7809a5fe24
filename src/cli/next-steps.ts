import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Reason } from '../model/outcome.ts';
import { isTargetName } from '../model/stack.ts';
import { isReference, shownReference } from '../targets/references.ts';
import { fieldsOf, findPlatform, optionOf } from '../targets/target-fields.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { fixLines, pipebell } from './suggest.ts';
import { parameterOf } from './target-name.ts';
import type { Io } from './terminal/io.ts';

/** Reasons that end once the URL or the token of the target is replaced. */
const OF_THE_SECRET: ReadonlySet<string> = new Set<Reason>(['gone', 'unauthorized', 'redirect', 'blocked']);

/** Reasons whose cause "targets check" finds. */
const OF_THE_TARGET: ReadonlySet<string> = new Set<Reason>(['target-invalid', 'secret-unavailable']);

/** Most targets for which a fix is written. */
const MAX_TARGETS = 5;

/** The fix for a secret that the receiver does not accept; for an unknown platform the command that finds it. */
const replaceSecret = (name: string, raw: unknown, options: StageOptions): string => {
  const platform = isRecord(raw) ? findPlatform(raw.platform) : undefined;
  const field = platform && fieldsOf(platform).find(({ open, required }) => !open && required);
  if (!isRecord(raw) || !field) return pipebell(`targets test ${name}`, options);
  const value = raw[field.name];
  if (!isReference(value)) return pipebell(`targets edit ${name} --${optionOf(field)}-prompt`, options);
  const { parameter, secret } = shownReference(value);
  const place = parameter ? `the parameter ${parameter}` : `the secret ${secret}`;
  return `store the new value in ${place}, and test it: ${pipebell(`targets test ${name}`, options)}`;
};

/**
 * The command that fixes the cause for which a target did not get a delivery.
 * @param raw the target's JSON, if it could be read.
 * @returns `undefined` for a reason that needs no change here, such as a receiver that is down.
 */
export const nextStep = (reason: string, name: string, raw: unknown, options: StageOptions): string | undefined => {
  if (!isTargetName(name)) return undefined;
  if (OF_THE_SECRET.has(reason)) return replaceSecret(name, raw, options);
  if (OF_THE_TARGET.has(reason)) return pipebell('targets check', options);
  if (reason === 'target-gone')
    return `add it again, if it is still needed: ${pipebell(`targets add ${name}`, options)}`;
  return undefined;
};

/** The target's JSON; `undefined` without it or the permission to read it, which only makes the advice less exact. */
const rawTarget = async (name: string, options: StageOptions, io: Io): Promise<unknown> => {
  try {
    const json = await (await io.parameters(options)).value(parameterOf(options, name));
    return json === undefined ? undefined : parseJson(json);
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
};

/** The lines that follow a list of dead letters: for each target and reason the command that fixes the cause. */
export const nextSteps = async (deadLetters: readonly DeadLetter[], options: StageOptions, io: Io): Promise<string> => {
  const found = deadLetters.flatMap(({ target, reason }) => (target === undefined ? [] : [{ target, reason }]));
  const names = [...new Set(found.filter(({ reason }) => OF_THE_SECRET.has(reason)).map(({ target }) => target))];
  const read = names.slice(0, MAX_TARGETS).map(async (name) => [name, await rawTarget(name, options, io)] as const);
  const targets = new Map(await Promise.all(read));
  const steps = found.flatMap(({ target, reason }) => {
    if (OF_THE_SECRET.has(reason) && !targets.has(target)) return [];
    const step = nextStep(reason, target, targets.get(target), options);
    return step === undefined ? [] : [fixLines(step, '    ')];
  });
  return [...new Set(steps)].join('');
};
