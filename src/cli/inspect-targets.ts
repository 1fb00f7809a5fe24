import type { Filters } from '../model/target.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import { impossible } from '../targets/unsatisfiable.ts';
import { isRecord } from '../text/json.ts';
import { safeLine } from '../text/safe-line.ts';
import type { Parameters } from './aws/parameters.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { resolveTarget } from './send-direct.ts';
import { targetsOfStage } from './target-set.ts';
import type { Io } from './terminal/io.ts';

interface InspectOptions extends StageOptions {
  readonly allowPrivate?: boolean;
}

/** What there is to say of a target. */
interface TargetFinding {
  readonly name: string;
  /** What keeps it from being used. */
  readonly problems: readonly string[];
  /** What may not be meant. */
  readonly warnings: readonly string[];
}

interface Finding extends TargetFinding {
  readonly warnings: string[];
  /** Where it goes: stays in this file. */
  readonly destination?: string | undefined;
}

/** Puts the target's secrets in their place. @returns what stands in the way, in words. */
const resolved = async (stored: Stored, parameters: Parameters): Promise<{ stored: Stored; problems: string[] }> => {
  try {
    return { stored: { ...stored, raw: await resolveTarget(stored.raw, parameters) }, problems: [] };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { stored, problems: [error.message] };
  }
};

const warningsOf = (filters: Filters | undefined): string[] => [
  ...(filters && !filters.enabled ? ['it is switched off (enabled: false)'] : []),
  ...(filters ? impossible(filters) : []),
];

/** A URL that another platform knows for its own gets messages that it cannot read. */
const strayed = async (platform: string | undefined, url: URL | undefined): Promise<string[]> => {
  const owners = url ? (await loadPlatforms()).filter((each) => each.recognizes(url)) : [];
  return owners
    .filter(({ name }) => platform !== undefined && name !== platform)
    .map(({ name }) => `its URL is one of ${name}`);
};

const inspect = async (original: Stored, parameters: Parameters, allowPrivate: boolean): Promise<Finding> => {
  const { stored, problems } = await resolved(original, parameters);
  const opened = await openStored(stored, allowPrivate);
  const { url } = isRecord(stored.raw) ? stored.raw : {};
  const address = typeof url === 'string' ? (URL.parse(url) ?? undefined) : undefined;
  return {
    name: safeLine(original.name, 100),
    problems: [...opened.problems, ...problems],
    warnings: [...warningsOf(opened.filters), ...(await strayed(opened.target?.platform, address))],
    destination: address?.href,
  };
};

const warnOfTwins = (findings: readonly Finding[]): void => {
  for (const { name, destination, warnings } of findings) {
    const twins = findings.filter((each) => each.name !== name && each.destination === destination);
    if (destination !== undefined && twins.length > 0) {
      warnings.push(`same destination as ${twins.map((twin) => twin.name).join(', ')}: what both take comes twice`);
    }
  }
};

/** Looks at every target of a stage, with the secrets that it refers to. Sends nothing. */
export const inspectTargets = async (options: InspectOptions, io: Io): Promise<TargetFinding[]> => {
  const { stage, allowPrivate = false } = options;
  const [stored, parameters] = [await targetsOfStage(stage, options, io), await io.parameters(options)];
  const findings = await Promise.all(stored.map((each) => inspect(each, parameters, allowPrivate)));
  warnOfTwins(findings);
  return findings.map(({ name, problems, warnings }) => ({ name, problems, warnings }));
};
