import type { Cause, FoundCause, FoundFacts, Plan } from '../../model/enrichment.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { fill, mergeFailures, withCause } from './merge.ts';

/** Adds the found items that are not known, and to the others the fields that they lack. `of` identifies an item. */
const joined = <Item extends object>(
  known: readonly Item[],
  found: readonly Item[] = [],
  of: (item: Item) => string,
): Item[] => [
  ...known.map((own) =>
    fill(
      own,
      found.find((item) => of(own) === of(item)),
    ),
  ),
  ...found.filter((item) => !known.some((own) => of(own) === of(item))),
];

/** The facts of a notification, completed with those that were found. */
export const withFacts = (notification: Notification, facts: FoundFacts): Notification => {
  const { commits, details, links, ...rest } = facts;
  return {
    ...fill(notification, rest as Partial<Notification> as Notification),
    commits: joined(notification.commits, commits, ({ id }) => id),
    details: joined(notification.details, details, ({ label }) => label),
    links: joined(notification.links, links, ({ url }) => url),
  };
};

/** The failures of the event without those fields that say only that something failed. */
const withoutGeneric = (failures: readonly Failure[], { isGeneric }: Cause): Failure[] =>
  failures.map((failure) => (isGeneric?.(failure) ? { ...failure, reason: undefined, code: undefined } : failure));

/** A plan to find out one cause of a notification's failure, and facts about its run. */
export const causePlan = (cause: Cause, notification: Notification): Plan => {
  const [known] = notification.failures;
  let found: Failure = {};
  let fallback: Failure = {};
  let facts: FoundFacts = {};
  return {
    ask({ ask, part }) {
      const placed = ({ phase, ...more }: FoundCause): Failure => ({
        ...more,
        stage: known?.stage ?? phase,
        action: known?.action ?? more.action,
      });
      const add = (more: FoundCause) => {
        found = withCause(found, placed(more));
      };
      const addFallback = (more: FoundCause) => {
        fallback = fill(fallback, placed(more));
      };
      const addFacts = (more: FoundFacts) => {
        const details = [...(facts.details ?? []), ...(more.details ?? [])];
        facts = { ...fill(facts, more), ...(details.length > 0 && { details }) };
      };
      return cause.search({ ask, part, add, addFallback, addFacts });
    },
    compose() {
      const { failures, ...event } = notification;
      const whole = found.reason ? found : fill(found, fallback);
      const kept = whole.reason ? withoutGeneric(failures, cause) : failures;
      const causes = Object.values(whole).some(Boolean) ? [whole] : [];
      return withFacts({ ...event, failures: mergeFailures(kept, causes) }, facts);
    },
  };
};
