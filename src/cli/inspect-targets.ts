import type { Filters } from '../model/target.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import { unsatisfiable } from '../targets/unsatisfiable.ts';
import { isRecord } from '../text/json.ts';
import { safeLine } from '../text/safe-line.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { resolveTarget, type SecretSource } from './send-direct.ts';
import { pipebell } from './suggest.ts';
import { targetFix, warningFix } from './target-fixes.ts';
import { targetsOfStage } from './target-set.ts';
import type { Io } from './terminal/io.ts';

interface InspectOptions extends StageOptions {
  readonly allowPrivate: boolean;
}

/** The problems and warnings of a target. */
interface TargetFinding {
  readonly name: string;
  /** Why it cannot be used. */
  readonly problems: readonly string[];
  /** What is valid but may be a mistake. */
  readonly warnings: readonly string[];
  /** The same in sentences, each with its fix. Targets with the same destination share one. */
  readonly advice: readonly Advice[];
}

/** What is wrong with one or more targets, and how to fix it. */
export interface Advice {
  readonly verdict: 'fault' | 'warning';
  /** The names of the targets, separated by commas. */
  readonly about: string;
  readonly texts: readonly string[];
  readonly fix: string;
}

interface Finding extends TargetFinding {
  readonly warnings: string[];
  readonly advice: Advice[];
  /** Its URL, a secret that does not leave this file. */
  readonly destination?: string | undefined;
}

/** The target's JSON with its secrets, and the problems if they cannot be read. */
const resolve = async ({ name, raw }: Stored, source: SecretSource): Promise<{ raw?: unknown; problems: string[] }> => {
  try {
    return { raw: (await resolveTarget(name, raw, source)).raw, problems: [] };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { problems: [error.message] };
  }
};

const warningsOf = (filters: Filters | undefined): string[] => [
  ...(filters && !filters.enabled ? ['it is disabled (enabled: false)'] : []),
  ...(filters ? unsatisfiable(filters) : []),
];

/** Warns of a URL that belongs to another platform, which cannot read the messages. */
const foreignUrl = async (platform: string | undefined, url: URL | undefined): Promise<string[]> => {
  const owners = url ? (await loadPlatforms()).filter((each) => each.recognizes(url)) : [];
  return owners
    .filter(({ name }) => platform !== undefined && name !== platform)
    .map(({ name }) => `its URL belongs to ${name}`);
};

const adviceOn = (
  { name, problems, warnings }: Omit<TargetFinding, 'advice'>,
  stored: Stored,
  place: StageOptions,
): Advice[] => [
  ...(problems.length > 0
    ? [
        {
          verdict: 'fault' as const,
          about: name,
          texts: problems,
          fix: targetFix(stored.name, stored.raw, problems, place),
        },
      ]
    : []),
  ...warnings.map((warning) => ({
    verdict: 'warning' as const,
    about: name,
    texts: [warning],
    fix: warningFix(stored.name, warning, place),
  })),
];

const inspect = async (
  stored: Stored,
  { allowPrivate, ...source }: SecretSource & { readonly allowPrivate: boolean },
  place: StageOptions,
): Promise<Finding> => {
  const options = { allowPrivate, stage: source.stage };
  const unread = await openStored(stored, options);
  // The secrets of a target that is invalid without them are not read.
  const { raw, problems } = unread.problems.length > 0 ? { problems: [] } : await resolve(stored, source);
  const opened = raw === undefined ? unread : await openStored(stored, { ...options, resolved: raw });
  const whole = raw ?? stored.raw;
  const { url } = isRecord(whole) ? whole : {};
  const address = typeof url === 'string' ? (URL.parse(url) ?? undefined) : undefined;
  const found = {
    name: safeLine(stored.name, 100),
    problems: [...opened.problems, ...problems],
    warnings: [...warningsOf(opened.filters), ...(await foreignUrl(opened.target?.platform, address))],
  };
  return { ...found, advice: adviceOn(found, stored, place), destination: address?.href };
};

const warnOfDuplicates = (findings: readonly Finding[], place: StageOptions): void => {
  for (const { name, destination, warnings, advice } of findings) {
    const same = findings.filter((each) => destination !== undefined && each.destination === destination);
    const [first, ...rest] = same.map((each) => each.name);
    const others = same.flatMap((each) => (each.name === name ? [] : [each.name]));
    if (others.length === 0) continue;
    warnings.push(`same destination as ${others.join(', ')}: events that both get arrive twice`);
    if (name !== first) continue;
    advice.push({
      verdict: 'warning',
      about: [first, ...rest].join(', '),
      texts: ['same destination: events that both get arrive twice'],
      fix: `keep one of them: ${rest.map((each) => pipebell(`targets remove ${each}`, place)).join(' && ')}`,
    });
  }
};

/** Checks every target of a stage, with the secrets that it refers to. Sends nothing. */
export const inspectTargets = async (options: InspectOptions, io: Io): Promise<TargetFinding[]> => {
  const { stage, allowPrivate } = options;
  const [stored, parameters] = [await targetsOfStage(stage, options, io), await io.parameters(options)];
  const findings = await Promise.all(stored.map((each) => inspect(each, { stage, parameters, allowPrivate }, options)));
  warnOfDuplicates(findings, options);
  return findings.map(({ destination: _destination, ...finding }) => finding);
};
