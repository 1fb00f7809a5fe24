import { platformNames } from '../../../platforms/index.ts';
import { optionOf } from '../../../targets/target-fields.ts';
import { UsageError } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';
import { type FieldOptions, hasFields, missingFields } from './fields.ts';
import { camelCase } from './option-values.ts';
import { missingSecrets, promptsFor } from './secret-fields.ts';

interface Options extends FieldOptions {
  readonly platform?: string;
}

const splitWords = (answer: string): string[] => answer.split(/[,\s]+/).filter(Boolean);

/** Prompts for the required fields that everyone may read and that no option sets. */
const askRequired = async (platform: string, options: Options, { prompts }: Io): Promise<object> => {
  const answers: [string, string][] = [];
  for (const field of missingFields(platform, options)) {
    const { help, example } = field;
    const message = `${help.charAt(0).toUpperCase()}${help.slice(1)}`;
    answers.push([camelCase(optionOf(field)), await prompts.text(message, { placeholder: example ?? '' })]);
  }
  return Object.fromEntries(answers);
};

/** Prompts for the fields that no option sets. @throws UsageError if there is no terminal to prompt at. */
export const askFields = async <Given extends Options>(options: Given, io: Io): Promise<Given> => {
  if (!io.interactive) {
    if (!options.platform) throw new UsageError('not a terminal: pass --platform');
    const [missing] = missingSecrets(options.platform, options);
    if (!missing) return options;
    const name = `--${optionOf(missing)}`;
    throw new UsageError(`not a terminal: pass ${name}-stdin, ${name}-parameter or ${name}-secret`);
  }
  const { prompts } = io;
  const platform = options.platform ?? (await prompts.select('Platform', platformNames));
  const chosen = { ...options, ...promptsFor(missingSecrets(platform, options)), platform };
  const missing = await askRequired(platform, options, io);
  if (hasFields(options)) return { ...chosen, ...missing };
  const on = splitWords(await prompts.text('Notify on', { placeholder: 'failed, fixed, approval' }));
  const pipelines = 'Pipelines to include, such as web-* !web-test';
  const whenPipelines = splitWords(await prompts.text(pipelines, { placeholder: 'all' }));
  return { ...chosen, ...missing, ...(on.length > 0 && { on }), ...(whenPipelines.length > 0 && { whenPipelines }) };
};
