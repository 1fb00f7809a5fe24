import type { FieldProps } from './field-props.ts';
import { asList, isKept, isReference, type Value } from './value.ts';

const WAYS = { text: 'typed here', parameter: 'from Parameter Store', secret: 'from Secrets Manager' } as const;
type Way = keyof typeof WAYS;

const wayOf = (value: Value): Way => {
  if (!isReference(value)) return 'text';
  return 'parameter' in value ? 'parameter' : 'secret';
};

/** What points to a secret: its name, and the field within where it is JSON. */
const ReferenceInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Record<string, string>;
  onChange(value: Value): void;
}) => {
  const way = wayOf(value);
  return (
    <>
      <input
        aria-label={`${label}: name`}
        placeholder="its name"
        spellcheck={false}
        value={value[way] ?? ''}
        onInput={({ currentTarget }) => onChange({ ...value, [way]: currentTarget.value })}
      />
      <input
        class="short"
        aria-label={`${label}: key within it`}
        placeholder="key, if JSON"
        spellcheck={false}
        value={value.key ?? ''}
        onInput={({ currentTarget }) => onChange({ ...value, key: currentTarget.value })}
      />
    </>
  );
};

/** A secret: typed and never shown again, kept as it is, or told where it lies. */
export const SecretInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Value;
  onChange(value: Value): void;
}) => {
  const way = wayOf(value);
  if (isKept(value)) {
    return (
      <div class="secret">
        <span class="masked">
          <span aria-hidden="true">••••••••</span> is set
        </span>
        <button type="button" class="quiet small" onClick={() => onChange('')}>
          Replace<span class="unseen"> {label}</span>
        </button>
      </div>
    );
  }
  return (
    <div class="secret">
      <select
        aria-label={`${label}: where it comes from`}
        value={way}
        onChange={({ currentTarget }) => onChange(currentTarget.value === 'text' ? '' : { [currentTarget.value]: '' })}
      >
        {Object.entries(WAYS).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      {isReference(value) ? (
        <ReferenceInput label={label} value={value} onChange={onChange} />
      ) : (
        <input
          type="password"
          autocomplete="new-password"
          aria-label={label}
          value={String(value ?? '')}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </div>
  );
};

export const SecretField = ({ field, value, onChange }: FieldProps) => (
  <SecretInput label={field.name} value={value} onChange={onChange} />
);

export const SecretList = ({ field, value, onChange }: FieldProps) => {
  const entries = asList(value);
  return (
    <div class="rows">
      {entries.map((entry, at) => (
        <div key={at} class="row">
          <SecretInput
            label={`${field.name} ${at + 1}`}
            value={entry}
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
        Add to {field.name}
      </button>
    </div>
  );
};
