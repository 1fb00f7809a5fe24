import type { FieldProps } from './field-props.ts';
import { fieldWord } from './field-words.ts';
import { SecretInput } from './secret-input.tsx';
import { asList } from './value.ts';

export const SecretField = ({ field, path, id, ...props }: FieldProps & { id: string }) => (
  <SecretInput {...props} label={fieldWord(path, field).label} id={id} />
);

export const SecretList = ({ field, path, value, isInvalid, describedBy, onChange }: FieldProps) => {
  const entries = asList(value);
  const { label } = fieldWord(path, field);
  return (
    <div class="rows">
      {entries.map((entry, at) => (
        <div key={at} class="row">
          <SecretInput
            label={`${label} ${at + 1}`}
            value={entry}
            isInvalid={isInvalid}
            describedBy={describedBy}
            onChange={(next) => onChange(entries.map((old, index) => (index === at ? next : old)))}
          />
          <button
            type="button"
            class="quiet small"
            onClick={() => onChange(entries.filter((_, index) => index !== at))}
          >
            Remove
          </button>
        </div>
      ))}
      <button type="button" class="quiet small" onClick={() => onChange([...entries, ''])}>
        Add to {label.toLowerCase()}
      </button>
    </div>
  );
};
