import type { Delivery } from '../model/delivery.ts';
import { occasionsOf } from '../model/moments.ts';
import type { Notification } from '../model/notification.ts';
import type { Filters } from '../model/target.ts';
import { stableId } from '../text/id.ts';
import { globsMatch } from './glob.ts';

/** The delivery's id: the same for every copy of the event, so that receivers and Pipebell can tell a copy. */
export const deliveryId = (eventId: string, target: string): string => stableId('d', [eventId, target]);

/**
 * Why a target does not get a notification: the filter that stops it, such as `on` or `when.pipelines`;
 * `undefined` if it gets it.
 */
export const stoppedBy = (filters: Filters, notification: Notification): string | undefined => {
  const { moment, level, pipeline, account, region, stage, failures, source, resource } = notification;
  if (!filters.enabled) return 'enabled';
  if (!occasionsOf(notification).some((occasion) => filters.on.includes(occasion))) return 'on';
  // An approval is told by an action but holds up the whole pipeline: it rings at every level.
  if (level && moment !== 'approval' && !filters.levels.includes(level)) return 'levels';
  const { pipelines, accounts, regions, stages, sources, resources } = filters.when ?? {};
  if (pipelines && !globsMatch(pipelines, pipeline?.name)) return 'when.pipelines';
  if (accounts && !globsMatch(accounts, account)) return 'when.accounts';
  if (regions && !globsMatch(regions, region)) return 'when.regions';
  if (stages && !globsMatch(stages, stage ?? failures.find((failure) => failure.stage)?.stage)) return 'when.stages';
  if (sources && !globsMatch(sources, source)) return 'when.sources';
  if (resources && !globsMatch(resources, resource?.name)) return 'when.resources';
  return undefined;
};

/** One delivery for each target that gets the notification. */
export const route = (notification: Notification, targets: Iterable<readonly [string, Filters]>): Delivery[] =>
  [...targets]
    .filter(([, filters]) => stoppedBy(filters, notification) === undefined)
    .map(([target]) => ({ version: 1, id: deliveryId(notification.id, target), target, notification }));
