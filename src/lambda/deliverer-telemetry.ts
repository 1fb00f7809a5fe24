import { describeError } from '../model/errors.ts';
import { type Count, DELIVERIES } from '../model/metrics.ts';
import type { Outcome } from '../model/outcome.ts';
import { isTargetName } from '../model/stack.ts';
import { counts, type MetricSet } from './emf.ts';
import type { Level, Powertools } from './log-lines.ts';
import { type DelivererTelemetry, notificationFields, targetsTelemetry } from './telemetry.ts';

/** Every name of a target becomes a metric, so it must be one that a target can have. */
const targetOf = (target = 'unknown'): string => (isTargetName(target) ? target : 'invalid');

const OUTCOMES: Readonly<Record<Outcome['kind'], { count: Count; level: Level; message: string }>> = {
  delivered: { count: 'Delivered', level: 'info', message: 'delivered' },
  retry: { count: 'Retried', level: 'warn', message: 'delivery failed, will retry' },
  rejected: { count: 'Rejected', level: 'error', message: 'delivery rejected' },
  skipped: { count: 'Skipped', level: 'info', message: 'delivery skipped' },
};

/** Counts outcomes for alarms, and each once more as the metric `Deliveries` with its platform, target and reason. */
export const delivererTelemetry = (powertools: Powertools): DelivererTelemetry => {
  const { log } = powertools;
  return {
    ...targetsTelemetry(powertools),
    delivered({ delivery, platform = 'unknown', outcome, receive, ms, waitSeconds, failingSeconds, error }) {
      const reason = outcome.kind === 'delivered' ? 'delivered' : outcome.reason;
      const { count: name, level, message } = OUTCOMES[outcome.kind];
      const isSummary = outcome.kind === 'delivered' && delivery?.notification.summary !== undefined;
      const also: Count[] = [
        ...(isSummary ? ['Summaries' as const] : []),
        ...(reason === 'backlog' ? ['Backlogged' as const] : []),
        ...(reason === 'configuration-unavailable' ? ['ConfigurationUnavailable' as const] : []),
        ...(error ? ['BookkeepingFailed' as const] : []),
      ];
      const dimensions = { platform, target: targetOf(delivery?.target), reason };
      const fields = {
        ...notificationFields(delivery?.notification),
        deliveryId: delivery?.id,
        target: delivery?.target,
        platform,
        reason,
        status: 'status' in outcome ? outcome.status : undefined,
        ...(outcome.kind === 'delivered' && { summary: outcome.summary, steps: outcome.steps }),
        summarised: delivery?.notification.summary?.count,
        detail: 'detail' in outcome ? outcome.detail : undefined,
        receive,
        ms,
        waitSeconds,
        error,
      };
      const single: MetricSet = { dimensions, values: [[DELIVERIES, 1, 'Count']] };
      log(error ? 'error' : level, outcome.kind, message, fields, counts(name, ...also), single);
      if (failingSeconds === undefined) return;
      const down = { target: delivery?.target, reason, failingSeconds };
      const longFailure = 'target has failed for 15 minutes or longer, its deliveries wait';
      log('error', 'target-down', longFailure, down, counts('TargetsDown'));
    },
    lane(notice) {
      switch (notice.kind) {
        case 'attempt':
          return;
        case 'folded': {
          const { summary, added, opened } = notice;
          log('info', 'summary', opened ? 'summary opened, too many deliveries wait' : 'deliveries added to summary', {
            target: summary.target,
            summary: summary.id,
            added,
            deliveries: summary.count,
          });
          return;
        }
        case 'queue-failed': {
          const fields = { lane: notice.lane, error: describeError(notice.error) };
          const message = 'call to the queue failed, lane is received again later';
          return log('error', 'lane-returned', message, fields, counts('BookkeepingFailed'));
        }
        case 'lane-returned': {
          const { lane, messages, error } = notice;
          const fields = { lane, messages, error: error === undefined ? undefined : describeError(error) };
          const message = 'lane may belong to another function, returned without work';
          // Once is a function that began late. If it lasts, the lane is not served.
          return log(
            'warn',
            'lane-returned',
            message,
            fields,
            counts(...(error !== undefined ? ['BookkeepingFailed' as const] : [])),
          );
        }
        case 'author-unknown': {
          const { target, detail } = notice;
          log('warn', 'author-unknown', 'platform did not name an author', { target, error: detail });
          return;
        }
        case 'set-aside': {
          const { id, target, notification } = notice.delivery;
          const fields = { ...notificationFields(notification), deliveryId: id, target };
          const message = 'delivery keeps failing alone and moved to a lane of its own';
          log('warn', 'set-aside', message, fields, counts('SetAside'));
        }
      }
    },
    ledger(error) {
      const fields = { error: describeError(error) };
      const message = 'ledger unavailable, delivering without it';
      log('warn', 'ledger-unavailable', message, fields, counts('LedgerUnavailable'));
    },
  };
};
