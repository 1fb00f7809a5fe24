import type { Failure, Notification } from '../model/notification.ts';
import type { StoredRun } from '../model/run.ts';
import { stableId } from '../text/id.ts';

/** Without AWS's list of the builds: how long after the first failure the update is sent, in milliseconds. */
const UPDATE_AFTER_MS = 30_000;

const named = (part: string, failures: readonly Failure[]): Failure[] =>
  failures.map((failure) => ({ ...failure, action: failure.action ?? part }));

/** The batch as the subject. The id is the same whichever of its builds reports it, so it is delivered once. */
const asBatch = (child: Notification, id: string, kind: 'failed' | 'update' | 'succeeded'): Notification => {
  const { level: _, action: __, resource, execution, ...facts } = child;
  return {
    ...facts,
    id: stableId('batch', [id, kind]),
    ...(resource && { resource: { ...resource, kind: 'build-batch' } }),
    execution: { ...execution, id, url: undefined },
  };
};

/**
 * What a build of a batch reports: the first that fails reports the failure of the batch, a later one reports once more
 * with the builds that have failed until then, at the end of the batch if AWS says when that is. The others, and the
 * builds of a pipeline's action, stay what they are: jobs.
 * @param stored the builds of the batch that have failed, this one included.
 */
export const batchAlert = (child: Notification, { facts, parts }: StoredRun): Notification => {
  const { batch, counts, moment, time, pipeline } = child;
  const [first] = parts;
  if (!batch || pipeline) return child;
  if (!first) {
    const isSuccess = moment === 'succeeded' && batch.over === true && !counts?.failed;
    return isSuccess ? asBatch(child, batch.id, 'succeeded') : child;
  }
  const isFirst = moment === 'failed' && Date.parse(time) <= Date.parse(first.time);
  const isLate = moment === 'failed' && Date.parse(time) >= Date.parse(first.time) + UPDATE_AFTER_MS;
  const failed = counts?.failed ?? parts.length;
  const hasMore = parts.length > 1 && failed > (facts.reported ?? 1);
  const isUpdate = hasMore && (batch.over ?? isLate);
  if (!isFirst && !isUpdate) return child;
  const reported = parts.flatMap((part) => named(part.name, part.failures));
  return {
    ...asBatch(child, batch.id, isFirst ? 'failed' : 'update'),
    moment: 'failed',
    severity: 'failure',
    failures: counts ? child.failures : reported,
    counts: counts ?? { of: 'builds', failed },
    ...(!isFirst && { update: true }),
  };
};
