import type { ComponentType } from 'preact';
import type { EditorProps } from './field-props.ts';
import { fieldWord } from './field-words.ts';
import { asFields, asList } from './value.ts';

/** The editor is a parameter because it renders groups itself: an import would be a cycle. */
type GroupProps = EditorProps & { editor: ComponentType<EditorProps> };

/** An object of fields. */
export const GroupField = ({ field, path, value, problems, onChange, editor: Editor }: GroupProps) => (
  <div class="group-fields">
    {field.fields?.map((inner) => (
      <Editor
        key={inner.name}
        field={inner}
        path={`${path}.${inner.name}`}
        value={asFields(value)[inner.name]}
        problems={problems}
        onChange={(next) => onChange({ ...asFields(value), [inner.name]: next })}
      />
    ))}
  </div>
);

/** A list of objects of fields. */
export const GroupList = (props: GroupProps) => {
  const { field, path, value, onChange } = props;
  const entries = asList(value);
  const put = (at: number, entry: unknown) => onChange(entries.map((old, index) => (index === at ? entry : old)));
  return (
    <div class="rows">
      {entries.map((entry, at) => (
        <div key={at} class="row">
          <GroupField {...props} path={`${path}.${at}`} value={entry} onChange={(next) => put(at, next)} />
          <button
            type="button"
            class="quiet small"
            onClick={() => onChange(entries.filter((_, index) => index !== at))}
          >
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        class="quiet small"
        disabled={entries.length >= (field.maxItems ?? Number.POSITIVE_INFINITY)}
        onClick={() => onChange([...entries, {}])}
      >
        Add to {fieldWord(path, field).label.toLowerCase()}
      </button>
    </div>
  );
};
