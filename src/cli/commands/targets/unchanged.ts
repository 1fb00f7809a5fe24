import { fieldName } from '../../../model/issues.ts';
import { secretsPath } from '../../../model/stack.ts';
import { maskTarget } from '../../../targets/mask.ts';
import { HIDDEN, isReference, shownReference, UNCHANGED } from '../../../targets/references.ts';
import { fieldsOf, findPlatform } from '../../../targets/target-fields.ts';
import { cleanLine } from '../../../text/clean.ts';
import { isRecord } from '../../../text/json.ts';
import { looksSecret } from '../../../text/looks-secret.ts';
import { redact } from '../../../text/redact.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { CliError } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import { pipebell, storeSecret } from '../../suggest.ts';

/** True for text in a list or an object that may be a secret by mistake: no glob and no mention is a URL. */
const mayBeSecret = (text: string): boolean =>
  looksSecret(text) || safeLine(text, text.length) !== cleanLine(text, text.length);

const hide = (value: unknown, masked: unknown): unknown => {
  if (masked === HIDDEN || (typeof value === 'string' && mayBeSecret(value))) return UNCHANGED;
  if (isReference(value)) {
    const shown = shownReference(value);
    return Object.entries(shown).every(([name, part]) => part === value[name]) ? shown : UNCHANGED;
  }
  if (Array.isArray(value) && Array.isArray(masked)) return value.map((each, at) => hide(each, masked[at]));
  if (!isRecord(value) || !isRecord(masked)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hide(part, masked[name])]));
};

const hasHiddenName = (masked: unknown): boolean =>
  typeof masked === 'object' &&
  masked !== null &&
  Object.entries(masked).some(([name, part]) => name === '…' || hasHiddenName(part));

/**
 * A target with {@link UNCHANGED} in place of its secrets, and of values that may be secrets by mistake. References stay.
 * @throws CliError for a field whose name may be a secret.
 */
export const withoutSecrets = async (
  name: string,
  raw: unknown,
  options: StageOptions,
): Promise<Record<string, unknown>> => {
  if (!isRecord(raw)) throw new CliError(`${name} is not a JSON object`);
  const masked = await maskTarget(raw);
  if (hasHiddenName(masked)) {
    throw new CliError(`${name} has a field whose name may be a secret`, {
      next: `remove it with ${pipebell(`targets edit ${name} --clear-unknown`, options)}`,
    });
  }
  const entries = Object.entries(raw).map(([field, value]) => {
    const shown = partOf(masked, field);
    // Everyone may read the address of an API, unless it holds a secret.
    const isOpenText = typeof value === 'string' && shown !== HIDDEN && redact(value) === value;
    return [field, isOpenText ? value : hide(value, shown)];
  });
  return Object.fromEntries(entries);
};

type Path = readonly (string | number)[];

/** A target in which the stored values are back, and the problems of its secrets. */
interface Restored {
  readonly target: Record<string, unknown>;
  readonly problems: readonly string[];
  /** The paths of the secrets that are in the text. */
  readonly inline: readonly Path[];
}

/** A part of an object or a list; `undefined` for anything else. */
export const partOf = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string | number, unknown>)[name]
    : undefined;

export const shownPath = (path: Path): string => path.map(fieldName).join('.');

/**
 * Puts the stored values back in place of {@link UNCHANGED}, and refuses secrets in the text, which must be references.
 * @param stored the stored target; `undefined` for a new one.
 */
export const withStoredSecrets = (edited: Readonly<Record<string, unknown>>, stored: unknown): Restored => {
  const problems: string[] = [];
  const inline: Path[] = [];
  const restore = (value: unknown, before: unknown, path: Path, isOpen: boolean): unknown => {
    if (value === UNCHANGED) {
      if (before === undefined) problems.push(`${shownPath(path)}: "${UNCHANGED}", but no value is stored there`);
      return before;
    }
    if (value === HIDDEN)
      problems.push(`${shownPath(path)}: "${HIDDEN}" is no value: "targets export" writes a file to apply`);
    if (isReference(value) || value === HIDDEN) return value;
    if (Array.isArray(value)) return value.map((each, at) => restore(each, partOf(before, at), [...path, at], isOpen));
    if (isRecord(value)) {
      const parts = Object.entries(value).map(([name, part]) => {
        return [name, restore(part, partOf(before, name), [...path, name], isOpen)];
      });
      return Object.fromEntries(parts);
    }
    if (!isOpen && typeof value === 'string') {
      problems.push(`${shownPath(path)}: a secret must not be in this text`);
      inline.push(path);
    }
    return value;
  };
  const platform = findPlatform(edited.platform);
  const secrets = new Set((platform ? fieldsOf(platform) : []).flatMap((field) => (field.open ? [] : [field.name])));
  const target = Object.entries(edited).map(([name, value]) => {
    // A field that the platform does not have is refused as such.
    const isOpen = !secrets.has(name);
    return [name, restore(value, partOf(stored, name), [name], isOpen)] as const;
  });
  return { target: Object.fromEntries(target), problems, inline };
};

/** The paths of the values in place of which {@link UNCHANGED} stands. */
export const unchangedPaths = (value: unknown, path: Path = []): Path[] => {
  if (value === UNCHANGED) return [path];
  if (Array.isArray(value)) return value.flatMap((each, at) => unchangedPaths(each, [...path, at]));
  return isRecord(value) ? Object.entries(value).flatMap(([name, part]) => unchangedPaths(part, [...path, name])) : [];
};

/** The parameter for a secret of a target, and the command that stores it. */
export const placeOf = (name: string, path: Path, options: StageOptions) => {
  const parts = path.map((part) => String(part).replace(/[^\w.-]/g, '_'));
  const parameter = [secretsPath(options.stage), name, ...parts].join('/');
  return { reference: JSON.stringify({ parameter }), command: storeSecret(parameter, options) };
};
