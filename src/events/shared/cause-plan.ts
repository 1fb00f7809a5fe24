import type { Cause, FoundCause, FoundFacts, Plan } from '../../model/enrichment.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { fill, mergeFailures, withCause } from './merge.ts';

/** Adds the found items that are not known. `of` identifies an item. */
const joined = <Item>(known: readonly Item[], found: readonly Item[] = [], of: (item: Item) => string): Item[] => [
  ...known,
  ...found.filter((item) => !known.some((own) => of(own) === of(item))),
];

/** The facts of a notification, completed with those that were found. */
export const withFacts = (notification: Notification, facts: FoundFacts): Notification => {
  const { commits, details, links, ...rest } = facts;
  const [own] = notification.commits;
  return {
    ...fill(notification, rest as Partial<Notification> as Notification),
    commits: own && commits ? joined(notification.commits, commits, ({ id }) => id) : (commits ?? notification.commits),
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
  let facts: FoundFacts = {};
  return {
    ask({ ask, part }) {
      const add = ({ phase, ...more }: FoundCause) => {
        const place = { stage: known?.stage ?? phase, action: known?.action ?? more.action };
        found = withCause(found, { ...more, ...place });
      };
      const addFacts = (more: FoundFacts) => {
        facts = fill(facts, more);
      };
      return cause.search({ ask, part, add, addFacts });
    },
    compose() {
      const { failures, ...event } = notification;
      const kept = found.reason ? withoutGeneric(failures, cause) : failures;
      const causes = Object.keys(found).length > 0 ? [found] : [];
      return withFacts({ ...event, failures: mergeFailures(kept, causes) }, facts);
    },
  };
};
