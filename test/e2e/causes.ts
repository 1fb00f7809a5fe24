import { exampleAnswers as ofStacks } from '../../src/events/cloudformation/example-answers.ts';
import { exampleAnswers as ofServices } from '../../src/events/ecs/example-answers.ts';
import { exampleAnswers as ofExecutions } from '../../src/events/step-functions/examples.ts';

/** How the questions about a subject fail, by the end of its name. Without a status there is no answer. */
export const FAULTS = {
  denied: { status: 400, error: 'AccessDeniedException' },
  throttled: { status: 400, error: 'ThrottlingException' },
  silent: undefined,
  garbled: { status: 200, error: '' },
} as const;

const ANSWERS: Readonly<Record<string, unknown>> = { ...ofStacks, ...ofServices, ...ofExecutions };

const escaped = (text: string): string => text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);

/** A value as the query protocol writes it. */
const xmlOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .map(([name, field]) => `<${name}>${xmlOf(field)}</${name}>`)
    .join('');
};

const errorIn = (isQuery: boolean, error: string): string =>
  isQuery
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code></Error></ErrorResponse>`
    : JSON.stringify({ __type: error });

/**
 * The answer about a subject whose name begins with `e2e-cause`, by the JSON or the query protocol.
 * @param target of the JSON protocol, empty for the query protocol.
 * @returns `undefined` for no answer.
 */
export const causeOf = (target: string, body: string): { status: number; body: string } | undefined => {
  const isQuery = target === '';
  const operation = isQuery ? (new URLSearchParams(body).get('Action') ?? '') : (target.split('.')[1] ?? '');
  const found = Object.entries(FAULTS).find(([name]) => body.includes(`-${name}`));
  if (found) {
    const [, fault] = found;
    return fault && { status: fault.status, body: fault.error ? errorIn(isQuery, fault.error) : '<html>' };
  }
  const answer = Object.entries(ANSWERS).find(([name]) => name.endsWith(` ${operation}`))?.[1] ?? {};
  if (!isQuery) return { status: 200, body: JSON.stringify(answer) };
  const result = `<${operation}Result>${xmlOf(answer)}</${operation}Result>`;
  return { status: 200, body: `<${operation}Response>${result}</${operation}Response>` };
};
