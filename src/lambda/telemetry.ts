import type { TargetsReport } from '../aws/open-target.ts';
import { describeError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import type { LaneNotice } from '../relay/lane-ports.ts';
import type { DeliveryReport } from '../relay/received.ts';
import type { RoutingReport } from '../relay/routing.ts';
import { counts } from './emf.ts';
import type { Powertools } from './log-lines.ts';

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

export const notificationFields = (notification: Notification | undefined) => ({
  eventId: notification?.id,
  source: notification?.source,
  moment: notification?.moment,
  // `level` is the logger's own field.
  eventLevel: notification?.level,
  pipeline: notification?.pipeline?.name,
  execution: notification?.execution?.id,
});

/** What both functions write about targets. */
export const targetsTelemetry = ({ log }: Powertools): TargetsTelemetry => ({
  targets(report) {
    switch (report.kind) {
      case 'invalid': {
        const { target, problems } = report;
        const fields = { target, problems };
        log('error', 'target-invalid', 'target is invalid and gets no deliveries', fields, counts('InvalidTargets'));
        return;
      }
      case 'unresolved': {
        const fields = { target: report.target, error: describeError(report.error) };
        const message = 'secret of target unavailable, deliveries wait';
        log('error', 'secret-unavailable', message, fields, counts('InvalidTargets'));
        return;
      }
      case 'stale': {
        const fields = { ageSeconds: report.ageSeconds, error: describeError(report.error) };
        log('warn', 'targets-stale', 'targets unavailable, using cached copy', fields, counts('StaleTargets'));
      }
    }
  },
});
