import { useState } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { SecretInput } from './secret-field.tsx';
import { asFields, type Value } from './value.ts';

type Row = readonly [name: string, value: Value];

/** Strings with free names. The rows are kept as state here, because two of them may have no name yet. */
export const RecordField = ({ field, value, onChange }: FieldProps) => {
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
            aria-label={`${field.name} ${at + 1}: name`}
            placeholder="name"
            spellcheck={false}
            value={name}
            onInput={({ currentTarget }) => put(at, [currentTarget.value, text])}
          />
          {field.secret ? (
            <SecretInput
              label={`${field.name} ${name || at + 1}`}
              value={text}
              onChange={(next) => put(at, [name, next])}
            />
          ) : (
            <input
              aria-label={`${field.name} ${name || at + 1}: value`}
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
        Add to {field.name}
      </button>
    </div>
  );
};
