import type { Failure } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { reasonOf } from './reason.ts';

/** Failed resources that are listed. */
const MAX_RESOURCES = 8;
const MAX_NAME_CHARS = 128;
/** Of a status reason, this much is read. */
const MAX_READ_CHARS = 4000;

/** `Embedded stack arn:… was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: …` */
const EMBEDDED =
  /^Embedded stack \S{1,300} was not successfully \w{1,20}(?:\.? Currently in \w{1,60} with reason)?:?\.?\s*/i;
/** `The following resource(s) failed to update: [Database, Queue].` */
const LISTED = /The following (?:resource|hook)\(s\) failed(?: to \w{1,20})?: ?\[([^\]]{0,4000})\]\.?/gi;
const REQUESTED = /\b(?:Rollback|Delete) requested by user\.?/gi;

/**
 * The failures in the status reason of a stack. A reason that only lists the failed resources gives failures without a
 * reason, which the causes of the resources replace.
 */
export const stackFailures = (statusReason: string | undefined): Failure[] => {
  const text = statusReason?.slice(0, MAX_READ_CHARS).trim().replace(EMBEDDED, '') ?? '';
  const names = [...text.matchAll(LISTED)].flatMap(([, list = '']) => list.split(','));
  const actions = new Set(names.flatMap((name) => lineOf(name, MAX_NAME_CHARS) ?? []));
  const listed = [...actions].slice(0, MAX_RESOURCES).map((action) => ({ action }));
  const rest = text.replace(LISTED, '').replace(REQUESTED, '').trim();
  const { reason, code } = /\w/.test(rest) ? reasonOf(rest) : {};
  return reason ? [{ reason, ...(code && { code }) }, ...listed] : listed;
};

/** The failure of a resource. That of a nested stack has a reason only if it says more than what failed in the stack. */
export const resourceFailure = (resource: string, statusReason: string | undefined): Failure => {
  const [failure] = stackFailures(statusReason);
  return { ...failure, action: resource };
};
