import type { CANCEL_SYMBOL } from '@clack/prompts';
import { PromptCancelled } from '../errors.ts';

/**
 * Questions to the user at a terminal. They are written to stderr, so that stdout holds results only.
 * Each throws {@link PromptCancelled} after Ctrl-C, Escape or Ctrl-D.
 */
export interface Prompts {
  /** @returns the text without leading and trailing spaces; empty if the user only pressed Enter. */
  text(message: string, options?: { placeholder?: string }): Promise<string>;
  select(message: string, choices: readonly string[]): Promise<string>;
  /** Asks for a secret, which is not echoed. @returns it without leading and trailing spaces; may be empty. */
  password(message: string): Promise<string>;
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

/** @param signal ends a question as Ctrl-C does. */
export const openPrompts = (signal: AbortSignal): Prompts => ({
  async text(message, options) {
    const answer = await question(signal, (clack, common) => clack.text({ ...common, ...options, message }));
    return (answer ?? '').trim();
  },
  select: (message, choices) =>
    question(signal, (clack, common) => {
      const options = choices.map((value) => ({ value }));
      return clack.select<string>({ ...common, message, options });
    }),
  async password(message) {
    const answer = await question(signal, (clack, common) => clack.password({ ...common, message }));
    return (answer ?? '').trim();
  },
  confirm: (message, options) => question(signal, (clack, common) => clack.confirm({ ...common, ...options, message })),
});
