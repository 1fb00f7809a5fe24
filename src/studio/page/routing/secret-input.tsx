import { useState } from 'preact/hooks';
import { isKept, isReference, type Value } from './value.ts';

const ORIGINS = { text: 'Enter it here', parameter: 'Parameter Store', secret: 'Secrets Manager' } as const;

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

interface SecretProps {
  label: string;
  value: Value;
  isInvalid: boolean;
  describedBy: string;
  /** Id of the input for a label; without it, `label` names the input. */
  id?: string | undefined;
  onChange(value: Value): void;
}

/** A reference to a secret: its name, and the key of a field if the secret is JSON. */
const ReferenceInput = ({
  label,
  id,
  value,
  isInvalid,
  describedBy,
  onChange,
}: SecretProps & { value: Record<string, string> }) => {
  const origin = originOf(value);
  return (
    <>
      <input
        {...(id ? { id } : { 'aria-label': `${label}: name` })}
        placeholder={NAMES[origin]}
        spellcheck={false}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
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

/** The secret itself, masked unless a switch shows what was entered. */
const TextInput = ({ label, value, isInvalid, describedBy, id, onChange }: SecretProps) => {
  const [isShown, setShown] = useState(false);
  const attributes = {
    ...(id ? { id } : { 'aria-label': label }),
    autocomplete: 'new-password',
    spellcheck: false,
    'aria-invalid': isInvalid,
    'aria-describedby': describedBy,
    value: String(value ?? ''),
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(currentTarget.value.trim()),
  };
  return (
    <>
      {isShown ? <input type="text" {...attributes} /> : <input type="password" {...attributes} />}
      <button type="button" class="quiet small" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        Show<span class="visually-hidden"> {label}</span>
      </button>
    </>
  );
};

/** A secret: entered once and never sent to the page again, kept, or a reference. */
export const SecretInput = (props: SecretProps) => {
  const { label, value, isInvalid, describedBy, id, onChange } = props;
  if (isKept(value)) {
    return (
      <div class="secret">
        <span class="masked">
          <span aria-hidden="true">••••••••</span> is set
        </span>
        <button type="button" class="quiet small" id={id} onClick={() => onChange('')}>
          Replace<span class="visually-hidden"> {label}</span>
        </button>
      </div>
    );
  }
  return (
    <div class="secret">
      {isReference(value) ? (
        <ReferenceInput
          label={label}
          id={id}
          value={value}
          isInvalid={isInvalid}
          describedBy={describedBy}
          onChange={onChange}
        />
      ) : (
        <TextInput {...props} />
      )}
      <select
        aria-label={`${label}: where it is`}
        value={originOf(value)}
        onChange={({ currentTarget }) => onChange(currentTarget.value === 'text' ? '' : { [currentTarget.value]: '' })}
      >
        {Object.entries(ORIGINS).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
};
