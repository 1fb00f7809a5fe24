import { isTargetName, targetsPath } from '../model/stack.ts';
import { isRecord } from '../text/json.ts';
import { shellWord } from '../text/shell-word.ts';
import type { StageOptions } from './options.ts';
import { aws, pipebell } from './suggest.ts';
import { mendingOptions } from './target-faults.ts';

const isOfSwitch = (problem: string): boolean => problem.startsWith('enabled: ');

/**
 * A command line that mends all problems of a stored target at once. Words in capitals stand for values of the user's.
 * @param problems as messages, which name the fields.
 */
export const targetFix = (name: string, raw: unknown, problems: readonly string[], options: StageOptions): string => {
  if (!isTargetName(name)) {
    const parameter = shellWord(`${targetsPath(options.stage)}/${name}`);
    return `no target can have this name: ${aws(`ssm delete-parameter --name ${parameter}`, options)}`;
  }
  const again = `${pipebell(`targets remove ${name}`, options)} && ${pipebell(`targets add ${name}`, options)}`;
  if (!isRecord(raw) || problems.some((problem) => problem.startsWith('the target: '))) return again;
  const denied = problems.find((problem) => /AccessDenied/.test(problem));
  if (denied) return `ask for the permission to read ${denied.split(' could not be read')[0]}, then run this again`;
  const [switches, others] = [problems.filter(isOfSwitch), problems.filter((problem) => !isOfSwitch(problem))];
  const words = [...new Set(others.flatMap((problem) => mendingOptions(problem, raw)))];
  return [
    ...(switches.length > 0 ? [pipebell(`targets enable ${name}`, options)] : []),
    ...(others.length > 0 ? [pipebell([`targets edit ${name}`, ...words].join(' '), options)] : []),
  ].join(' && ');
};

/** The kinds of warnings about a target, each with the command that ends it. */
export const TARGET_WARNINGS: readonly (readonly [
  RegExp,
  (name: string, match: string, options: StageOptions) => string,
])[] = [
  [/^it is disabled/, (name, _, options) => pipebell(`targets enable ${name}`, options)],
  [
    /^its URL belongs to (\S+)$/,
    (name, platform, options) => pipebell(`targets edit ${name} --platform ${platform}`, options),
  ],
  [
    /^nothing can match when\.(\w+)$/,
    (name, field, options) => pipebell(`targets edit ${name} --when-${field} GLOBS`, options),
  ],
  [
    /^a message has no (\w+)/,
    (name, field, options) => pipebell(`targets edit ${name} --clear when.${field}s`, options),
  ],
];

/** The command that ends a warning about a target. */
export const warningFix = (name: string, warning: string, options: StageOptions): string => {
  for (const [pattern, command] of TARGET_WARNINGS) {
    const match = pattern.exec(warning);
    if (match) return command(name, match[1] ?? '', options);
  }
  return pipebell(`targets edit ${name}`, options);
};
