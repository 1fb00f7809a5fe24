import type { Delivery } from '../model/delivery.ts';
import { occasionsOf } from '../model/moments.ts';
import type { Notification } from '../model/notification.ts';
import { type Filters, mentionsAuthor } from '../model/target.ts';
import { stableId } from '../text/id.ts';
import type { Suspects } from './authors.ts';
import { follows } from './following.ts';
import { globsMatch } from './glob.ts';

/** The delivery's id. It is the same for every copy of the event, so that receivers and the ledger recognise copies. */
export const deliveryId = (eventId: string, target: string): string => stableId('d', [eventId, target]);

/** One filter of a target. */
export interface Filter {
  /** What the target asks for; `undefined` if the target does not set the filter, which then passes everything. */
  wants(filters: Filters): readonly string[] | undefined;
  /** What the notification has for the filter; `undefined` if the filter does not apply to it. */
  has(notification: Notification): readonly string[] | undefined;
  passes(wants: readonly string[], has: readonly string[] | undefined): boolean;
}

type When = NonNullable<Filters['when']>;

/** Path of a filter in the target's JSON. A field added to {@link Filters} does not compile without a filter here. */
export type FilterName = Exclude<keyof Filters, 'platform' | 'when' | 'thread' | 'mention'> | `when.${keyof When}`;

const isOneOf = (wants: readonly string[], has: readonly string[] = wants): boolean =>
  has.some((each) => wants.includes(each));

/** A filter of globs. Only a list of exclusions passes a notification that has nothing to match. */
const when = (field: keyof When, value: (notification: Notification) => string | undefined): Filter => ({
  wants: (filters) => filters.when?.[field],
  has(notification) {
    const found = value(notification);
    return found === undefined ? undefined : [found];
  },
  passes: (wants, has) => globsMatch(wants, has?.[0]),
});

/** Every filter, in the order in which they are checked. Routing and `explain` both read this table. */
export const FILTERS: Readonly<Record<FilterName, Filter>> = {
  enabled: {
    wants: ({ enabled }) => (enabled ? undefined : ['true']),
    has: () => ['false'],
    passes: isOneOf,
  },
  on: { wants: ({ on }) => on, has: occasionsOf, passes: isOneOf },
  levels: {
    wants: ({ levels }) => levels,
    // An approval comes from an action but blocks the whole pipeline, so it passes at every level. So does a given one,
    // of which the pipeline has no event of its own.
    has: ({ level, moment }) =>
      level === undefined || moment === 'approval' || moment === 'approved' ? undefined : [level],
    passes: isOneOf,
  },
  'when.pipelines': when('pipelines', ({ pipeline }) => pipeline?.name),
  'when.accounts': when('accounts', ({ account }) => account),
  'when.regions': when('regions', ({ region }) => region),
  'when.stages': when('stages', ({ stage, failures }) => stage ?? failures.find((each) => each.stage)?.stage),
  'when.sources': when('sources', ({ source }) => source),
  'when.resources': when('resources', ({ resource }) => resource?.name),
};

/**
 * @returns the name of the first filter that stops the notification, such as `on` or `when.pipelines`; `undefined` if
 * the target gets the notification.
 */
export const stoppedBy = (
  filters: Filters,
  notification: Notification,
  table: Readonly<Record<string, Filter>> = FILTERS,
): string | undefined =>
  Object.entries(table).find(([, { wants, has, passes }]) => {
    const wanted = wants(filters);
    return wanted !== undefined && !passes(wanted, has(notification));
  })?.[0];

/**
 * The filters that choose among the news of one subject. News that they refuse can still change a message: the run that
 * fixes a failed stage has no failed stage. The others choose the subjects.
 */
const CHOICES: readonly FilterName[] = ['on', 'levels', 'when.stages'];

const SCOPE = Object.fromEntries(Object.entries(FILTERS).filter(([name]) => !CHOICES.includes(name as FilterName)));

/**
 * One delivery for each target that gets the notification, and one that only updates messages for each target whose
 * messages it can change.
 * @param suspects for the targets that mention them.
 */
export const route = (
  notification: Notification,
  targets: Iterable<readonly [string, Filters]>,
  suspects?: Suspects,
): Delivery[] =>
  [...targets].flatMap(([target, filters]): Delivery[] => {
    const delivery = { version: 1, id: deliveryId(notification.id, target), target, notification } as const;
    if (stoppedBy(filters, notification) === undefined) {
      const people = (mentionsAuthor(filters) && suspects?.(filters.platform)) || [];
      return [people.length > 0 ? { ...delivery, people } : delivery];
    }
    const isUpdate = follows(filters, notification) && stoppedBy(filters, notification, SCOPE) === undefined;
    return isUpdate ? [{ ...delivery, updateOnly: true }] : [];
  });
