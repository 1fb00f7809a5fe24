import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TargetsReport } from '../aws/open-target.ts';
import { describeError } from '../model/errors.ts';
import type { LogEvent } from '../model/log-events.ts';
import { type Count, DELIVERIES, NAMESPACE } from '../model/metrics.ts';
import type { Notification } from '../model/notification.ts';
import type { Outcome } from '../model/outcome.ts';
import { isTargetName } from '../model/stack.ts';
import type { LaneNotice } from '../relay/lane-ports.ts';
import type { DeliveryReport } from '../relay/received.ts';
import type { RoutingReport, UnroutedReport } from '../relay/routing.ts';
import { cleanLine } from '../text/clean.ts';

interface TargetsTelemetry {
  targets(report: TargetsReport): void;
}

export interface EnrichmentTelemetry {
  /** A lookup failed; the notification is routed without its result. */
  enrichment(error: unknown): void;
}

/** The router's log and metrics. No line holds a URL, a secret or a payload. */
export interface RouterTelemetry extends TargetsTelemetry {
  routed(report: RoutingReport): void;
  /** The table did not answer: a history could not be read or written, or the shared filters. */
  ledger(error: unknown): void;
}

/** The deliverer's log and metrics. No line holds a URL, a secret or a payload. */
export interface DelivererTelemetry extends TargetsTelemetry {
  delivered(report: DeliveryReport): void;
  lane(notice: LaneNotice): void;
  /** The ledger did not answer; copies of an event may be delivered twice. */
  ledger(error: unknown): void;
}

type Level = 'info' | 'warn' | 'error';

/** Longest string in a field of a line, in UTF-16 units, and most entries of a list. */
const MAX_FIELD_CHARS = 500;
const MAX_FIELD_ENTRIES = 100;

const URLS = /[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi;

/** Names and ids can come from a queued message that was written by hand, or from a foreign topic. */
const printable = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanLine(value, MAX_FIELD_CHARS).replace(URLS, '…');
  return Array.isArray(value) ? value.slice(0, MAX_FIELD_ENTRIES).map(printable) : value;
};

/** Every name of a target becomes a metric, so it must be one that a target can have. */
const targetOf = (target = 'unknown'): string => (isTargetName(target) ? target : 'invalid');

/** Makes the logger and the metrics: one JSON line per routed event and per delivery, metrics as EMF. */
export const createPowertools = (stage: string) => {
  const logger = new Logger({ serviceName: 'pipebell', persistentKeys: { stage } });
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: 'pipebell', defaultDimensions: { stage } });
  return {
    logger,
    metrics,
    count(name: Count): void {
      metrics.addMetric(name, MetricUnit.Count, 1);
    },
    /** @param message a constant phrase; everything variable is a field. */
    log(level: Level, event: LogEvent, message: string, fields: object): void {
      const entries = Object.entries(fields).map(([name, value]) => [name, printable(value)]);
      logger[level](message, { event, ...Object.fromEntries(entries) });
    },
  };
};
export type Powertools = ReturnType<typeof createPowertools>;

const notificationFields = (notification: Notification | undefined) => ({
  eventId: notification?.id,
  source: notification?.source,
  moment: notification?.moment,
  // `level` is the logger's own field.
  eventLevel: notification?.level,
  pipeline: notification?.pipeline?.name,
  execution: notification?.execution?.id,
});

/** What the filters of targets compare besides {@link notificationFields}, so that `why` can apply them again. */
const filterFields = ({ transition, series, account, region, stage, failures, resource }: Notification) => ({
  transition: transition?.kind,
  series: series?.name,
  account,
  region,
  // `stage` is the deployment's.
  pipelineStage: stage ?? failures.find((each) => each.stage)?.stage,
  resource: resource?.name,
});

const targetsTelemetry = ({ log, count }: Powertools): TargetsTelemetry => ({
  targets(report) {
    switch (report.kind) {
      case 'invalid': {
        const { target, problems } = report;
        count('InvalidTargets');
        log('error', 'target-invalid', 'target is invalid and gets no deliveries', { target, problems });
        return;
      }
      case 'unresolved': {
        const { target } = report;
        const error = describeError(report.error);
        count('InvalidTargets');
        log('error', 'secret-unavailable', 'secret of target unavailable, deliveries wait', { target, error });
        return;
      }
      case 'stale': {
        const { ageSeconds } = report;
        const error = describeError(report.error);
        count('StaleTargets');
        log('warn', 'targets-stale', 'targets unavailable, using cached copy', { ageSeconds, error });
      }
    }
  },
});

