import { useState } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { fieldWord } from './field-words.ts';
import { SecretInput } from './secret-input.tsx';
import { asFields, type Value } from './value.ts';

type Row = readonly [name: string, value: Value];

/** Strings with free names. The rows are kept as state here, because two of them may have no name yet. */
export const RecordField = ({ field, path, value, isInvalid, describedBy, onChange }: FieldProps) => {
  const { label } = fieldWord(path, field);
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(asFields(value)));
  const change = (next: readonly Row[]) => {
    setRows(next);
    onChange(Object.fromEntries(next));
  };
  const put = (at: number, row: Row) => change(rows.map((old, index) => (index === at ? row : old)));
  return (
    <div class="rows">
      {rows.map(([name, text], at) => (
        <div key={at} class="row">
          <input
            class="short"
            aria-label={`${label} ${at + 1}: name`}
            placeholder="name"
            aria-invalid={isInvalid}
            aria-describedby={describedBy}
            spellcheck={false}
            value={name}
            onInput={({ currentTarget }) => put(at, [currentTarget.value, text])}
          />
          {field.secret ? (
            <SecretInput
              label={`${label} ${name || at + 1}`}
              value={text}
              isInvalid={isInvalid}
              describedBy={describedBy}
              onChange={(next) => put(at, [name, next])}
            />
          ) : (
            <input
              aria-label={`${label} ${name || at + 1}: value`}
              value={String(text ?? '')}
              onInput={({ currentTarget }) => put(at, [name, currentTarget.value])}
            />
          )}
          <button type="button" class="quiet small" onClick={() => change(rows.filter((_, index) => index !== at))}>
            Remove
          </button>
        </div>
      ))}
      <button type="button" class="quiet small" onClick={() => change([...rows, ['', '']])}>
        Add to {label.toLowerCase()}
      </button>
    </div>
  );
};
