import { describeError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import type { UnroutedReport } from '../relay/routing.ts';
import { counts } from './emf.ts';
import type { Powertools } from './log-lines.ts';
import { type EnrichmentTelemetry, notificationFields, type RouterTelemetry, targetsTelemetry } from './telemetry.ts';

/** Most characters of the names of targets in one line, so that the line of an event for 500 targets stays short. */
const MAX_NAMES_CHARS = 600;

/** The names of as many targets as fit, and how many there are if some are left out. */
const targetsField = (names: readonly string[]): { targets: readonly string[]; chosen?: number } => {
  const targets: string[] = [];
  let chars = 0;
  for (const name of names) {
    // With quotes and a comma.
    chars += name.length + 3;
    if (chars > MAX_NAMES_CHARS) return { targets, chosen: names.length };
    targets.push(name);
  }
  return { targets };
};

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

export const routerTelemetry = (powertools: Powertools): RouterTelemetry & EnrichmentTelemetry => {
  const { log } = powertools;
  const unrouted = ({ messageId, waitSeconds, configuration, givenUp, ...report }: UnroutedReport): void => {
    const fields = { messageId, error: describeError(report.error), waitSeconds };
    const cause = { unavailable: 'ConfigurationUnavailable', vanished: 'TargetsVanished' } as const;
    const metrics = counts('Unrouted', ...(configuration ? [cause[configuration]] : []));
    if (givenUp) log('error', 'unrouted', 'event not routed for 13 days, moved to dead letters', fields, metrics);
    else if (configuration !== 'vanished') log('error', 'unrouted', 'event not routed, will retry', fields, metrics);
    else log('error', 'no-targets', 'event not routed because all targets are gone, will retry', fields, metrics);
  };
  return {
    ...targetsTelemetry(powertools),
    ledger(error) {
      const fields = { error: describeError(error) };
      log('warn', 'ledger-unavailable', 'ledger unavailable, routing without it', fields, counts('LedgerUnavailable'));
    },
    enrichment(error) {
      const fields = { error: describeError(error) };
      log('warn', 'enrichment-incomplete', 'enrichment incomplete', fields, counts('EnrichmentFailed'));
    },
    routed(report) {
      switch (report.kind) {
        case 'routed': {
          const { notification, targets, configured } = report;
          const about = { ...notificationFields(notification), ...filterFields(notification) };
          const fields = { ...about, ...targetsField(targets), configured };
          if (configured > 0) return log('info', 'routed', 'event routed', fields, counts('Events'));
          const message = 'event routed to no target, none is configured';
          return log('warn', 'no-targets', message, fields, counts('Events', 'NoTargets'));
        }
        case 'foreign-topic': {
          const { messageId } = report;
          const message = 'message from unexpected topic rejected';
          return log('error', 'foreign-topic', message, { messageId }, counts('ForeignTopic'));
        }
        case 'foreign-account': {
          const { messageId, account } = report;
          // Any other text may hold a secret.
          const fields = { messageId, account: /^\d{12}$/.test(account) ? account : 'invalid' };
          const message = 'event of a foreign account rejected';
          return log('error', 'foreign-account', message, fields, counts('ForeignAccount'));
        }
        case 'probe':
          return log('info', 'probe', 'probe received', { eventId: report.id }, counts('Probes'));
        case 'unrouted':
          unrouted(report);
      }
    },
  };
};
