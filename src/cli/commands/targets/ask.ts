import { platformNames } from '../../../platforms/index.ts';
import { optionOf, type TargetField } from '../../../targets/target-fields.ts';
import { UsageError } from '../../errors.ts';
import { guideOf, secretSteps } from '../../platform-guides.ts';
import type { Io } from '../../terminal/io.ts';
import { askOptional } from './ask-optional.ts';
import { fieldProblem } from './field-problem.ts';
import { applyFields, type FieldOptions, hasFields, missingFields } from './fields.ts';
import { camelCase } from './option-values.ts';
import { promptForSecret, secretProblem } from './prompt-secret.ts';
import { missingSecrets } from './secret-fields.ts';

interface Options extends FieldOptions {
  readonly stage: string;
  readonly platform?: string;
}

interface Context {
  readonly io: Io;
  /** As the stack allows it. */
  readonly allowPrivate: boolean;
  /** Asks the platform about a target. @returns why it does not accept the secret. */
  readonly refusal: (target: object) => Promise<string | undefined>;
}

/** What is known of a target after the questions: a part of its JSON, and the options that set the rest. */
interface Asked<Given> {
  readonly target: Record<string, unknown>;
  readonly options: Given & { readonly platform: string };
  /** The platform was asked about the secret. */
  readonly isVerified: boolean;
}

const capitalized = (help: string): string => `${help.charAt(0).toUpperCase()}${help.slice(1)}`;

const askPlatformName = ({ prompts }: Io): Promise<string> =>
  prompts.select(
    'Where do the messages go?',
    platformNames.map((value) => ({ value, label: guideOf(value).label, hint: guideOf(value).hint })),
    'slack',
  );

/** Writes where the URL or the token comes from. */
const writeGuide = (platform: string, stage: string, { stderr }: Io): void => {
  const { label } = guideOf(platform);
  const lines = secretSteps(platform, stage);
  if (lines.length > 0) stderr.write(`\n${label}:\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
};

/** Prompts for the required secrets. */
const askSecrets = async (platform: string, fields: readonly TargetField[], { io, allowPrivate }: Context) => {
  const answers: [string, unknown][] = [];
  for (const field of fields) {
    const problem = (value: string) => secretProblem(field, value, { platform, allowPrivate });
    const answer = await promptForSecret(field, problem, io);
    answers.push([field.name, field.many ? [answer] : answer]);
  }
  return Object.fromEntries(answers);
};

/** Prompts for the required fields that everyone may read. */
const askRequired = async (platform: string, fields: readonly TargetField[], { io, allowPrivate }: Context) => {
  const answers: [string, string][] = [];
  for (const field of fields) {
    const { name, help, example } = field;
    const answer = await io.prompts.text(capitalized(help), {
      placeholder: example ?? '',
      validate: (text) => {
        const problem = fieldProblem(name, text, { platform, allowPrivate });
        return problem && `Not valid: ${problem}`;
      },
    });
    answers.push([camelCase(optionOf(field)), answer]);
  }
  return Object.fromEntries(answers);
};

/** Prompts for the required fields, again if the platform does not accept the secret. */
const askUntilAccepted = async (
  target: Record<string, unknown> & { readonly platform: string },
  options: Options,
  context: Context,
) => {
  const { platform } = target;
  const secrets = missingSecrets(platform, options, target);
  for (;;) {
    const asked = { ...target, ...(await askSecrets(platform, secrets, context)) };
    const required = await askRequired(platform, missingFields(platform, options, target), context);
    const refusal = secrets.length > 0 && (await context.refusal(applyFields(asked, { ...options, ...required })));
    if (!refusal) return { asked, required };
    context.io.stderr.write(`${refusal}: enter it again, or press Ctrl-C to stop\n`);
  }
};

/**
 * Prompts for the fields that neither options nor the target set. The secrets come first, because they are what a person
 * has to look up.
 * @param target the part that is known, such as that of a file.
 * @throws UsageError if there is no terminal to prompt at.
 */
export const askFields = async <Given extends Options>(
  given: Given,
  target: Record<string, unknown>,
  context: Context,
): Promise<Asked<Given>> => {
  const { io } = context;
  const known = given.platform ?? (typeof target.platform === 'string' ? target.platform : undefined);
  if (!io.interactive) {
    if (!known) throw new UsageError('not a terminal: pass --platform');
    const [missing] = missingSecrets(known, given, target);
    const name = missing && `--${optionOf(missing)}`;
    if (name) throw new UsageError(`not a terminal: pass ${name}-stdin, ${name}-parameter or ${name}-secret`);
    return { target, options: { ...given, platform: known }, isVerified: false };
  }
  const platform = known ?? (await askPlatformName(io));
  const options = { ...given, platform };
  const secrets = missingSecrets(platform, options, target);
  if (secrets.length > 0) writeGuide(platform, given.stage, io);
  const { asked, required } = await askUntilAccepted({ ...target, platform }, options, context);
  const isComplete = hasFields(options) || Object.keys(target).length > 0;
  const optional = isComplete ? {} : await askOptional(platform, context);
  return { target: asked, options: { ...options, ...required, ...optional }, isVerified: secrets.length > 0 };
};
