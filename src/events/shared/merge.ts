import type { Failure } from '../../model/notification.ts';

const MAX_FAILURES = 8;

/** The fields of `known`, and those of `found` that `known` lacks. */
export const fill = <Fields extends object>(known: Fields | undefined, found: Fields | undefined): Fields => {
  const own = Object.entries(known ?? {}).filter(([, value]) => value !== undefined);
  return { ...found, ...Object.fromEntries(own) } as Fields;
};

/** Both reasons, the found one first, unless one contains the other. */
const bothReasons = (known: string | undefined, found: string | undefined): string | undefined => {
  if (!known || !found) return known ?? found;
  if (known.includes(found)) return known;
  return found.includes(known) ? found : `${found}\n${known}`;
};

const sameAction = (a: Failure, b: Failure): boolean =>
  a.action !== undefined &&
  a.action === b.action &&
  (a.stage === undefined || b.stage === undefined || a.stage === b.stage);

/**
 * The failures of an event, completed with the causes that were found.
 * @param isEmpty whether a reason of the event says only that something failed, so that a found reason replaces it.
 */
export const mergeFailures = (
  known: readonly Failure[],
  found: readonly Failure[],
  isEmpty: (reason: string) => boolean = () => false,
): Failure[] => {
  const failures = known.map((failure) => ({ ...failure }));
  for (const cause of found) {
    const match =
      failures.find((failure) => sameAction(failure, cause)) ??
      // A failure without an action, or with a reason only, is the action that failed in that stage.
      failures.find(({ stage, action }) => action === undefined && (stage === undefined || stage === cause.stage));
    if (match) {
      const reason = cause.reason && isEmpty(match.reason ?? '') ? undefined : match.reason;
      Object.assign(match, fill(match, cause), { reason: bothReasons(reason, cause.reason) });
    } else if (failures.length < MAX_FAILURES) failures.push({ ...cause });
  }
  return failures;
};
