import type { TargetField } from '../../target-api.ts';
import { asFields, type Value } from './value.ts';
import { OCCASIONS, type Occasion } from './words.ts';

/** One person who is mentioned for one occasion. The person may not be complete. */
export interface Row {
  readonly occasion: string;
  readonly who: Value;
}

/** Labels and examples of the inputs for a person, by key; the key is empty where a person is one text. */
const INPUTS: Readonly<Record<string, { label: string; placeholder: string }>> = {
  '': { label: 'who', placeholder: '' },
  name: { label: 'name', placeholder: 'Jo Okafor' },
  id: { label: 'e-mail or ID', placeholder: 'jo@example.com' },
};

interface RowProps {
  row: Row;
  number: number;
  entry: TargetField | undefined;
  occasions: readonly string[];
  example: string;
  isInvalid: boolean;
  describedBy: string;
  onChange(row: Row): void;
  onRemove(): void;
}

export const MentionRow = ({
  row,
  number,
  entry,
  occasions,
  example,
  isInvalid,
  describedBy,
  onChange,
  onRemove,
}: RowProps) => {
  const keys = entry?.fields
    ?.map(({ name }) => name)
    .sort()
    .reverse() ?? [''];
  const put = (key: string, text: string) =>
    onChange({ ...row, who: key === '' ? text : { ...asFields(row.who), [key]: text } });
  return (
    <div class="row">
      <select
        aria-label={`Mention ${number}: for`}
        value={row.occasion}
        onChange={({ currentTarget }) => onChange({ ...row, occasion: currentTarget.value })}
      >
        {occasions.map((name) => (
          <option key={name} value={name}>
            {OCCASIONS[name as Occasion]?.label ?? name}
          </option>
        ))}
      </select>
      {keys.map((key) => (
        <input
          key={key}
          aria-label={`Mention ${number}: ${INPUTS[key]?.label ?? key}`}
          placeholder={INPUTS[key]?.placeholder || example}
          spellcheck={false}
          value={String((key === '' ? row.who : asFields(row.who)[key]) ?? '')}
          aria-invalid={isInvalid}
          aria-describedby={describedBy}
          onInput={({ currentTarget }) => put(key, currentTarget.value.trimStart())}
        />
      ))}
      <button type="button" class="quiet small" onClick={onRemove}>
        Remove<span class="visually-hidden"> mention {number}</span>
      </button>
    </div>
  );
};
