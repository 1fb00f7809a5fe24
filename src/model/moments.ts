import type { Notification, Occasion } from './notification.ts';

/**
 * The words of a target's `on` that a notification answers to: its moment, and what its end means.
 * A run that recovers on a retry is a fix too, since its failure has been told.
 */
export const occasionsOf = ({ moment, transition }: Notification): Occasion[] => {
  if (!transition) return [moment];
  return transition.kind === 'recovered-on-retry' ? [moment, 'fixed', transition.kind] : [moment, transition.kind];
};

/**
 * Whom to call for a notification. `failed` calls for a first failure only: who has been called once knows. Whoever
 * wants to be called each time says `still-failing`.
 */
export const calledFor = <Who>(
  mention: Partial<Record<Occasion, readonly Who[] | undefined>> | undefined,
  notification: Notification,
): readonly Who[] => {
  const again = notification.transition?.kind === 'still-failing';
  const occasions = occasionsOf(notification).filter((occasion) => !(again && occasion === 'failed'));
  return [...new Set(occasions.flatMap((occasion) => mention?.[occasion] ?? []))];
};
