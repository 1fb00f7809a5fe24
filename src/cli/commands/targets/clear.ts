import { type Command, InvalidArgumentError, Option } from 'commander';
import { fieldName } from '../../../model/issues.ts';
import { optionalFields } from '../../../targets/target-fields.ts';
import { UsageError } from '../../errors.ts';
import { type FieldPath, unknownFields, withoutFields } from '../../unknown-fields.ts';

const CLEARABLE = optionalFields();

/** The options that remove fields. */
export interface ClearOptions {
  readonly clear?: readonly FieldPath[];
  readonly clearUnknown?: boolean;
}

/** `when`, or `when.pipelines` for a field in an object. */
const fieldPath = (value: string, previous: readonly FieldPath[] = []): readonly FieldPath[] => {
  const [name = '', part] = value.split(/\.(.*)/s);
  if (!/^[\w-]{1,100}$/.test(name) || (part !== undefined && !/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(part))) {
    throw new InvalidArgumentError('It takes the name of a field, such as when or when.pipelines.');
  }
  return [...previous, part === undefined ? [name] : [name, part]];
};

export const withClear = (command: Command): Command => {
  const names = `${CLEARABLE.join(', ')}, one of their fields (when.pipelines), or a field that the platform does not have`;
  return command
    .addOption(new Option('--clear <field>', `remove a field (may be repeated): ${names}`).argParser(fieldPath))
    .option('--clear-unknown', 'remove every field that the platform does not have');
};

export const hasClear = ({ clear = [], clearUnknown }: ClearOptions): boolean =>
  clear.length > 0 || clearUnknown === true;

const isSame = ([name, part]: FieldPath, [otherName, otherPart]: FieldPath): boolean =>
  name === otherName && part === otherPart;

/** A field for a message: `when.pipelines`, with `…` in place of a name that may be a secret. */
const fieldText = (path: FieldPath): string => path.map(fieldName).join('.');

/**
 * Removes the fields that the options name.
 * @returns the rest, and the names of the removed fields that the platform does not have.
 * @throws UsageError for a field that the platform requires, or that does not exist.
 */
export const applyClear = (
  target: Readonly<Record<string, unknown>>,
  { clear = [], clearUnknown = false }: ClearOptions,
): { readonly target: Record<string, unknown>; readonly removed: readonly string[] } => {
  const unknown = unknownFields(target);
  for (const path of clear) {
    if (CLEARABLE.includes(path[0]) || unknown.some((each) => isSame(each, path))) continue;
    const others = unknown.length > 0 ? `, and of this target ${unknown.map(fieldText).join(', ')}` : '';
    throw new UsageError(`--clear: this field cannot be removed. It takes ${CLEARABLE.join(', ')}${others}.`);
  }
  const gone = unknown.filter((path) => clearUnknown || clear.some((each) => isSame(each, path)));
  return { target: withoutFields(target, [...clear, ...gone]), removed: gone.map(fieldText) };
};
