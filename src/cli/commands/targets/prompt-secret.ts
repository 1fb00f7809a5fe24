import type { TargetField } from '../../../targets/target-fields.ts';
import type { Io } from '../../terminal/io.ts';
import { fieldProblem } from './field-problem.ts';

/** What is wrong with a secret. A field that holds a list is checked as a list of one. */
export const secretProblem = (
  { name, many }: TargetField,
  value: string,
  { platform, allowPrivate }: { readonly platform: unknown; readonly allowPrivate: boolean },
): string | undefined => fieldProblem(name, many ? [value] : value, { platform: String(platform), allowPrivate });

/**
 * Prompts for a secret, until it is valid for its platform.
 * @param problem what is wrong with a value, without quoting it.
 */
export const promptForSecret = (
  { help }: TargetField,
  problem: (value: string) => string | undefined,
  { prompts }: Io,
): Promise<string> =>
  prompts.password(`${help.charAt(0).toUpperCase()}${help.slice(1)} (hidden)`, {
    validate: (answer) => {
      if (answer === '') return `Paste ${help}, or press Ctrl-C to stop`;
      const wrong = problem(answer);
      return wrong && `Not valid: it ${wrong}`;
    },
  });
