import { closest } from '../../../text/closest.ts';
import { type Line, logGroups, readLines, type Term } from '../../aws/log-lines.ts';
import type { Call } from '../../aws/operations.ts';
import { CliError, UsageError } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import type { StageTarget } from '../../story/facts.ts';
import { subjectName } from '../../subject.ts';
import { pipebell } from '../../suggest.ts';

/** A field of the logs by which a history is selected, and what a user calls it. */
export const FIELDS = {
  target: 'target',
  execution: 'execution',
  deliveryId: 'delivery',
  eventId: 'event',
  pipeline: 'pipeline',
  resource: 'resource',
} as const;
export type SubjectField = keyof typeof FIELDS;

/** The fields that a name may be, those that are preferred first. */
const NAMES = Object.keys(FIELDS) as SubjectField[];

export interface Subject {
  readonly field: SubjectField;
  readonly value: string;
}

interface Named {
  readonly execution?: string;
  readonly target?: string;
}

/** @returns the name, or the subject if an option chooses its field; neither for the latest events. @throws UsageError */
export const namedBy = (name: string | undefined, options: Named): { name?: string; subject?: Subject } => {
  const { execution, target } = options;
  const [value, ...others] = [name, execution, target].filter((given) => given !== undefined);
  if (others.length > 0) throw new UsageError('pass at most one of: a name, --execution, --target');
  if (value === undefined) return {};
  const checked = subjectName(value);
  if (name !== undefined) return { name: checked };
  return { subject: { field: execution === undefined ? 'target' : 'execution', value: checked } };
};

export interface Found {
  /** `undefined` if no line has the name in any field. */
  readonly subject: Subject | undefined;
  /** What else has the name, such as a pipeline that is named like a target. */
  readonly also: readonly SubjectField[];
  /** The lines of each function, and whether newer ones were left out. */
  readonly logs: readonly { readonly lines: readonly Line[]; readonly cut: boolean }[];
}

/** Reads the lines of a subject. The router's lines hold their targets in a list, which cannot be searched. */
export const readSubject = async (call: Call, stage: string, subject: Subject, from: Date): Promise<Found> => {
  const { router, deliverer } = logGroups(stage);
  const groups = subject.field === 'target' ? [deliverer] : [router, deliverer];
  const anyOf = [[subject.field, subject.value]] as const;
  const logs = await Promise.all(groups.map((group) => readLines(call, group, { anyOf, from })));
  return { subject, also: [], logs };
};

/** Finds out what a name is from the logs that have it, and reads its lines. */
export const readName = async (call: Call, stage: string, name: string, from: Date): Promise<Found> => {
  const { router, deliverer } = logGroups(stage);
  const anyOf = NAMES.map((field): Term => [field, name]);
  const [routed, delivered] = await Promise.all([
    readLines(call, router, { anyOf, from }),
    readLines(call, deliverer, { anyOf, from }),
  ]);
  const all = [...routed.lines, ...delivered.lines];
  const [field, ...also] = NAMES.filter((each) => all.some((line) => line[each] === name));
  if (field === undefined) return { subject: undefined, also, logs: [routed, delivered] };
  const logs = (field === 'target' ? [delivered] : [routed, delivered]).map(({ lines, cut }) => ({
    cut,
    lines: lines.filter((line) => line[field] === name),
  }));
  return { subject: { field, value: name }, also, logs };
};

/** Describes a name that neither the logs nor the targets have. */
export const unknownName = async (
  name: string,
  targets: readonly StageTarget[],
  { call, options, from, span }: { call: Call; options: StageOptions; from: Date; span: string },
): Promise<CliError> => {
  const { stage } = options;
  const anyOf: Term[] = [['event', 'routed']];
  const { lines } = await readLines(call, logGroups(stage).router, { anyOf, from, newest: true });
  const seen = lines.flatMap(({ pipeline, resource }) => pipeline ?? resource ?? []);
  const similar = closest(name, [...targets.map((each) => each.name), ...seen]);
  const next = similar
    ? `did you mean ${similar}?`
    : `increase --hours, or list the latest events with ${pipebell('history', options)}`;
  return new CliError(`no target ${name} in stage ${stage}, and no pipeline, resource or id of that name in ${span}`, {
    next,
  });
};
