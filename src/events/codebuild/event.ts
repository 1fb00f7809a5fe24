import * as z from 'zod/mini';
import { awsEvent, lenient, lenientList, text } from '../../model/event-source.ts';
import type { Failure } from '../../model/notification.ts';
import { textOf } from '../../text/clean.ts';
import { isoTime } from '../../text/time.ts';

export const CODEBUILD = 'aws.codebuild';
export const STATE_CHANGE = 'CodeBuild Build State Change';
export const PHASE_CHANGE = 'CodeBuild Build Phase Change';

/**
 * The statuses of failed builds and phases.
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html
 */
export const FAILED_STATUSES = ['FAILED', 'FAULT', 'CLIENT_ERROR', 'TIMED_OUT'];

/** A limit of ours, in characters. */
const MAX_REASON_CHARS = 1000;

/** The variables of the environment that are read. All others may be secrets in plain text. */
const VARIABLES = [
  'CODEBUILD_BATCH_BUILD_IDENTIFIER',
  'CODEBUILD_WEBHOOK_BASE_REF',
  'CODEBUILD_WEBHOOK_HEAD_REF',
  'CODEBUILD_WEBHOOK_TRIGGER',
] as const;
type Variable = (typeof VARIABLES)[number];

const Variables = lenientList(z.object({ name: z.enum(VARIABLES), type: z.literal('PLAINTEXT'), value: z.string() }));

/** The environment without everything but the variables that are read. */
const Environment = z.pipe(
  lenient(z.object({ 'environment-variables': Variables })),
  z.transform((environment): Partial<Record<Variable, string>> => {
    const read = environment?.['environment-variables']?.filter((variable) => variable !== undefined) ?? [];
    return Object.fromEntries(read.map(({ name, value }) => [name, value]));
  }),
);

const Detail = z.looseObject({
  'build-status': text,
  'project-name': text,
  'build-id': text,
  'current-phase-context': text,
  'completed-phase': text,
  'completed-phase-status': text,
  'completed-phase-context': text,
  'completed-phase-start': text,
  'completed-phase-end': text,
  'additional-information': lenient(
    z.looseObject({
      environment: Environment,
      initiator: text,
      'build-start-time': text,
      'source-version': text,
      source: lenient(z.looseObject({ type: text, location: text })),
      logs: lenient(z.looseObject({ 'stream-name': text, 'deep-link': text })),
      phases: lenientList(
        z.looseObject({ 'phase-type': text, 'phase-status': text, 'phase-context': lenientList(z.string()) }),
      ),
    }),
  ),
});
export type Detail = z.infer<typeof Detail>;
export type Information = NonNullable<Detail['additional-information']>;

/** A state change or the end of a phase, in either dialect. */
export const CodeBuildEvent = awsEvent({ source: CODEBUILD, detailTypes: [STATE_CHANGE, PHASE_CHANGE] }, Detail);
export type CodeBuildEvent = z.infer<typeof CodeBuildEvent>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads `Sep 1, 2017 4:12:29 PM`, which is in UTC, as ISO 8601. Newer Java versions write a narrow space before `PM`. */
export const dateOf = (value: string | undefined): string | undefined => {
  const [, month = '', day, year, hour, minute, second, half] =
    /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP])M$/.exec(value ?? '') ?? [];
  if (!MONTHS.includes(month) || Number(hour) < 1 || Number(hour) > 12) return undefined;
  const two = (part: unknown) => String(part).padStart(2, '0');
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const time = isoTime(`${year}-${two(MONTHS.indexOf(month) + 1)}-${two(day)}T${two(hours)}:${minute}:${second}Z`);
  // JavaScript converts 30 February to a day in March.
  return time && Number(time.slice(8, 10)) === Number(day) ? time : undefined;
};

/** Codes that say no more than the reason. */
const PLAIN_CODES = new Set(['COMMAND_EXECUTION_ERROR']);

/**
 * The first context with a text: `[CODE: message]`, or `CODE: message` in a list. The context `: ` is empty.
 */
export const contextOf = (contexts: readonly (string | undefined)[]): Pick<Failure, 'code' | 'reason'> | undefined => {
  for (const context of contexts) {
    const text = context
      ?.slice(0, MAX_REASON_CHARS * 4)
      .replace(/^\[|\]$/g, '')
      .replace(/^:\s/, '');
    const [, code, rest] = /^\s*([A-Z][A-Z_]{2,60}):\s*([\s\S]*)$/.exec(text ?? '') ?? [];
    const reason = textOf(rest ?? text, MAX_REASON_CHARS);
    if (reason || code) return { code: reason && PLAIN_CODES.has(code ?? '') ? undefined : code, reason };
  }
  return undefined;
};
