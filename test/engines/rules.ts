import { ofType, packageService } from '../template/package.ts';
import { installEventRuler, match } from './event-ruler/match.ts';
import type { Verdict } from './judge.ts';
import type { Event } from './near-misses.ts';
import { type Sent, sentEvents } from './rule-events.ts';

/** Values of the parameters that decide on patterns. Each value of `levels`, and each way to name sources, occurs. */
const VARIANTS: readonly Readonly<Record<string, string>>[] = [
  {},
  { sources: 'all', levels: 'none' },
  { sources: 'all,s3', levels: 'stage', archiveDays: '30' },
  { sources: 'all,s3', levels: 'action', archiveDays: '1', accounts: '222233334444' },
  { sources: 'codebuild, ecr', levels: 'pipeline', archiveDays: '30' },
];

const ARCHIVE = 'archive';

/** The values of `levels`, from the fewest events to the most. */
const LEVELS: readonly string[] = ['none', 'pipeline', 'stage', 'action'];

/** The first value of `levels` at which docs/sources.md promises a state change. */
const levelOf = ({ detail, 'detail-type': type }: Event): string => {
  if (!type.startsWith('CodePipeline ') || !type.endsWith(' Execution State Change')) return 'none';
  const isApproval = detail.type?.category === 'Approval' && ['STARTED', 'SUCCEEDED', 'FAILED'].includes(detail.state);
  if (type.includes('Pipeline Execution') || isApproval) return 'pipeline';
  return type.includes('Stage') ? 'stage' : 'action';
};

/** The event source whose rule has to match an event in a stack with these parameters. */
const expectedFor = (
  { reader, event }: Sent,
  { sources = 'codepipeline', levels = 'pipeline' }: Readonly<Record<string, string>>,
): string | undefined => {
  if (reader === undefined || LEVELS.indexOf(levels) < LEVELS.indexOf(levelOf(event))) return undefined;
  const names = sources.split(',').map((name) => name.trim());
  return names.includes(reader) || (names.includes('all') && reader !== 's3') ? reader : undefined;
};

/** The event source of a rule: `pipebell-test-ecr-3` is a rule of `ecr`. */
const sourceOf = (rule: string): string => rule.replace(/^pipebell-test-/, '').replace(/-\d+$/, '');

/** Rules of the packaged template by their names, and the archive. */
const patternsOf = async (parameters: Readonly<Record<string, string>>): Promise<Record<string, object>> => {
  const template = await packageService(parameters);
  const rules = Object.values(ofType(template, 'AWS::Events::Rule')).map((rule) => [rule.Name, rule.EventPattern]);
  const archives = Object.values(ofType(template, 'AWS::Events::Archive'));
  return Object.fromEntries([...rules, ...archives.map(({ EventPattern }) => [ARCHIVE, EventPattern])]);
};

/** @returns how many patterns there are, how many events a rule matched, and the differences. */
const judgeVariant = async (
  libraries: string,
  parameters: Readonly<Record<string, string>>,
  events: readonly Sent[],
) => {
  const where = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const place = where.join(' ') || 'the default parameters';
  const patterns = await patternsOf(parameters);
  const { refused, matched } = await match(
    libraries,
    patterns,
    Object.fromEntries(events.map(({ event }, at) => [String(at), event])),
  );
  const problems = Object.entries(refused).map(([name, why]) => `${place}: the pattern of ${name} is refused: ${why}`);
  let brought = 0;
  for (const [at, sent] of events.entries()) {
    const names = matched[at] ?? [];
    const rules = names.filter((name) => name !== ARCHIVE);
    const expected = expectedFor(sent, parameters);
    if (expected !== undefined) brought += 1;
    const found = rules.map(sourceOf).join(', ');
    if (found !== (expected ?? '')) {
      problems.push(`${place}: ${sent.name} is matched by [${rules.join(', ')}], expected [${expected ?? ''}]`);
    }
    // An archive may keep more than the rules match, and must not keep less.
    if (ARCHIVE in patterns && rules.length > 0 && !names.includes(ARCHIVE)) {
      problems.push(`${place}: the archive does not keep ${sent.name}`);
    }
  }
  if (brought === 0) problems.push(`${place}: no event was expected, so nothing was compared`);
  return { patterns: Object.keys(patterns).length, brought, problems };
};

/**
 * Compares the rules of the packaged template with EventBridge's own engine: every example of every event source is
 * matched by exactly one rule, which is one of its source, and an event that the source would ignore by none.
 */
export const judgeRules = async (): Promise<Verdict> => {
  const events = await sentEvents();
  const libraries = await installEventRuler();
  const results = await Promise.all(VARIANTS.map((parameters) => judgeVariant(libraries, parameters, events)));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const patterns = sum(results.map((result) => result.patterns));
  const brought = sum(results.map((result) => result.brought));
  const none = VARIANTS.length * events.length - brought;
  return {
    counts: `${patterns} patterns in ${VARIANTS.length} templates, ${brought} matches and ${none} non-matches compared`,
    problems: results.flatMap((result) => result.problems),
  };
};
