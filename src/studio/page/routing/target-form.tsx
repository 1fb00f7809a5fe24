import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { PlatformView, Problem, TargetField } from '../../target-api.ts';
import { FieldEditor } from './field.tsx';
import { choiceWord, FIELDS } from './field-words.ts';
import { asFields, asList, type Fields, type Value } from './value.ts';
import { LEVELS, type Level } from './words.ts';

/** The parts of the form that are folded at first, in order. The rest of the fields follows. */
const FOLDED: readonly string[] = ['when', 'mention', 'thread', 'levels'];

const everyone = (mention: Fields): readonly Value[] => Object.values(mention).flatMap((people) => asList(people));

/** The value of a folded field in a few words. */
const SUMMARIES: Readonly<Record<string, (value: Value) => string>> = {
  when: (value) => Object.values(asFields(value)).flatMap(asList).filter(Boolean).join(', ') || 'everything',
  mention: (value) => {
    const count = everyone(asFields(value)).length + (asFields(value).author === true ? 1 : 0);
    return count > 0 ? `${count} set` : 'nobody';
  },
  thread: (value) => choiceWord('thread', String(value)).label.toLowerCase(),
  levels: (value) =>
    asList(value)
      .map((level) => LEVELS[level as Level]?.label.toLowerCase())
      .join(', '),
};

/** A part that can be folded, with its value beside its title. It opens at first if it is not as by default. */
const Part = ({
  title,
  summary,
  isOpen,
  children,
}: {
  title: string;
  summary: string;
  isOpen: boolean;
  children: ComponentChildren;
}) => {
  // Only at first: a part that a person has opened stays open.
  const [wasOpen] = useState(isOpen);
  return (
    <details class="part" open={wasOpen}>
      <summary>
        {title} {summary && <small>{summary}</small>}
      </summary>
      {children}
    </details>
  );
};

const SecretGuide = ({ question, steps }: PlatformView['secretGuide']) => (
  <details class="guide">
    <summary>{question}</summary>
    <ol>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  </details>
);

interface Props {
  platform: PlatformView;
  values: Fields;
  problems: readonly Problem[];
  onChange(name: string, value: Value): void;
}

const isSet = (value: Value): boolean => value !== undefined && !['{}', '[]'].includes(JSON.stringify(value));

/** The fields of a target in the order of what a person decides: where to, what for, and then the details. */
export const TargetForm = ({ platform, values, problems, onChange }: Props) => {
  const { fields, secretGuide } = platform;
  const editor = (field: TargetField) => (
    <FieldEditor
      key={field.name}
      field={field}
      path={field.name}
      value={values[field.name]}
      problems={problems}
      onChange={(value) => onChange(field.name, value)}
    />
  );
  const required = fields.filter((field) => field.required);
  const folded = FOLDED.flatMap((name) => fields.find((field) => field.name === name) ?? []);
  const rest = fields.filter((field) => !field.required && field.name !== 'on' && !FOLDED.includes(field.name));
  return (
    <>
      {required.map((field) => (
        <div key={field.name} class="field-with-guide">
          {editor(field)}
          {field.secret && <SecretGuide {...secretGuide} />}
        </div>
      ))}
      {fields.filter(({ name }) => name === 'on').map(editor)}
      {folded.map((field) => {
        const value = values[field.name] ?? field.default;
        const isChanged = isSet(values[field.name]) && JSON.stringify(value) !== JSON.stringify(field.default);
        return (
          <Part
            key={field.name}
            title={FIELDS[field.name]?.label ?? field.name}
            summary={SUMMARIES[field.name]?.(value) ?? ''}
            isOpen={isChanged}
          >
            {editor(field)}
          </Part>
        );
      })}
      <Part title="More options" summary="" isOpen={false}>
        {rest.map(editor)}
      </Part>
    </>
  );
};
