import { type Notification, OCCASIONS, type Occasion } from './notification.ts';

/** Moments that also pass a target that asks for another one. */
const ALSO: Partial<Record<Occasion, readonly Occasion[]>> = {
  // The run ended without success, and the approval that was reported has its answer.
  rejected: ['failed', 'approval'],
  expired: ['failed', 'approval'],
};

/**
 * The occasions of a notification, any of which in a target's `on` lets it through: its moment and its transition.
 * A run that recovers on a retry counts as a fix too, because its failure was reported.
 */
export const occasionsOf = (notification: Notification): Occasion[] => [
  ...ownOccasions(notification),
  ...(ALSO[notification.moment] ?? []),
];

const ownOccasions = ({ moment, transition }: Notification): Occasion[] => {
  if (!transition) return [moment];
  return transition.kind === 'recovered-on-retry' ? [moment, 'fixed', transition.kind] : [moment, transition.kind];
};

/**
 * The occasions for which a notification mentions people: a further failure does not count as a first one, and an
 * approval that was rejected does not count as a failure.
 */
export const callingOccasions = (notification: Notification): Occasion[] => {
  if (notification.update) return [];
  const again = notification.transition?.kind === 'still-failing';
  return ownOccasions(notification).filter((occasion) => !(again && occasion === 'failed'));
};

const isOccasion = (word: string): word is Occasion => (OCCASIONS as readonly string[]).includes(word);

/**
 * Who to mention for a notification. `failed` applies to the first failure in a row only; `still-failing` applies to
 * every further one.
 */
export const calledFor = <Who>(
  mention: Partial<Record<Occasion, readonly Who[] | undefined>> | undefined,
  notification: Notification,
): readonly Who[] => {
  const occasions = notification.summary?.occasions ?? callingOccasions(notification);
  const who = (occasion: string) => (isOccasion(occasion) && mention?.[occasion]) || [];
  return [...new Set(occasions.flatMap(who))];
};
