/** The CloudWatch namespace of every metric that the two functions write. */
export const NAMESPACE = 'Pipebell';

/** Counts with the dimensions `service` and `stage` alone; alarms and the dashboard read these. */
export const COUNTS = [
  'Events',
  'NoTargets',
  'Unrouted',
  'ForeignTopic',
  'ForeignAccount',
  'Probes',
  'EnrichmentFailed',
  'Delivered',
  'Retried',
  'Rejected',
  'Skipped',
  'BookkeepingFailed',
  'LedgerUnavailable',
  'InvalidTargets',
  'StaleTargets',
  'ConfigurationUnavailable',
  'TargetsVanished',
  'TargetsDown',
  'SetAside',
  'Summaries',
  'Backlogged',
] as const;
export type Count = (typeof COUNTS)[number];

/** One count per outcome of a delivery, with the further dimensions `platform`, `target` and `reason`. */
export const DELIVERIES = 'Deliveries';

/** Written per pipeline (dimension `pipeline`) where the stack's parameter `pipelineMetrics` is `true`. */
export const PIPELINE_METRICS = ['Runs', 'FailedRuns', 'RunSeconds', 'RestoreSeconds', 'LeadSeconds'] as const;
export type PipelineMetric = (typeof PIPELINE_METRICS)[number];
