import { parseArn } from '../../text/arn.ts';
import { lineOf } from '../../text/clean.ts';
import { entriesOf, type Fields, isForeign, isRecord, shownValue } from './fields.ts';

const MAX_NAME_CHARS = 100;
const MAX_KIND_CHARS = 40;

export interface Subject {
  readonly kind: string;
  readonly name: string;
  /** The run, if a field certainly identifies one. */
  readonly run: string | undefined;
  /** The name identifies the subject, so that its ends can be compared. The name of a branch or a part does not. */
  readonly isCertain: boolean;
}

/** Names of people, places and parts, which are not what an event is about. */
const NOT_SUBJECT = /(?:user|host|event|account|region|queue|role|stage|bucket|vault|check|rule|type|file|domain)name$/;
/** Identifiers of one run. Those of steps and tasks are left out: their names repeat in unrelated runs. */
const RUN = /^(?:\w*(?:runid|executionid|executionarn|jobid|buildid)|run|execution)$/;

/** The kind of subject in a detail type: `Glue Job` in `Glue Job State Change`. */
export const kindOf = (detailType: string): string | undefined =>
  lineOf(
    /^(.{2,80}?)\s+(?:(?:state|status)[\s-]?change\b.*|notification|event|(?:un)?successful)$/i.exec(detailType)?.[1],
    MAX_KIND_CHARS,
  );

const nameIn = (value: unknown): string | undefined => {
  const shown = typeof value === 'string' ? shownValue(value) : undefined;
  return lineOf(shown && (parseArn(shown).resource?.replace(/^[\w-]+[:/](?=.)/, '') ?? shown), MAX_NAME_CHARS);
};

/** The kind in the name of a field: `auto scaling group` in `AutoScalingGroupName`. Events of RDS have a field for it. */
const kindIn = (entries: readonly [string, string, unknown][], field: string): string => {
  const given = /^source/i.test(field) ? entries.find(([, name]) => name === 'eventsource')?.[2] : undefined;
  const words = field.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[\s_-]*(?:name|identifier|id|arn)$/i, '');
  return nameIn(given) ?? lineOf(words.toLowerCase().replace(/[_-]/g, ' '), MAX_KIND_CHARS) ?? 'resource';
};

/**
 * What an event is about: the field that is named after its kind, then `name`, then another name, then an id of the kind,
 * then the first resource of the event.
 * @param kind of the detail type. Without one, the kind is read from the field's name.
 */
export const subjectOf = (record: Fields, kind: string | undefined, resources: unknown): Subject | undefined => {
  const noun = kind?.split(' ').at(-1)?.toLowerCase() ?? '';
  const entries = entriesOf(record).filter(([, name, value]) => typeof value === 'string' && !isForeign(name));
  const named =
    entries.find(([, name]) => noun !== '' && (name.endsWith(`${noun}name`) || name === noun)) ??
    entries.find(([, name]) => name === 'name') ??
    entries.find(([, name]) =>
      /^(?:job|service|pipeline|monitor|sourceidentifier|sourceid|autoscalinggroupname)$/.test(name),
    );
  const other =
    entries.find(([, name]) => name.endsWith('name') && !NOT_SUBJECT.test(name)) ??
    entries.find(([, name]) => noun !== '' && name === `${noun}id`) ??
    entries.find(([, name]) => /^(?:resourcearn|resourceid)$/.test(name));
  const field = named ?? other;
  const first = Array.isArray(resources) ? resources.find((each) => typeof each === 'string') : undefined;
  const name = nameIn(field?.[2]) ?? (kind ? nameIn(first) : undefined);
  if (!name) return undefined;
  const isCertain = !field || named !== undefined || /(?:id|arn)$/.test(field[1]);
  const runs = entries.filter(
    ([, each, value]) => RUN.test(each) && !each.startsWith('parent') && value !== field?.[2],
  );
  const run = isCertain && runs.length === 1 ? nameIn(runs[0]?.[2]) : undefined;
  return { kind: kind ?? kindIn(entries, field?.[0] ?? ''), name, run, isCertain };
};

/** A record that a rule has cut down to two fields: `{"pipeline": "shop", "state": "FAILED"}`. */
export const isForwarded = (record: unknown): record is { pipeline: string; state: string } =>
  isRecord(record) &&
  typeof record.pipeline === 'string' &&
  record.pipeline.trim() !== '' &&
  typeof record.state === 'string';
