import { readdirSync, readFileSync } from 'node:fs';

/** A log in the format of a tool, with what an alert shall take from it. */
export interface LogSample {
  readonly name: string;
  readonly tool: string | undefined;
  readonly headline: string | undefined;
  readonly log: string;
}

const FOLDER = new URL('../log-samples/', import.meta.url);

const known = (line: string | undefined): string | undefined => {
  const value = line?.replace(/^> ?/, '');
  return value === '-' ? undefined : value;
};

/**
 * The samples of every file in `log-samples`. Each begins with `### name`, `> tool` and `> headline`, where `-` is none.
 * `\e` is an escape character, `\r` a carriage return.
 */
export const logSamples = (): LogSample[] =>
  readdirSync(FOLDER).flatMap((file) =>
    readFileSync(new URL(file, FOLDER), 'utf8')
      .split(/^### /m)
      .slice(1)
      .map((part) => {
        const [name = '', tool, headline, ...lines] = part.split('\n');
        const log = lines.join('\n').replaceAll('\\e', '\u001b').replaceAll('\\r', '\r');
        return { name: `${file.replace('.txt', '')}: ${name}`, tool: known(tool), headline: known(headline), log };
      }),
  );
