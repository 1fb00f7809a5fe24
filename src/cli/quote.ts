import { looksSecret } from '../text/looks-secret.ts';
import { safeLine } from '../text/safe-line.ts';

/** Text of the command line for a message: on one line, without URLs, and `…` if it looks like a secret. */
export const quotable = (value: string, maxChars: number): string =>
  looksSecret(value) ? '…' : safeLine(value, maxChars);

/** An option that takes the place of a secret. A value that is no place may be the secret itself. */
const PLACE_OPTION =
  /(option '--[\w-]+(?: <name=parameter>|-parameter <name>|-secret <name>)') argument '.*' is invalid/s;

/** The arguments that Commander quotes. */
const ARGUMENT = /(argument|value|unknown option|unknown command) '(.*?)'(?= is invalid|\n| \(|$)/gs;

/** Commander's message for wrong usage, without arguments that may be secrets. */
export const usageMessage = (message: string, maxChars: number): string =>
  safeLine(
    message
      .replace(/^error: /, '')
      .replace(PLACE_OPTION, '$1 is invalid')
      .replace(ARGUMENT, (_, what: string, value: string) => {
        const shown = value.replace(/^(--?[\w-]+)=.*$/s, '$1=…');
        return `${what} '${looksSecret(shown.replace(/^-+/, '')) ? '…' : shown}'`;
      }),
    maxChars,
  );
