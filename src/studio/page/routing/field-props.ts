import type { Problem, TargetField } from '../../target-api.ts';
import type { Value } from './value.ts';

/** Properties of the editor of one field. */
export interface FieldProps {
  field: TargetField;
  /** Path of the field in problems, such as `when.pipelines`. */
  path: string;
  value: Value;
  /** The problems of the whole target. */
  problems: readonly Problem[];
  isInvalid: boolean;
  /** Id of the element with the hint and the problems of the field. */
  describedBy: string;
  onChange(value: Value): void;
}

/** The properties that the caller of the editor of any field gives. */
export type EditorProps = Omit<FieldProps, 'isInvalid' | 'describedBy'>;

/** The problems of a field, and of the entries of a list or a record. */
export const problemsAt = (problems: readonly Problem[], path: string): readonly Problem[] =>
  problems.filter(({ field }) => field === path || field.startsWith(`${path}.`));
