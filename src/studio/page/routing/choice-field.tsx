import { useId } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { choiceWord } from './field-words.ts';
import { asList } from './value.ts';
import { LEVELS, type Level, type Word } from './words.ts';

const wordOf = (path: string, choice: string): Word =>
  path === 'levels' ? (LEVELS[choice as Level] ?? choiceWord(path, choice)) : choiceWord(path, choice);

/** The values of a choice, each with one line of explanation: radio buttons, or checkboxes if several may be chosen. */
export const ChoiceField = ({ field, path, value, isInvalid, describedBy, onChange }: FieldProps) => {
  const group = useId();
  const chosen = new Set(field.many ? asList(value ?? field.default) : [value ?? field.default]);
  const toggle = (choice: string) => {
    if (!field.many) return onChange(choice);
    const next = new Set(chosen);
    if (!next.delete(choice)) next.add(choice);
    onChange((field.choices ?? []).filter((known) => next.has(known)));
  };
  return (
    <div class="options">
      {field.choices?.map((choice) => {
        const { label, hint } = wordOf(path, choice);
        return (
          <label key={choice} class="option">
            <input
              type={field.many ? 'checkbox' : 'radio'}
              name={group}
              checked={chosen.has(choice)}
              {...(field.many && { 'aria-invalid': isInvalid })}
              aria-describedby={describedBy}
              onChange={() => toggle(choice)}
            />
            <span>
              {label}
              <small>{hint}</small>
            </span>
          </label>
        );
      })}
    </div>
  );
};
