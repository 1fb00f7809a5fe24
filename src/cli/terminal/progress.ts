import type { Io } from './io.ts';

/** Without a terminal, at most one line in this time. */
const LINE_EVERY_MS = 10_000;

/** Shows the progress of a command on stderr: one line that changes at a terminal, and plain lines elsewhere. */
export interface Progress {
  show(text: string): void;
  /** Clears the changing line, before other output is written. */
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
