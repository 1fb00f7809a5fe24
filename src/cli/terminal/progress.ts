import type { Io } from './io.ts';

/** Where there is no terminal, a line at most this often. */
const LINE_EVERY_MS = 10_000;

/** Tells on stderr how far a command is: one line that changes on a terminal, and plain lines elsewhere. */
export interface Progress {
  show(text: string): void;
  /** Wipes the changing line off the terminal, before something else is written. */
  clear(): void;
}

export const createProgress = ({ stderr, now }: Pick<Io, 'stderr' | 'now'>): Progress => {
  let lastMs = now().getTime();
  let shown = false;
  return {
    show(text) {
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[K${text}`);
        shown = true;
      } else if (now().getTime() >= lastMs + LINE_EVERY_MS) {
        stderr.write(`${text}\n`);
        lastMs = now().getTime();
      }
    },
    clear() {
      if (shown) stderr.write('\r\u001b[K');
      shown = false;
    },
  };
};
