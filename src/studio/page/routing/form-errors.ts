import type { Problem, TargetField } from '../../target-api.ts';
import { fieldWord } from './field-words.ts';
import type { Fields, Value } from './value.ts';

const isMissing = (value: Value): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/**
 * The problems of a target as the form shows them: in sentences, and with the words of the form for empty fields.
 * @param values of the fields, and the name of the target as `name`.
 */
export const shownProblems = (
  problems: readonly Problem[],
  fields: readonly TargetField[],
  values: Fields,
): readonly Problem[] =>
  problems.map(({ field: path, problem }) => {
    if (path === 'name' && isMissing(values.name)) return { field: path, problem: 'Enter a name.' };
    const field = fields.find(({ name }) => name === path);
    if (!field || !isMissing(values[path])) return { field: path, problem: sentence(problem) };
    const { label } = fieldWord(path, field);
    return {
      field: path,
      problem: field.many
        ? 'Choose at least one.'
        : `Enter the ${label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}.`,
    };
  });

/** Moves the focus to the first control with an error, and opens the parts of the form that hide it. */
export const focusFirstError = (form: HTMLElement): void => {
  const control = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  for (let part = control?.closest('details'); part; part = part.parentElement?.closest('details')) part.open = true;
  control?.focus();
};
