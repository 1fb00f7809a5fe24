import type { Failure, Notification } from '../model/notification.ts';
import { about } from './subjects.ts';

/** Codes that say only that something failed, or name a class of causes that the reason makes clear. */
const VAGUE =
  /^(?:JobFailed|ActionFailed|ConfigurationError|InternalError|PermissionError|RevisionOutOfSync|RevisionUnavailable|SystemUnavailable|COMMAND_EXECUTION_ERROR|CLIENT_ERROR|ScriptFailed|States\.TaskFailed|TaskFailed|FAILED|Error)$/;

const has = (text: string | undefined, part: string): boolean =>
  text?.toLowerCase().includes(part.toLowerCase()) ?? false;

/** The code of a failure, if it is worth searching for and neither reason nor verdict contains it. */
const codeText = ({ code, reason }: Failure, { verdict }: Notification): string =>
  code &&
  !VAGUE.test(code) &&
  !Object.values(verdict?.values ?? {}).includes(code) &&
  !has(reason, code.replace(/(?:Exception|Error)$/, '') || code)
    ? code
    : '';

/** The failed part of a subject that is no pipeline, such as a resource of a stack, unless the reason or the subject names it. */
const partText = ({ stage, action, reason }: Failure, notification: Notification): string =>
  action && !stage && !notification.pipeline && !has(reason, action) && !has(about(notification), action) ? action : '';

/** CodeBuild's sentence about a command, and the command and its result alone. */
const COMMAND = /\bError while executing command: ([\s\S]+?)\. Reason: (.+?)\.?$/;

/** A reason without the frame that CodeBuild puts around it. */
export const brief = (reason: string | undefined): string | undefined => reason?.replace(COMMAND, '$1: $2');

/** What went wrong, with what identifies it: `PaymentQueue: already exists`, `LedgerMismatch: debits and credits differ`. */
export const reasonText = (failure: Failure, notification: Notification): string =>
  [partText(failure, notification), codeText(failure, notification), brief(failure.reason)].filter(Boolean).join(': ');

/** The failures with different reasons, those with the same one together, in the order of the first of each. */
export const byReason = (failures: readonly Failure[]): (readonly [Failure, ...Failure[]])[] => {
  const groups = new Map<string, [Failure, ...Failure[]]>();
  for (const [at, failure] of failures.entries()) {
    const key = failure.reason ?? `\n${at}`;
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()];
};
