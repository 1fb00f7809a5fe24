import { pageTokens } from '../../aws/page-tokens.ts';
import { isRecord, parseJson } from '../../text/json.ts';
import { safeLine } from '../../text/safe-line.ts';
import { CliError } from '../errors.ts';
import { partsOf, patternOf } from './log-pattern.ts';
import { type Call, OperationError, repeatedPage } from './operations.ts';

/** The log groups of a stage's functions, as the framework names them. */
export const logGroups = (stage: string) => ({
  router: `/aws/lambda/pipebell-${stage}-router`,
  deliverer: `/aws/lambda/pipebell-${stage}-deliverer`,
});

/** Upper bounds for one log group: lines, and pages, many of which may be empty. */
const MAX_LINES = 1000;
const MAX_PAGES = 200;

const MAX_FIELD_CHARS = 120;

/** The fields that are read; every other field of a line is ignored. */
const TEXTS = [
  'event',
  'eventId',
  'moment',
  'eventLevel',
  'pipeline',
  'execution',
  'deliveryId',
  'source',
  'transition',
  'series',
  'account',
  'region',
  'pipelineStage',
  'resource',
  'target',
  'platform',
  'reason',
  'summary',
  'error',
] as const;
const NUMBERS = [
  'status',
  'receive',
  'ms',
  'waitSeconds',
  'failingSeconds',
  'summarised',
  'configured',
  'chosen',
] as const;

type Field = (typeof TEXTS)[number];

/** A field and its value. */
export type Term = readonly [field: Field, value: string];

/** The fields of a log line that may be shown. */
export type Line = { readonly [Name in (typeof TEXTS)[number]]?: string } & {
  readonly [Name in (typeof NUMBERS)[number]]?: number;
} & {
  readonly time: string;
  readonly targets?: readonly string[];
  /** What was done in a conversation. */
  readonly steps?: readonly string[];
};

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? safeLine(value, MAX_FIELD_CHARS) : undefined;

/** @returns `undefined` for a line that is not a JSON object. */
const readLine = (timestamp: number | undefined, text: string | undefined): Line | undefined => {
  const fields = parseJson(text ?? '');
  if (!isRecord(fields) || timestamp === undefined) return undefined;
  const texts = TEXTS.map((name) => [name, word(fields[name])] as const);
  const numbers = NUMBERS.map((name) => [name, fields[name]] as const);
  const list = (value: unknown) => (Array.isArray(value) ? value.flatMap((each) => word(each) ?? []) : undefined);
  const [targets, steps] = [list(fields.targets), list(fields.steps)];
  return {
    time: new Date(timestamp).toISOString(),
    ...Object.fromEntries(texts.filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(numbers.filter(([, value]) => typeof value === 'number' && Number.isFinite(value))),
    ...(targets && { targets }),
    ...(steps && { steps }),
  };
};

export interface Lines {
  /** The oldest first. */
  readonly lines: readonly Line[];
  /** True if lines were left out: the newer ones, or the older ones of {@link Query.newest}. */
  readonly cut: boolean;
}

/** Whether one of the terms is true of the line. The pattern may have matched more. */
const isAbout = (line: Line, anyOf: readonly Term[]): boolean =>
  anyOf.some(([field, value]) => line[field] === word(value));

export interface Query {
  /** A line is read if one of them is true of it. */
  readonly anyOf: readonly Term[];
  readonly from: Date;
  /** Keeps the newest lines if there are too many. Default: the oldest. */
  readonly newest?: boolean;
}

const readPart = async (call: Call, logGroupName: string, { anyOf, from, newest = false }: Query): Promise<Lines> => {
  const lines: Line[] = [];
  const tokenOf = pageTokens(() => repeatedPage(`FilterLogEvents of ${logGroupName}`));
  let nextToken: string | undefined;
  let dropped = false;
  for (let page = 0; page < MAX_PAGES && (newest || lines.length < MAX_LINES); page++) {
    const input = { logGroupName, filterPattern: patternOf(anyOf), startTime: from.getTime() };
    const answer = await call('logs FilterLogEvents', { ...input, ...(nextToken && { nextToken }) }).catch((error) => {
      if (!(error instanceof OperationError && error.isMissing)) throw error;
      throw new CliError(`no log group ${logGroupName}: check --stage, --region and --profile`);
    });
    const read = (answer.events ?? []).map(({ timestamp, message }) => readLine(timestamp, message));
    lines.push(...read.filter((line) => line !== undefined).filter((line) => isAbout(line, anyOf)));
    if (newest && lines.length > MAX_LINES) {
      lines.splice(0, lines.length - MAX_LINES);
      dropped = true;
    }
    nextToken = tokenOf(answer.nextToken);
    if (!nextToken) break;
  }
  return { lines, cut: nextToken !== undefined || lines.length > MAX_LINES || dropped };
};

/**
 * Reads lines of a log group.
 * @throws CliError if the group does not exist.
 */
export const readLines = async (call: Call, logGroupName: string, query: Query): Promise<Lines> => {
  const parts = await Promise.all(
    partsOf(query.anyOf).map((anyOf) => readPart(call, logGroupName, { ...query, anyOf })),
  );
  const lines = parts.flatMap((part) => part.lines).sort((a, b) => a.time.localeCompare(b.time));
  const kept = query.newest ? lines.slice(-MAX_LINES) : lines.slice(0, MAX_LINES);
  return { lines: kept, cut: parts.some(({ cut }) => cut) || kept.length < lines.length };
};
