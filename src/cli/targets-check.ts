import type { Command } from 'commander';
import type { Filters } from '../model/target.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { CliError, EXIT } from './errors.ts';
import { impossible } from './impossible.ts';
import type { Io } from './io.ts';
import { isRecord } from './json.ts';
import { safeLine } from './letter.ts';
import { type StageOptions, withPrivate, withStage } from './options.ts';
import type { Parameters } from './parameters.ts';
import { openStored, type Stored } from './stored.ts';
import { resolveTarget } from './straight.ts';
import { counted, writeJson } from './table.ts';
import { targetsOfStage } from './target-set.ts';

const HELP = `
Every target is opened as the relay would, with the secrets that it refers to, read by your own credentials. Nothing is
sent: "targets test" does that.

Exit codes: 0 nothing found, 1 failed, 2 wrong usage, 3 something to look at.

Examples:
  npx pipebell targets check --stage prod
  npx pipebell targets check --stage prod --json | jq '.targets[] | select(.problems != [])'`;

interface Options extends StageOptions {
  readonly allowPrivate?: boolean;
  readonly json?: boolean;
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
export const inspectTargets = async (options: Options, io: Io): Promise<TargetFinding[]> => {
  const { stage, allowPrivate = false } = options;
  const [stored, parameters] = [await targetsOfStage(stage, options, io), await io.parameters(options)];
  const findings = await Promise.all(stored.map((each) => inspect(each, parameters, allowPrivate)));
  warnOfTwins(findings);
  return findings.map(({ name, problems, warnings }) => ({ name, problems, warnings }));
};

const check = async (options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const told = await inspectTargets(options, io);
  const found = told.filter(({ problems, warnings }) => problems.length + warnings.length > 0);
  if (json) writeJson({ stage, targets: told }, io.stdout);
  else {
    for (const { name, problems, warnings } of found) {
      for (const problem of problems) io.stdout.write(`${name}: cannot be used: ${problem}\n`);
      for (const warning of warnings) io.stdout.write(`${name}: warning: ${warning}\n`);
    }
    const rest = found.length > 0 ? `${found.length} to look at` : 'nothing to say against any';
    io.stdout.write(
      told.length > 0 ? `${counted(told.length, 'target')}, ${rest}\n` : `no targets in stage ${stage}\n`,
    );
  }
  return found.length > 0 ? EXIT.lookAt : EXIT.done;
};

export const addCheck = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withPrivate(withStage(targets.command('check')))
    .description('say what is wrong with any target')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await check(options, io)));
};
