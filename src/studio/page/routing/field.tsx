import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { ChoiceField } from './choice-field.tsx';
import { type EditorProps, type FieldProps, problemsAt } from './field-props.ts';
import { fieldWord } from './field-words.ts';
import { GroupField, GroupList } from './group-field.tsx';
import { MentionField } from './mention-field.tsx';
import { OccasionsField } from './occasions-field.tsx';
import { RecordField } from './record-field.tsx';
import { SecretField, SecretList } from './secret-field.tsx';
import { asList } from './value.ts';

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

const TextField = ({ field, value, isInvalid, describedBy, onChange, id }: FieldProps & { id: string }) => {
  const shared = { id, spellcheck: false, 'aria-invalid': isInvalid, 'aria-describedby': describedBy };
  return field.many ? (
    <textarea
      {...shared}
      rows={2}
      placeholder="one on each line"
      value={asList(value).join('\n')}
      onInput={({ currentTarget }) => onChange(lines(currentTarget.value))}
    />
  ) : (
    <input
      {...shared}
      value={String(value ?? field.default ?? '')}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
};

/** The editor of a field that has several controls, which need a legend instead of a label. */
const multipleControls = (props: FieldProps) => {
  const { field, path } = props;
  if (path === 'on') return <OccasionsField {...props} />;
  if (path === 'mention') return <MentionField {...props} />;
  if (field.kind === 'choice') return <ChoiceField {...props} />;
  if (field.kind === 'group')
    return field.many ? <GroupList {...props} editor={FieldEditor} /> : <GroupField {...props} editor={FieldEditor} />;
  if (field.kind === 'record') return <RecordField {...props} />;
  return field.secret && field.many ? <SecretList {...props} /> : undefined;
};

interface FrameProps {
  id: string;
  label: ComponentChildren;
  hint: string;
  problem: string;
  /** Id of the only control; `undefined` for several controls. */
  control: string | undefined;
  children: ComponentChildren;
}

/** A label, a hint, the controls and the problems of a field. */
const Frame = ({ id, label, hint, problem, control, children }: FrameProps) => {
  const notes = (
    <div id={id}>
      {hint && <p class="hint small">{hint}</p>}
      <p class="problem small">{problem}</p>
    </div>
  );
  return control === undefined ? (
    <fieldset class="field">
      <legend>{label}</legend>
      {notes}
      {children}
    </fieldset>
  ) : (
    <div class="field">
      <label for={control}>{label}</label>
      {children}
      {notes}
    </div>
  );
};

/** The editor of one field of a target. */
export const FieldEditor = (props: EditorProps) => {
  const { field, path, value, problems, onChange } = props;
  const id = useId();
  const { label, hint } = fieldWord(path, field);
  // The fields of a group show their problems themselves.
  const showsEntries = field.kind !== 'group' || path === 'mention';
  const own = showsEntries ? problemsAt(problems, path) : problems.filter((each) => each.field === path);
  const problem = own.map((each) => each.problem).join(' ');
  const full: FieldProps = { ...props, isInvalid: own.length > 0, describedBy: `${id}-notes` };
  if (field.kind === 'flag') {
    return (
      <div class="field">
        <label class="option">
          <input
            type="checkbox"
            checked={Boolean(value ?? field.default)}
            aria-describedby={full.describedBy}
            onChange={({ currentTarget }) => onChange(currentTarget.checked)}
          />
          <span>
            {label}
            <small>{hint}</small>
          </span>
        </label>
        <p id={full.describedBy} class="problem small">
          {problem}
        </p>
      </div>
    );
  }
  const several = multipleControls(full);
  const control = several ? undefined : `${id}-control`;
  const isOptional = !field.required && field.default === undefined;
  return (
    <Frame
      id={full.describedBy}
      control={control}
      label={
        <>
          {label} {isOptional && !path.startsWith('when') && <small>optional</small>}
        </>
      }
      hint={hint}
      problem={problem}
    >
      {several ??
        (field.secret ? <SecretField {...full} id={control ?? id} /> : <TextField {...full} id={control ?? id} />)}
    </Frame>
  );
};
