import { isRecord, parseJson } from '../../../text/json.ts';
import { nearJsonProblem } from '../../../text/json-fault.ts';
import { CliError } from '../../errors.ts';
import { type Unwrapped, unwrapAll } from '../../event.ts';
import { quotable } from '../../quote.ts';

const isMessage = (value: unknown): boolean => typeof value === 'string' || isRecord(value);

/** JSON lines, or one text that is no JSON. @throws CliError that names the line at fault. */
const ofLines = (content: string, file: string): unknown[] => {
  const lines = content.split('\n').map((line, at) => ({ at: at + 1, text: line.trim() }));
  const parsed = lines.filter(({ text }) => text !== '').map(({ at, text }) => ({ at, value: parseJson(text) }));
  const isLines = isMessage(parsed[0]?.value) || parsed.some(({ value }) => isRecord(value));
  if (isLines) {
    const faulty = parsed.find(({ value }) => !isMessage(value));
    if (!faulty) return parsed.map(({ value }) => value);
    const problem = nearJsonProblem(content.split('\n')[faulty.at - 1] ?? '')?.replace('line 1, ', '');
    const why = problem ? ` (${problem})` : '';
    throw new CliError(`${file}: line ${faulty.at} is not a JSON object or a JSON string${why}`, {
      next: 'correct or remove it',
    });
  }
  const problem = nearJsonProblem(content);
  if (problem !== undefined) {
    throw new CliError(`${file}: not valid JSON (${problem})`, { next: 'correct it, or pass one text' });
  }
  return [content];
};

const itemsOf = (content: string, file: string): readonly unknown[] => {
  const whole = parseJson(content);
  if (whole === undefined) return ofLines(content, file);
  if (Array.isArray(whole)) return whole;
  if (isRecord(whole) && Array.isArray(whole.sequence)) return whole.sequence;
  // A number or a word alone is a text for the router too.
  return isMessage(whole) ? [whole] : [content.trim()];
};

/** The records of an invocation by SNS or SQS. Any other event with records is one message. */
const openRecords = (records: readonly unknown[]): readonly unknown[] | undefined => {
  const isEnvelope = (record: unknown): boolean =>
    isRecord(record) && (isRecord(record.Sns) || record.eventSource === 'aws:sqs');
  return records.length > 0 && records.every(isEnvelope) ? records : undefined;
};

/** @returns `undefined` if the item is no message. */
const messagesOf = (item: unknown): Unwrapped[] | undefined => {
  if (typeof item === 'string') return [{ text: item }];
  if (!isRecord(item)) return undefined;
  const { __text: text, __subject: subject } = item;
  if (text === undefined) return unwrapAll(JSON.stringify(item), openRecords);
  if (typeof text !== 'string' || !(subject === undefined || typeof subject === 'string')) return undefined;
  return [{ text, ...(subject !== undefined && { subject }) }];
};

/**
 * Reads a list of messages: a JSON array, `{"sequence": […]}`, JSON lines, one message, or one text.
 * @throws CliError that names what cannot be read, without quoting it.
 */
export const parseMessages = (raw: string, name: string): Unwrapped[] => {
  const file = name === '-' ? 'standard input' : quotable(name, 100);
  const content = raw.replace(/^\uFEFF/, '');
  const items = content.trim() === '' ? [] : itemsOf(content, file);
  if (items.length === 0) throw new CliError(`${file} holds no message`);
  return items.flatMap((item, at) => {
    const messages = messagesOf(item);
    if (messages?.every(({ text }) => text.trim() !== '')) return messages;
    const expected = 'expected an event, a text that is not empty, or {"__text": "…", "__subject": "…"}';
    throw new CliError(`${file}: message ${at + 1} cannot be read: ${expected}`);
  });
};