export const routerTelemetry = (powertools: Powertools): RouterTelemetry & EnrichmentTelemetry => {
  const { log, count } = powertools;
  const unrouted = ({ messageId, waitSeconds, configuration, givenUp, ...report }: UnroutedReport): void => {
    const fields = { messageId, error: describeError(report.error), waitSeconds };
    count('Unrouted');
    if (configuration) count(configuration === 'vanished' ? 'TargetsVanished' : 'ConfigurationUnavailable');
    if (givenUp) log('error', 'unrouted', 'event not routed for 13 days, moved to dead letters', fields);
    else if (configuration !== 'vanished') log('error', 'unrouted', 'event not routed, will retry', fields);
    else log('error', 'no-targets', 'event not routed because all targets are gone, will retry', fields);
  };
  return {
    ...targetsTelemetry(powertools),
    ledger(error) {
      count('LedgerUnavailable');
      log('warn', 'ledger-unavailable', 'ledger unavailable, routing without it', { error: describeError(error) });
    },
    enrichment(error) {
      count('EnrichmentFailed');
      log('warn', 'enrichment-incomplete', 'enrichment incomplete', { error: describeError(error) });
    },
    routed(report) {
      switch (report.kind) {
        case 'routed': {
          const { notification, targets, configured } = report;
          const fields = { ...notificationFields(notification), ...filterFields(notification), targets, configured };
          count('Events');
          if (configured === 0) {
            count('NoTargets');
            log('warn', 'no-targets', 'event routed to no target, none is configured', fields);
          } else {
            log('info', 'routed', 'event routed', fields);
          }
          return;
        }
        case 'foreign-topic':
          count('ForeignTopic');
          log('error', 'foreign-topic', 'message from unexpected topic rejected', { messageId: report.messageId });
          return;
        case 'foreign-account': {
          const { messageId, account } = report;
          count('ForeignAccount');
          log('error', 'foreign-account', 'event of a foreign account rejected', {
            messageId,
            // Any other text may hold a secret.
            account: /^\d{12}$/.test(account) ? account : 'invalid',
          });
          return;
        }
        case 'probe':
          count('Probes');
          log('info', 'probe', 'probe received', { eventId: report.id });
          return;
        case 'unrouted':
          unrouted(report);
      }
    },
  };
};

const OUTCOMES: Readonly<Record<Outcome['kind'], { count: Count; level: Level; message: string }>> = {
  delivered: { count: 'Delivered', level: 'info', message: 'delivered' },
  retry: { count: 'Retried', level: 'warn', message: 'delivery failed, will retry' },
  rejected: { count: 'Rejected', level: 'error', message: 'delivery rejected' },
  skipped: { count: 'Skipped', level: 'info', message: 'delivery skipped' },
};

/** Counts outcomes for alarms, and each once more as the metric `Deliveries` with its platform, target and reason. */
export const delivererTelemetry = (powertools: Powertools): DelivererTelemetry => {
  const { log, metrics, count } = powertools;
  return {
    ...targetsTelemetry(powertools),
    delivered({ delivery, platform = 'unknown', outcome, receive, ms, waitSeconds, failingSeconds, error }) {
      const reason = outcome.kind === 'delivered' ? 'delivered' : outcome.reason;
      const { count: name, level, message } = OUTCOMES[outcome.kind];
      const single = metrics.singleMetric();
      single.addDimensions({ platform, target: targetOf(delivery?.target), reason });
      single.addMetric(DELIVERIES, MetricUnit.Count, 1);
      count(name);
      if (outcome.kind === 'delivered' && delivery?.notification.summary) count('Summaries');
      if (reason === 'backlog') count('Backlogged');
      if (reason === 'configuration-unavailable') count('ConfigurationUnavailable');
      if (error) count('BookkeepingFailed');
      log(error ? 'error' : level, outcome.kind, message, {
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
      });
      if (failingSeconds === undefined) return;
      count('TargetsDown');
      log('error', 'target-down', 'target has failed for 15 minutes or longer, its deliveries wait', {
        target: delivery?.target,
        reason,
        failingSeconds,
      });
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
          const { lane, error } = notice;
          count('BookkeepingFailed');
          log('error', 'lane-returned', 'call to the queue failed, lane is received again later', {
            lane,
            error: describeError(error),
          });
          return;
        }
        case 'lane-returned': {
          const { lane, messages } = notice;
          // Once is a function that began late. If it lasts, the lane is not served.
          if (notice.error !== undefined) count('BookkeepingFailed');
          log('warn', 'lane-returned', 'lane may belong to another function, returned without work', {
            lane,
            messages,
            error: notice.error === undefined ? undefined : describeError(notice.error),
          });
          return;
        }
        case 'author-unknown': {
          const { target, detail } = notice;
          log('warn', 'author-unknown', 'platform did not name an author', { target, error: detail });
          return;
        }
        case 'set-aside': {
          const { id, target, notification } = notice.delivery;
          count('SetAside');
          log('warn', 'set-aside', 'delivery keeps failing alone and moved to a lane of its own', {
            ...notificationFields(notification),
            deliveryId: id,
            target,
          });
        }
      }
    },
    ledger(error) {
      count('LedgerUnavailable');
      log('warn', 'ledger-unavailable', 'ledger unavailable, delivering without it', { error: describeError(error) });
    },
  };
};
