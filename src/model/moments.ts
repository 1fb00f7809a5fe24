import type { Notification, Occasion } from './notification.ts';

/**
 * The occasions of a notification, any of which in a target's `on` lets it through: its moment and its transition.
 * A run that recovers on a retry counts as a fix too, because its failure was reported.
 */
export const occasionsOf = ({ moment, transition }: Notification): Occasion[] => {
  if (!transition) return [moment];
  return transition.kind === 'recovered-on-retry' ? [moment, 'fixed', transition.kind] : [moment, transition.kind];
};

/**
 * Who to mention for a notification. `failed` applies to the first failure in a row only; `still-failing` applies to
 * every further one.
 */
export const calledFor = <Who>(
  mention: Partial<Record<Occasion, readonly Who[] | undefined>> | undefined,
  notification: Notification,
): readonly Who[] => {
  const again = notification.transition?.kind === 'still-failing';
  const occasions = occasionsOf(notification).filter((occasion) => !(again && occasion === 'failed'));
  return [...new Set(occasions.flatMap((occasion) => mention?.[occasion] ?? []))];
};
