import { ConfigError } from '../../../model/errors.ts';
import { PLACEHOLDER, PLACEHOLDER_URL } from '../../../targets/references.ts';
import { findPlatform, requiredValues } from '../../../targets/target-fields.ts';

interface Context {
  readonly platform: string;
  readonly allowPrivate: boolean;
}

/** The form in which a mention that is not a text is written. */
const named = (field: string, problem: string): string =>
  field === 'mention' && problem === 'expected object' ? 'expected a name and an id, Name <id>' : problem;

/**
 * Checks one field of a target, as the relay does, before the other fields are known.
 * @returns what is wrong, without quoting the value; `undefined` if it is valid.
 */
export const fieldProblem = (
  field: string,
  value: unknown,
  { platform, allowPrivate }: Context,
): string | undefined => {
  const required = requiredValues(platform, ({ name }) => (name === 'url' ? PLACEHOLDER_URL : PLACEHOLDER));
  try {
    findPlatform(platform)?.open({ platform, ...required, [field]: value }, { allowPrivate });
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The values of the other fields are made up.
    const [, problem] =
      error.problems
        .map((each) => /^(\w+)[\w.]*: (.*)$/s.exec(each))
        .find((each) => each?.[1] === field)
        ?.slice(1) ?? [];
    return problem && named(field, problem);
  }
};
