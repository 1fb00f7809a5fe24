import { didYouMean } from '../text/closest.ts';
import { looksSecret } from '../text/looks-secret.ts';
import { redact } from '../text/redact.ts';
import { safeLine } from '../text/safe-line.ts';

/** True for a URL, a token or a key in a place where a name is expected. Names of any form that people choose are none. */
export const holdsSecret = (value: string): boolean =>
  value.includes('://') || redact(value) !== value || /^hooks\.slack|^whsec_|^xox[a-z]-/.test(value);

/** Text of the command line for a message: on one line, without URLs, and `…` if it looks like a secret. */
export const quotable = (value: string, maxChars: number): string =>
  looksSecret(value) ? '…' : safeLine(value, maxChars);

/** An option that takes the place of a secret. A value that is no place may be the secret itself. */
const PLACE_OPTION =
  /(option '--[\w-]+(?: <name=parameter>|-parameter <name>|-secret <name>)') argument '.*' is invalid/s;

/** The arguments that Commander quotes. */
const ARGUMENT = /(argument|value|unknown option|unknown command) '(.*?)'(?= is invalid|\n| \(|$)/gs;

/** The values that an option takes, at the end of Commander's message. */
const CHOICES = /\. (?:Allowed choices are|It takes) ([\w-]+(?:, [\w-]+)+)\.?$/;

/** Adds the choice that a misspelt word of the argument means: `argument 'faild' is invalid (did you mean failed?). …`. */
const withSuggestion = (message: string): string => {
  const choices = CHOICES.exec(message)?.[1]?.split(', ') ?? [];
  const words = /argument '(.*?)' is invalid/s.exec(message)?.[1]?.split(',') ?? [];
  const wrong = words.map((word) => word.trim()).find((word) => !choices.includes(word));
  return wrong === undefined
    ? message
    : message.replace(/ is invalid(?=\.)/, (end) => end + didYouMean(wrong, choices));
};

/** Commander's message for wrong usage, without arguments that may be secrets. */
export const usageMessage = (message: string, maxChars: number): string =>
  safeLine(
    withSuggestion(
      message
        .trim()
        .replace(/^error: /, '')
        .replace('(Did you mean', '(did you mean')
        .replace(PLACE_OPTION, '$1 is invalid')
        .replace(ARGUMENT, (_, what: string, value: string) => {
          const shown = value.replace(/^(--?[\w-]+)=.*$/s, '$1=…');
          return `${what} '${looksSecret(shown.replace(/^-+/, '')) ? '…' : shown}'`;
        }),
    ),
    maxChars,
  );
