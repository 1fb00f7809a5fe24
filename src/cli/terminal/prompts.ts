import type { CANCEL_SYMBOL } from '@clack/prompts';
import { PromptCancelled } from '../errors.ts';

/** An answer to choose. */
export interface Choice {
  readonly value: string;
  /** Default: the value. */
  readonly label?: string;
  /** Shown beside the label. */
  readonly hint?: string;
}

/** @returns what is wrong with an answer, as a sentence; `undefined` if it is valid. */
export type Validate = (answer: string) => string | undefined;

/** Answers are validated at the question, which stays until the answer is valid. */
interface TextOptions {
  readonly placeholder?: string;
  /** The text that Enter accepts, and that can be edited. */
  readonly initialValue?: string;
  readonly validate?: Validate;
}

/**
 * Questions to the user at a terminal. They are written to stderr, so that stdout holds results only.
 * Each throws {@link PromptCancelled} after Ctrl-C, Escape or Ctrl-D.
 */
export interface Prompts {
  /** @returns the text without leading and trailing spaces; empty if the user only pressed Enter. */
  text(message: string, options?: TextOptions): Promise<string>;
  /** @param initial the value that Enter accepts. Default: the first one. */
  select(message: string, choices: readonly Choice[], initial?: string): Promise<string>;
  /** Asks for one or more of the choices. @param initial the values that are selected at first. */
  multiselect(message: string, choices: readonly Choice[], initial: readonly string[]): Promise<string[]>;
  /** Asks for a secret, which is not echoed. @returns it without leading and trailing spaces. */
  password(message: string, options?: Pick<TextOptions, 'validate'>): Promise<string>;
  confirm(message: string, options: { initialValue: boolean }): Promise<boolean>;
}

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

type Clack = typeof import('@clack/prompts');

interface Common {
  readonly input: typeof process.stdin;
  readonly output: typeof process.stderr;
  readonly signal: AbortSignal;
}

/**
 * Asks one question. Clack handles Ctrl-C and Escape; it ignores Ctrl-D and the end of the input, after which its
 * promise would never settle, so both abort the question here.
 */
const question = async <Answer>(
  signal: AbortSignal,
  show: (clack: Clack, common: Common) => Promise<Answer | typeof CANCEL_SYMBOL>,
): Promise<Answer> => {
  const clack = await import('@clack/prompts');
  const { stdin: input, stderr: output } = process;
  const stop = new AbortController();
  let isEnd = false;
  const abort = (): void => stop.abort();
  const end = (): void => {
    isEnd = true;
    // After all listeners of this key, because aborting removes clack's own.
    setImmediate(abort);
  };
  const onKey = (_text: string | undefined, { name, ctrl }: Key): void => {
    if (ctrl && name === 'd') end();
  };
  input.on('keypress', onKey).once('end', end);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const answer = await show(clack, { input, output, signal: stop.signal });
    if (clack.isCancel(answer)) throw new PromptCancelled(isEnd ? 'Ctrl-D' : 'Ctrl-C');
    return answer;
  } finally {
    input.off('keypress', onKey).off('end', end);
    signal.removeEventListener('abort', abort);
  }
};

/** Trims the answer before it is validated, as the caller gets it. */
const trimmed = (validate: Validate | undefined) =>
  validate && { validate: (answer: string | undefined) => validate((answer ?? '').trim()) };

const optionsOf = (choices: readonly Choice[]) =>
  choices.map(({ value, label = value, hint }) => ({ value, label, ...(hint && { hint }) }));

/** @param signal ends a question as Ctrl-C does. */
export const openPrompts = (signal: AbortSignal): Prompts => ({
  async text(message, { validate, ...options } = {}) {
    const answer = await question(signal, (clack, common) =>
      clack.text({ ...common, ...options, ...trimmed(validate), message }),
    );
    return (answer ?? '').trim();
  },
  select: (message, choices, initial) =>
    question(signal, (clack, common) => {
      const start = initial !== undefined && { initialValue: initial };
      return clack.select<string>({ ...common, message, options: optionsOf(choices), ...start });
    }),
  multiselect: (message, choices, initial) =>
    question(signal, (clack, common) => {
      const options = optionsOf(choices);
      return clack.multiselect<string>({ ...common, message, options, initialValues: [...initial] });
    }),
  async password(message, { validate } = {}) {
    const answer = await question(signal, (clack, common) =>
      clack.password({ ...common, ...trimmed(validate), message }),
    );
    return (answer ?? '').trim();
  },
  confirm: (message, options) => question(signal, (clack, common) => clack.confirm({ ...common, ...options, message })),
});
