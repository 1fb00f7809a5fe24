import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TargetsReport } from '../aws/targets.ts';
import { describeError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import type { DeliveryReport } from '../relay/batch.ts';

/** What became of one message that arrived, for the log and the metrics. */
export type RoutingReport =
  | { kind: 'routed'; notification: Notification; targets: readonly string[]; configured: number }
  | { kind: 'foreign-topic'; messageId: string }
  | { kind: 'rung'; eventId: string }
  | { kind: 'unrouted'; messageId: string; error: unknown; waitSeconds?: number };

interface TargetsTelemetry {
  targets(report: TargetsReport): void;
}

export interface BackgroundTelemetry {
  /** Something that the event does not say could not be found out; the notification goes on without it. */
  background(error: unknown): void;
}

/** Where the router tells what it does. Nothing told holds a URL, a secret or a payload. */
export interface RouterTelemetry extends TargetsTelemetry {
  routed(report: RoutingReport): void;
}

/** Where the deliverer tells what it does. Nothing told holds a URL, a secret or a payload. */
export interface DelivererTelemetry extends TargetsTelemetry {
  delivered(report: DeliveryReport): void;
  /** The ledger could not be asked: copies of an event may be delivered twice. */
  ledger(error: unknown): void;
}

/**
 * Powertools' logger and metrics, for one JSON line per routed event and per delivery, and for EMF metrics.
 * Counts have no dimensions but `service` and `stage`: they are what alarms watch.
 */
export const createPowertools = (stage: string) => {
  const logger = new Logger({ serviceName: 'pipebell', persistentKeys: { stage } });
  const metrics = new Metrics({ namespace: 'Pipebell', serviceName: 'pipebell', defaultDimensions: { stage } });
  const count = (name: string): void => {
    metrics.addMetric(name, MetricUnit.Count, 1);
  };
  return { logger, metrics, count };
};
type Powertools = ReturnType<typeof createPowertools>;

const about = (notification: Notification | undefined) => ({
  eventId: notification?.id,
  source: notification?.source,
  moment: notification?.moment,
  // Not `level`: the logger has that for itself.
  grain: notification?.level,
  pipeline: notification?.pipeline?.name,
  execution: notification?.execution?.id,
});

const targetsTelemetry = ({ logger, count }: Powertools): TargetsTelemetry => ({
  targets(report) {
    switch (report.kind) {
      case 'invalid':
        count('InvalidTargets');
        logger.error('a target is not valid and gets nothing', { target: report.target, problems: report.problems });
        return;
      case 'unresolved':
        count('InvalidTargets');
        logger.error('a secret that a target refers to could not be read; its deliveries wait', {
          target: report.target,
          trouble: describeError(report.error),
        });
        return;
      case 'stale':
        count('StaleTargets');
        logger.warn('the targets could not be read; an older copy stands in', {
          ageSeconds: report.ageSeconds,
          trouble: describeError(report.error),
        });
    }
  },
});

export const routerTelemetry = (powertools: Powertools): RouterTelemetry & BackgroundTelemetry => {
  const { logger, count } = powertools;
  return {
    ...targetsTelemetry(powertools),
    background(error) {
      count('BackgroundFailed');
      logger.warn('a notification goes on without what could not be found out', { trouble: describeError(error) });
    },
    routed(report) {
      switch (report.kind) {
        case 'routed': {
          const { notification, targets, configured } = report;
          count('Events');
          const log = { ...about(notification), targets, configured };
          if (configured > 0) {
            logger.info('routed', log);
          } else {
            count('NoTargets');
            logger.warn('routed: no target is configured', log);
          }
          return;
        }
        case 'foreign-topic':
          count('ForeignTopic');
          logger.error('a message of another topic was refused', { messageId: report.messageId });
          return;
        case 'rung':
          count('Rings');
          logger.info('rung', { eventId: report.eventId });
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
  };
};

const COUNTS = { delivered: 'Delivered', retry: 'Retried', rejected: 'Rejected', skipped: 'Skipped' };

/** Besides the counts, the metric `Deliveries` has the dimensions `platform`, `target` and `reason`. */
export const delivererTelemetry = (powertools: Powertools): DelivererTelemetry => {
  const { logger, metrics, count } = powertools;
  return {
    ...targetsTelemetry(powertools),
    delivered({ delivery, platform = 'unknown', outcome, attempt, ms, waitSeconds, capped, trouble }) {
      const reason = outcome.kind === 'delivered' ? 'delivered' : outcome.reason;
      const detail = metrics.singleMetric();
      detail.addDimensions({ platform, target: delivery?.target ?? 'unknown', reason });
      detail.addMetric('Deliveries', MetricUnit.Count, 1);
      count(COUNTS[outcome.kind]);
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
    ledger(error) {
      count('LedgerUnavailable');
      logger.warn('the ledger could not be asked; deliveries go on without it', { trouble: describeError(error) });
    },
  };
};
