import { readdirSync, readFileSync } from 'node:fs';

/** A log with the pieces that its headline shall and shall not have. */
export interface LogReport {
  readonly name: string;
  /** No headline at all. */
  readonly none: boolean;
  readonly has: readonly string[];
  readonly hasNot: readonly string[];
  readonly log: string;
}

const FOLDER = new URL('../log-reports/', import.meta.url);
const CONTAINER = '[Container] 2026/05/01 10:00:00.123456';

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** What programs print around an error, under the name that a log gives after `%`. */
const NOISE: Readonly<Record<string, (command: string) => string>> = {
  blank: () => '',
  start: (command) =>
    [
      `${CONTAINER} Waiting for agent ping`,
      `${CONTAINER} Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED`,
      `${CONTAINER} Phase context status code:  Message: `,
      `${CONTAINER} Entering phase BUILD`,
      `${CONTAINER} Running command ${command}`,
    ].join('\n'),
  run: (command) => `${CONTAINER} Running command ${command}`,
  failed: (command) =>
    [
      '',
      `${CONTAINER} Command did not exit successfully ${command} exit status 1`,
      `${CONTAINER} Phase complete: BUILD State: FAILED`,
      `${CONTAINER} Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: ${command}. Reason: exit status 1`,
      `${CONTAINER} Entering phase POST_BUILD`,
      `${CONTAINER} Phase complete: POST_BUILD State: SUCCEEDED`,
      `${CONTAINER} Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED`,
      `${CONTAINER} Phase context status code:  Message: `,
    ].join('\n'),
  passed: () =>
    `${CONTAINER} Phase complete: BUILD State: SUCCEEDED\n${CONTAINER} Phase context status code:  Message: `,
  npm: () =>
    `${times(12, (n) => `npm warn deprecated error-tools@0.${n}.1: this version fails on error, use 1.x`)}\n\nadded 812 packages, and audited 813 packages in 14s\n\n3 high severity vulnerabilities\n\nTo address all issues, run:\n  npm audit fix\n`,
  pip: () => times(40, (n) => `Requirement already satisfied: errors-${n}==1.${n} in /usr/lib/python3 (from -r r.txt)`),
  maven: () =>
    `[INFO] Scanning for projects...\n${times(90, (n) => `Downloaded from central: https://repo.maven.apache.org/maven2/org/acme/error-${n}/1.0/error-${n}-1.0.pom (1.2 kB at 30 kB/s)`)}\n[WARNING] The POM for com.acme:failed:jar:1.0 is missing, no dependency information available`,
  go: () => times(30, (n) => `go: downloading github.com/acme/errors/v${n + 2} v${n + 2}.0.1`),
  cargo: () => times(60, (n) => `   Compiling thiserror-${n} v1.0.${n}`),
};

const expanded = (line: string): string => {
  const noise = /^%(\w+) ?(.*)$/.exec(line);
  return (noise?.[1] && NOISE[noise[1]]?.(noise[2] ?? '')) ?? line;
};

const pieces = (line = ''): string[] => line.slice(2).split(' || ').filter(Boolean);

/**
 * The logs of every file in `log-reports`. Each begins with `### name`, then `= none`, or `+ pieces` and `- pieces`, which
 * ` || ` separates. A line `%name` is replaced by lines of {@link NOISE}, `\e` is an escape character.
 */
export const logReports = (): LogReport[] =>
  readdirSync(FOLDER).flatMap((file) =>
    readFileSync(new URL(file, FOLDER), 'utf8')
      .split(/^### /m)
      .slice(1)
      .map((part) => {
        const [name = '', first = '', ...rest] = part.split('\n');
        const none = first === '= none';
        const lines = none ? rest : rest.slice(1);
        const log = lines.map(expanded).join('\n').replaceAll('\\e', '\u001b');
        return { name, none, has: none ? [] : pieces(first), hasNot: none ? [] : pieces(rest[0]), log };
      }),
  );
