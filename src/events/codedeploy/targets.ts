// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html
import * as z from 'zod/mini';
import type { FoundCause } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedLine, redactedText } from '../../text/redact.ts';
import { listOf, read } from '../shared/answers.ts';
import { newsOf } from '../shared/log/news.ts';

const MAX_REASON_CHARS = 500;
const MAX_NAME_CHARS = 100;

const LifecycleEvent = z.object({
  lifecycleEventName: text,
  status: text,
  diagnostics: lenient(z.object({ errorCode: text, message: text, logTail: text })),
});
type LifecycleEvent = z.infer<typeof LifecycleEvent>;

const Target = z.object({ targetId: text, status: text, lifecycleEvents: listOf(LifecycleEvent) });

const TargetsAnswer = z.object({
  deploymentTargets: listOf(
    z.object({
      instanceTarget: lenient(Target),
      lambdaTarget: lenient(Target),
      ecsTarget: lenient(Target),
      cloudFormationTarget: lenient(Target),
    }),
  ),
});

const ListAnswer = z.object({ targetIds: listOf(z.string()) });

export const readTargetIds = (output: unknown): string[] => read(ListAnswer, output).targetIds;

export interface FailedTarget {
  readonly cause: FoundCause;
  readonly details: Notification['details'];
}

/** Error codes that say only that a script failed. */
const EMPTY_CODES = ['ScriptFailed', 'UnknownError', 'Success'];

/** Lines that CodeDeploy writes before a script's own output, and the marks of its two streams. */
const FRAME = /^(?:LifecycleEvent - .*|Script - .*)$|^\[std(?:out|err)\]\s?/gm;

/** The error in the script's own output is closer to the cause than the message, which has only the exit code. */
const causeOf = ({ lifecycleEventName, diagnostics }: LifecycleEvent): FoundCause => {
  const { errorCode = '', message, logTail } = diagnostics ?? {};
  const { headline, excerpt } = logTail ? newsOf([logTail.replace(FRAME, '')]) : {};
  const said = message?.replace(/^Script at specified location: /, '');
  return {
    action: redactedLine(lifecycleEventName, MAX_NAME_CHARS),
    reason: headline ?? redactedText(said, MAX_REASON_CHARS),
    code: EMPTY_CODES.includes(errorCode) ? undefined : redactedLine(errorCode, MAX_NAME_CHARS),
    log: excerpt,
  };
};

/** The first failed lifecycle event of the targets. On which instance it failed is named, a function is not. */
export const readFailedTarget = (output: unknown): FailedTarget | undefined => {
  for (const each of read(TargetsAnswer, output).deploymentTargets) {
    const target = each.instanceTarget ?? each.lambdaTarget ?? each.ecsTarget ?? each.cloudFormationTarget;
    const failed = target?.lifecycleEvents.find(({ status }) => status === 'Failed');
    if (!failed) continue;
    const instance = redactedLine(each.instanceTarget?.targetId?.split('/').at(-1), MAX_NAME_CHARS);
    return { cause: causeOf(failed), details: instance ? [{ label: 'instance', value: instance }] : [] };
  }
  return undefined;
};
