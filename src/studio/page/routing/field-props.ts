import type { Problem, TargetField } from '../../api.ts';
import type { Value } from './value.ts';

/** What the editor of one field is handed. */
export interface FieldProps {
  field: TargetField;
  /** Such as `when.pipelines`, as problems name it. */
  path: string;
  value: Value;
  problems: readonly Problem[];
  onChange(value: Value): void;
}
