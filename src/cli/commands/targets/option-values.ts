import { platformNames } from '../../../platforms/index.ts';
import type { TargetField } from '../../../targets/target-fields.ts';

/** Help of a field's option. It names the platforms unless all have the field. */
export const helpOf = ({ platforms }: TargetField, help: string): string =>
  platforms.length === platformNames.length ? help : `${help} (${platforms.join(', ')})`;

/** The name under which commander stores an option. */
export const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The value that commander stored for an option. @param name in kebab case, such as `thread-id`. */
export const optionValue = (options: object, name: string): unknown =>
  (options as Readonly<Record<string, unknown>>)[camelCase(name)];
