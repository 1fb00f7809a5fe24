import type { FieldProps } from './field-props.ts';
import { asList, isKept, isReference, type Value } from './value.ts';

const ORIGINS = { text: 'entered here', parameter: 'Parameter Store', secret: 'Secrets Manager' } as const;

/** The form of a name that a target may refer to. */
const NAMES = {
  text: '',
  parameter: '/pipebell/<stage>/secrets/<target>/<name>',
  secret: 'pipebell/<stage>/<target>/<name>',
} as const;

type SecretOrigin = keyof typeof ORIGINS;

const originOf = (value: Value): SecretOrigin => {
  if (!isReference(value)) return 'text';
  return 'parameter' in value ? 'parameter' : 'secret';
};

/** A reference to a secret: its name, and the key of a field if the secret is JSON. */
const ReferenceInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Record<string, string>;
  onChange(value: Value): void;
}) => {
  const origin = originOf(value);
  return (
    <>
      <input
        aria-label={`${label}: name`}
        placeholder={NAMES[origin]}
        spellcheck={false}
        value={value[origin] ?? ''}
        onInput={({ currentTarget }) => onChange({ ...value, [origin]: currentTarget.value })}
      />
      <input
        class="short"
        aria-label={`${label}: key`}
        placeholder="key, if JSON"
        spellcheck={false}
        value={value.key ?? ''}
        onInput={({ currentTarget }) => onChange({ ...value, key: currentTarget.value })}
      />
    </>
  );
};

/** A secret: entered once and never shown, kept, or a reference. */
export const SecretInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Value;
  onChange(value: Value): void;
}) => {
  const origin = originOf(value);
  if (isKept(value)) {
    return (
      <div class="secret">
        <span class="masked">
          <span aria-hidden="true">••••••••</span> is set
        </span>
        <button type="button" class="quiet small" onClick={() => onChange('')}>
          Replace<span class="visually-hidden"> {label}</span>
        </button>
      </div>
    );
  }
  return (
    <div class="secret">
      <select
        aria-label={`${label}: origin`}
        value={origin}
        onChange={({ currentTarget }) => onChange(currentTarget.value === 'text' ? '' : { [currentTarget.value]: '' })}
      >
        {Object.entries(ORIGINS).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
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
