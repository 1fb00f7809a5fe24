import type { Delivery } from './delivery.ts';
import type { Moment } from './notification.ts';

/**
 * A lane is the ordered queue of one target's deliveries: a message group of the deliveries queue.
 * - `main`: every delivery of the target, in the order in which they were routed.
 * - `approval`: approvals, which never wait behind a backlog.
 * - `aside`: one delivery that failed while others of its target succeeded.
 */
export type LaneKind = 'main' | 'approval' | 'aside';

const APPROVAL = '!';
const ASIDE = '?';

const APPROVAL_MOMENTS: readonly Moment[] = ['approval', 'approved', 'rejected', 'expired'];

/** The lane that a delivery is routed to: a message group of at most 101 characters. */
export const laneOf = ({ target, notification }: Delivery): string => {
  const isApproval = APPROVAL_MOMENTS.includes(notification.moment) || notification.action?.category === 'Approval';
  return isApproval ? `${target}${APPROVAL}` : target;
};

/**
 * The lane of one delivery that was set aside: a message group of at most 127 characters.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const asideLane = ({ target, id }: Delivery): string => `${target}${ASIDE}${id.replace(/^[a-z]_/, '')}`;

/** The target and the kind of a lane. A target's name holds neither of the two marks. */
export const parseLane = (lane: string): { readonly target: string; readonly kind: LaneKind } => {
  const aside = lane.indexOf(ASIDE);
  if (aside >= 0) return { target: lane.slice(0, aside), kind: 'aside' };
  if (lane.endsWith(APPROVAL)) return { target: lane.slice(0, -1), kind: 'approval' };
  return { target: lane, kind: 'main' };
};
