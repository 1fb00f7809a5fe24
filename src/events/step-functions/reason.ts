import { redactedText } from '../../text/redact.ts';

const MAX_REASON_CHARS = 1000;

/** Redacted before the cut, which could split a secret. */
const safe = (value: string): string | undefined => redactedText(value, MAX_REASON_CHARS);

/** Fields with the message of an error: of Lambda, a nested execution, an ECS task, Glue, Batch, SageMaker. */
const WORDS = ['errorMessage', 'Cause', 'StoppedReason', 'message', 'ErrorMessage', 'StatusReason', 'FailureReason'];

/** The message at the start of JSON that is cut off, as Lambda writes it. */
const CUT_WORDS = /^\{"errorType":"[\w.$]{1,200}","errorMessage":"((?:[^"\\]|\\.)*)"/;

const parsed = (json: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Causes are cut at 32,768 characters, and some only look like JSON.
    const [, errorMessage] = CUT_WORDS.exec(json) ?? [];
    return errorMessage ? { errorMessage: errorMessage.replaceAll(/\\[nrt]/g, '\n').replaceAll(/\\(.)/g, '$1') } : {};
  }
};

/** Nested causes that are followed. */
const MAX_DEPTH = 5;

/** The start of data in a cause: JSON, or a quotation in the error of a path. */
const DATA = /\{|\["|\binput '/i;

/**
 * The message in a cause. A cause may quote the input, or be JSON with the input or a build's environment. Of these only
 * the message is used.
 */
export const reasonOf = (cause: string | undefined, depth = 0): string | undefined => {
  const text = cause?.trim() ?? '';
  const start = text.search(DATA);
  if (start < 0) return safe(text);
  const json = parsed(text.slice(start));
  const { StateChangeReason: change } = json as { StateChangeReason?: { Message?: unknown } | null };
  const words = [...WORDS.map((field) => json[field]), change?.Message].find(
    (value): value is string => typeof value === 'string',
  );
  if (words !== undefined && depth < MAX_DEPTH) return reasonOf(words, depth + 1);
  const before = safe(text.slice(0, start));
  return before && `${before} …`;
};
