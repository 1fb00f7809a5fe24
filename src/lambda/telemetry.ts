import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TargetsReport } from '../aws/targets.ts';
import { describeError } from '../errors.ts';
import type { Notification } from '../model/notification.ts';
import type { DeliveryReport } from '../relay/batch.ts';

/** What became of one message that arrived, for the log and the metrics. */
export type RoutingReport =
  | { kind: 'routed'; notification: Notification; targets: readonly string[]; configured: number }
  | { kind: 'foreign-topic'; messageId: string }
  | { kind: 'unrouted'; messageId: string; error: unknown; waitSeconds?: number };

/** Where the functions tell what they do. Nothing told holds a URL, a secret or a payload. */
export interface Telemetry {
  routed(report: RoutingReport): void;
  delivered(report: DeliveryReport): void;
  targets(report: TargetsReport): void;
  /** The ledger could not be asked: copies of an event may be delivered twice. */
  ledger(error: unknown): void;
}

const about = (notification: Notification | undefined) => ({
  eventId: notification?.id,
  source: notification?.source,
  moment: notification?.moment,
  level: notification?.level,
  pipeline: notification?.pipeline?.name,
  execution: notification?.execution?.id,
});

/**
 * Powertools' logger and metrics: one JSON line per routed event and per delivery, and EMF metrics.
 * Counts without dimensions but `service` and `stage` are what alarms watch; `Deliveries` has the detail.
 */
export const createTelemetry = (stage: string) => {
  const logger = new Logger({ serviceName: 'pipebell', persistentKeys: { stage } });
  const metrics = new Metrics({ namespace: 'Pipebell', serviceName: 'pipebell', defaultDimensions: { stage } });
  const count = (name: string, value = 1): void => {
    metrics.addMetric(name, MetricUnit.Count, value);
  };

  const telemetry: Telemetry = {
    routed(report) {
      switch (report.kind) {
        case 'routed': {
          const { notification, targets, configured } = report;
          count('Events');
          if (configured === 0) count('NoTargets');
          const log = { ...about(notification), targets, configured };
          if (configured === 0) logger.warn('routed: no target is configured', log);
          else logger.info('routed', log);
          return;
        }
        case 'foreign-topic':
          count('ForeignTopic');
          logger.error('a message of another topic was refused', { messageId: report.messageId });
          return;
        case 'unrouted':
          count('Unrouted');
          logger.error('an event could not be routed and waits', {
            messageId: report.messageId,
            trouble: describeError(report.error),
            waitSeconds: report.waitSeconds,
          });
      }
    },

    delivered({ delivery, platform = 'unknown', outcome, attempt, ms, waitSeconds, capped, trouble }) {
      const reason = outcome.kind === 'delivered' ? 'delivered' : outcome.reason;
      const detail = metrics.singleMetric();
      detail.addDimensions({ platform, target: delivery?.target ?? 'unknown', reason });
      detail.addMetric('Deliveries', MetricUnit.Count, 1);
      count({ delivered: 'Delivered', retry: 'Retried', rejected: 'Rejected', skipped: 'Skipped' }[outcome.kind]);
      if (trouble) count('BookkeepingFailed');
      const level = outcome.kind === 'rejected' || trouble ? 'error' : outcome.kind === 'retry' ? 'warn' : 'info';
      logger[level](outcome.kind, {
        ...about(delivery?.notification),
        deliveryId: delivery?.id,
        target: delivery?.target,
        platform,
        reason,
        status: 'status' in outcome ? outcome.status : undefined,
        detail: 'detail' in outcome ? outcome.detail : undefined,
        attempt,
        ms,
        waitSeconds,
        retryAfterCapped: capped,
        trouble,
      });
    },

    targets(report) {
      if (report.kind === 'invalid') {
        count('InvalidTargets');
        logger.error('a target is not valid and gets nothing', { target: report.target, problems: report.problems });
      } else if (report.kind === 'unresolved') {
        count('InvalidTargets');
        const log = { target: report.target, trouble: describeError(report.error) };
        logger.error('a secret that a target refers to could not be read; its deliveries wait', log);
      } else {
        count('StaleTargets');
        const log = { ageSeconds: report.ageSeconds, trouble: describeError(report.error) };
        logger.warn('the targets could not be read; an older copy stands in', log);
      }
    },

    ledger(error) {
      count('LedgerUnavailable');
      logger.warn('the ledger could not be asked; deliveries go on without it', { trouble: describeError(error) });
    },
  };
  return { telemetry, logger, metrics };
};
