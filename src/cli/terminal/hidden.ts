import type { Readable, Writable } from 'node:stream';

/** A terminal's keyboard, as far as a hidden answer needs it. */
export type Keyboard = Readable & { setRawMode?(raw: boolean): unknown };

export interface HiddenOptions {
  readonly input: Keyboard;
  readonly output: Writable;
  readonly signal: AbortSignal;
  /** Called at Ctrl-C, which the terminal itself does not report meanwhile. */
  interrupt(): void;
}

/** More than any URL or key has; what is typed beyond is left out. */
const MAX_CHARS = 4096;

/** What a terminal sends around pasted text, and for arrows and the like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
const SEQUENCES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Z])/g;

/** Asks for a secret without showing what is typed. @returns the answer; an empty one if there will be none. */
export const askHidden = (question: string, { input, output, signal, interrupt }: HiddenOptions): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const end = (text: string): void => {
      input.off('data', read);
      input.off('end', stop);
      signal.removeEventListener('abort', stop);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      resolve(text);
    };
    const stop = (): void => end('');
    /** @returns whether that was the last of it. */
    const press = (key: string): boolean => {
      if (key === '\r' || key === '\n') end(answer.trim());
      else if (key === '\u0003') {
        interrupt();
        end('');
      } else if (key === '\u0004') end('');
      else if (key === '\u007f' || key === '\b') answer = [...answer].slice(0, -1).join('');
      else if (key === '\u0015') answer = '';
      else if (key >= ' ' && answer.length < MAX_CHARS) answer += key;
      return '\r\n\u0003\u0004'.includes(key);
    };
    const read = (chunk: Buffer | string): void => {
      for (const key of String(chunk).replace(SEQUENCES, '')) if (press(key)) return;
    };
    // Before the question: whoever answers at once, as a paste does, would still be echoed by the terminal.
    input.setRawMode?.(true);
    output.write(question);
    input.on('data', read);
    input.once('end', stop);
    signal.addEventListener('abort', stop, { once: true });
    input.resume();
  });
