import type { Notification } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';

const MAX_ID_CHARS = 100;

const ROLLBACK = /\broll(?:ing|ed)?[ _-]?back\b/i;
/** `rolling back to deploymentId ecs-svc/123.`, or to a service revision or task definition. */
const TARGET =
  /\broll(?:ing|ed)?[ _-]?back to\s+(?:(?:deployment|service|task)[ _-]?(?:id|revision|definition)?:?\s+)?(\S{1,300})/i;

export type Rollback = Pick<Notification, 'rollback' | 'rollbackTo' | 'rollbackRun'> & {
  readonly cause: 'alarm' | 'circuit-breaker' | '';
};

const causeOf = (reason: string): Rollback['cause'] => {
  if (/\bcircuit breaker\b/i.test(reason)) return 'circuit-breaker';
  return /\balarms?\b/i.test(reason) ? 'alarm' : '';
};

/**
 * What the event of a deployment says about a rollback, which ECS sends like any other deployment. The reason of its
 * start names the deployment that is restored. That may be the event's own, or an earlier one: `rollbackRun` is then the
 * earlier one, because the events that follow may be about either.
 * @param own id of the event's own deployment.
 * @returns `undefined` if the deployment is no rollback.
 */
export const rollbackOf = (eventName: string, reason: string, own: string | undefined): Rollback | undefined => {
  if (!ROLLBACK.test(reason) && !/(?:^|_)ROLLBACK(?:_|$)/.test(eventName)) return undefined;
  const named = TARGET.exec(reason)?.[1]?.replace(/[.,;:!)]+$/, '');
  const isDeployment = /^ecs-svc\/[\w-]+$/.test(named ?? '');
  const id = isDeployment ? lineOf(named, MAX_ID_CHARS) : undefined;
  // `shop:41`, with or without the rest of the ARN. The number of a service revision says nothing to a person.
  const definition = /(?:^|\/)([\w-]{1,255}:\d{1,9})$/.exec(isDeployment ? '' : (named ?? ''))?.[1];
  const name = lineOf(definition, MAX_ID_CHARS);
  return {
    rollback: true,
    rollbackTo: id || name ? { id, name } : undefined,
    rollbackRun: id === own ? undefined : id,
    cause: causeOf(reason),
  };
};
