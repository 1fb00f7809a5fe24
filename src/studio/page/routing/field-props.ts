import type { Problem, TargetField } from '../../api.ts';
import type { Value } from './value.ts';

/** Properties of the editor of one field. */
export interface FieldProps {
  field: TargetField;
  /** Path of the field in problems, such as `when.pipelines`. */
  path: string;
  value: Value;
  problems: readonly Problem[];
  onChange(value: Value): void;
}
