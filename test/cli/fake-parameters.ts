import type { Parameters } from '../../src/cli/aws/parameters.ts';
import { CliError } from '../../src/cli/errors.ts';

/** A parameter, or a stage, of this name makes reading it fail. */
export const UNREADABLE = 'unreadable';

/** Parameter Store in memory. */
export const parametersOf = ({
  parameters,
  calls,
}: {
  parameters: Map<string, string>;
  calls: string[];
}): Parameters => {
  const ask = (operation: string, name: string): void => {
    calls.push(`${operation} ${name}`);
    if (name.includes(UNREADABLE)) throw new CliError(`${operation} of ${name}: AccessDeniedException`);
  };
  return {
    async below(path) {
      ask('below', path);
      const names = [...parameters.keys()].filter((name) => name.slice(0, name.lastIndexOf('/')) === path);
      return new Map(names.map((name) => [name.slice(path.length + 1), parameters.get(name) ?? '']));
    },
    async names(path) {
      ask('names', path);
      const names = [...parameters.keys()].filter((name) => name.slice(0, name.lastIndexOf('/')) === path);
      return names.map((name) => name.slice(path.length + 1));
    },
    async value(name) {
      ask('value', name);
      return parameters.get(name);
    },
    async write(name, value, { mustBeNew }) {
      ask('write', name);
      if (mustBeNew && parameters.has(name)) return false;
      parameters.set(name, value);
      return true;
    },
    async remove(name) {
      ask('remove', name);
      return parameters.delete(name);
    },
  };
};
