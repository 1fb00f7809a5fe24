import { useId } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { GroupField, GroupList } from './group-field.tsx';
import { RecordField } from './record-field.tsx';
import { SecretField, SecretList } from './secret-field.tsx';
import { asList } from './value.ts';

const Choices = ({ field, value, onChange }: FieldProps) => {
  const chosen = new Set(asList(value ?? field.default));
  const toggle = (choice: string) => {
    const next = new Set(chosen);
    if (!next.delete(choice)) next.add(choice);
    onChange((field.choices ?? []).filter((known) => next.has(known)));
  };
  return (
    <div class="choices">
      {field.choices?.map((choice) => (
        <label key={choice}>
          <input type="checkbox" checked={chosen.has(choice)} onChange={() => toggle(choice)} />
          <span>{choice}</span>
        </label>
      ))}
    </div>
  );
};

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

const Single = ({ field, value, onChange, id, described }: FieldProps & { id: string; described: string }) => {
  if (field.kind === 'choice') {
    const chosen = String(value ?? field.default ?? '');
    return (
      <select
        id={id}
        value={chosen}
        aria-describedby={described}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {!field.required && field.default === undefined && <option value="" />}
        {field.choices?.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (field.many) {
    return (
      <textarea
        id={id}
        rows={2}
        spellcheck={false}
        placeholder="one per line"
        value={asList(value).join('\n')}
        aria-describedby={described}
        onInput={({ currentTarget }) => onChange(lines(currentTarget.value))}
      />
    );
  }
  return (
    <input
      id={id}
      spellcheck={false}
      value={String(value ?? field.default ?? '')}
      aria-describedby={described}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
};

/** The editor of a field that has several controls, which need a legend instead of a label. */
const multipleControls = (props: FieldProps) => {
  const { field } = props;
  if (field.kind === 'choice' && field.many) return <Choices {...props} />;
  if (field.kind === 'group')
    return field.many ? <GroupList {...props} editor={FieldEditor} /> : <GroupField {...props} editor={FieldEditor} />;
  if (field.kind === 'record') return <RecordField {...props} />;
  if (field.secret) return field.many ? <SecretList {...props} /> : <SecretField {...props} />;
  return undefined;
};

/** The editor of one field of a target. */
export const FieldEditor = (props: FieldProps) => {
  const { field, path, value, problems, onChange } = props;
  const id = useId();
  const ownProblems = problems.filter(
    (problem) => problem.field === path || (field.kind !== 'group' && problem.field.startsWith(`${path}.`)),
  );
  const problemText = (
    <p id={`${id}-problem`} class="problem small">
      {ownProblems.map(({ problem }) => problem).join('; ')}
    </p>
  );
  const title = (
    <>
      {field.name} {field.required && <small>required</small>}
    </>
  );
  if (field.kind === 'flag') {
    const checked = Boolean(value ?? field.default);
    return (
      <div class="field">
        <label class="flag">
          <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
          <span>{field.name}</span>
        </label>
        {problemText}
      </div>
    );
  }
  const parts = multipleControls(props);
  if (parts && field.kind === 'group' && !field.many) {
    return (
      <details class="field group" open={value !== undefined && JSON.stringify(value) !== '{}'}>
        <summary>{title}</summary>
        {parts}
        {problemText}
      </details>
    );
  }
  return parts ? (
    <fieldset class="field">
      <legend>{title}</legend>
      {parts}
      {problemText}
    </fieldset>
  ) : (
    <div class="field">
      <label for={id}>{title}</label>
      <Single {...props} id={id} described={`${id}-problem`} />
      {problemText}
    </div>
  );
};
