import type { Ask, Cause, Enrichment, FoundCause, Plan, Search } from '../../model/enrichment.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { causePlan } from '../shared/cause-plan.ts';
import { isStackArn } from './asks.ts';
import { isGenericReason, reasonOf } from './reason.ts';
import { eventsOf, isOwn, type Operation, type StackEvent } from './stack-events.ts';
import { driftPlan, stackSetCause } from './stack-set.ts';

const MAX_NAME_CHARS = 128;
/** Nested stacks that are followed below each other. */
const MAX_DEPTH = 3;

/** Other resources failed before these, which CloudFormation then cancelled. */
const CANCELLED = /^resource (?:\w+ ){0,2}cancell?ed\b/i;

/** How an operation that a person asked for starts, and the rollback after it. */
const START = /^(?:CREATE|UPDATE|IMPORT|DELETE)_IN_PROGRESS$/;
const ROLLBACK_START = /^(?:\w{1,20}_)?ROLLBACK_IN_PROGRESS$/;

const isFailed = (event: StackEvent): boolean =>
  /_FAILED$/.test(event.ResourceStatus ?? '') &&
  !isOwn(event) &&
  !CANCELLED.test(event.ResourceStatusReason?.trim() ?? '');

/** A failed hook has a reason of its own. The resource only says which hooks failed. */
const hookReason = (events: readonly StackEvent[], { LogicalResourceId }: StackEvent): string | undefined =>
  events.findLast((event) => event.LogicalResourceId === LogicalResourceId && /FAILED$/.test(event.HookStatus ?? ''))
    ?.HookStatusReason;

interface Found {
  /** Logical ids from the outermost stack to the resource. */
  readonly path: readonly string[];
  /** Name of the innermost stack, if it is a nested one. */
  readonly nested?: string | undefined;
  readonly cause: Pick<FoundCause, 'reason' | 'code'>;
}

/** The first failure of an operation. In a nested stack it is the first one there. */
const firstFailure = async (ask: Ask, operation: Operation, depth = 0): Promise<Found | undefined> => {
  const events = await eventsOf(ask, operation);
  const failed = events.findLast(isFailed);
  if (!failed) return undefined;
  const { PhysicalResourceId: id = '', ResourceType, ResourceStatusReason = '' } = failed;
  const name = redactedLine(failed.LogicalResourceId, MAX_NAME_CHARS);
  const path = name ? [name] : [];
  const isNested = ResourceType === 'AWS::CloudFormation::Stack' && isStackArn(id);
  if (isNested && depth < MAX_DEPTH) {
    // Without the events of the nested stack, the reason of its parent is still known.
    const inner = await firstFailure(ask, { stack: id, start: operation.start }, depth + 1).catch(() => undefined);
    if (inner) return { ...inner, path: [...path, ...inner.path], nested: inner.nested ?? id.split('/')[1] };
  }
  const hook = /hook\(s\) failed/i.test(ResourceStatusReason) ? hookReason(events, failed) : undefined;
  return { path, cause: reasonOf(hook ?? ResourceStatusReason) };
};

const isGeneric = ({ reason }: Failure): boolean => reason === undefined || isGenericReason(reason);

const stackCause = (operation: Operation): Cause => ({
  part: 'stack-events',
  isGeneric,
  async search({ ask, part, add, addFacts }: Search) {
    const found = await part('stack-events', () => firstFailure(ask, operation));
    if (!found) return;
    const resource = found.path.join(' › ') || undefined;
    // In a pipeline, the action is CodePipeline's.
    add({ ...found.cause, ...(addFacts ? { action: resource } : { phase: resource }) });
    const nested = redactedLine(found.nested, MAX_NAME_CHARS);
    if (nested) addFacts?.({ details: [{ label: 'nested-stack', value: nested }] });
  },
});

/** The stack's ARN in the link to it. The notification itself contains only the name, which deleted stacks lose. */
const arnOf = ({ resource }: Notification): string | undefined => {
  const page = URL.parse(resource?.url ?? '')?.hash ?? '';
  const arn = new URLSearchParams(page.slice(page.indexOf('?') + 1)).get('stackId') ?? undefined;
  return isStackArn(arn) ? arn : undefined;
};

/** A plan whose cause replaces failures that only list the failed resources. */
const listedPlan = (cause: Cause, notification: Notification): Plan => {
  const plan = causePlan(cause, { ...notification, failures: [] });
  return {
    ...plan,
    compose() {
      const found = plan.compose();
      return found.failures.length > 0 ? found : { ...found, failures: notification.failures };
    },
  };
};

const plan = (notification: Notification): Plan | undefined => {
  const { moment, resource, execution, failures, state = '' } = notification;
  if (resource?.kind === 'stack' && moment === 'change') return driftPlan(arnOf(notification), notification);
  if (moment !== 'failed') return undefined;
  if (resource?.kind !== 'stack') return causePlan(stackSetCause(resource?.name, execution?.id), notification);
  const start = /ROLLBACK_FAILED$/.test(state) ? ROLLBACK_START : START;
  // Its parts have reported the cause.
  if (failures.some(({ action, reason }) => action && reason)) return undefined;
  const cause = stackCause({ stack: arnOf(notification) ?? resource.name, token: execution?.id, start });
  return failures.some(({ reason }) => reason) ? causePlan(cause, notification) : listedPlan(cause, notification);
};

/** The cause of a pipeline's action. */
const cause = (run: string): Cause | undefined =>
  isStackArn(run) ? stackCause({ stack: run, start: START }) : undefined;

export const questions: Enrichment = { cause, plan };
