import type { Cause, Enrichment, EnrichmentDeclaration, Plan } from '../model/enrichment.ts';
import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';
import { createAsk, type EnrichmentPorts, type SourceRegistry } from './ask.ts';
import { gather } from './parts.ts';
import { shorten } from './shorten.ts';

const MAX_MISSING = 4;

const declarationFor = async (
  { source }: Notification,
  sources: SourceRegistry,
): Promise<EnrichmentDeclaration | undefined> => {
  const own = await sources.named(source);
  return own?.enrichment ?? (own?.enrichedBy ? (await sources.named(own.enrichedBy))?.enrichment : undefined);
};

/** Whether AWS can add anything to a notification. It makes no call. */
export const hasMore = async (notification: Notification, sources: SourceRegistry): Promise<boolean> =>
  (await declarationFor(notification, sources))?.applies(notification) ?? false;

/** Finds the event source that explains the failed actions of a provider, and the cause of one of its runs. */
const causeOfAction =
  (sources: SourceRegistry, notification: Notification) =>
  async (provider: string | undefined, run: string | undefined): Promise<Cause | undefined> => {
    if (!provider || !run) return undefined;
    const source = await sources.explaining(provider);
    return (await source?.enrichment?.load())?.cause?.(run, notification);
  };

/** The plan of sources that declare no plan: to find out why the run failed. */
const ownPlan = async (notification: Notification, { cause }: Enrichment): Promise<Plan | undefined> => {
  const run = notification.execution?.id;
  const own = run ? cause?.(run, notification) : undefined;
  return own && (await import('../events/shared/cause-plan.ts')).causePlan(own, notification);
};

const withMissing = (notification: Notification, missing: readonly string[]): Notification => {
  const all = [...(notification.missing ?? []), ...missing].slice(0, MAX_MISSING);
  return all.length > 0 ? { ...notification, missing: all } : notification;
};

/**
 * Adds to a notification what its event source can find out by asking AWS, such as the cause of a failure. Facts of the
 * event are kept. Questions that fail, or are not answered within the time limit, are named in `missing`.
 */
export const enrich = async (notification: Notification, ports: EnrichmentPorts): Promise<Notification> => {
  const { sources } = ports;
  const declaration = await declarationFor(notification, sources);
  if (!declaration?.applies(notification)) return notification;
  const enrichment = await declaration.load();
  const plan = enrichment.plan?.(notification) ?? (await ownPlan(notification, enrichment));
  if (!plan) return notification;
  const ask = createAsk(notification, ports);
  const causeOf = causeOfAction(sources, notification);
  const missing = await gather((part) => plan.ask({ ask, part, causeOf }), ports);
  return shorten(withMissing(plan.compose(), missing), notification);
};

/**
 * How earlier runs of the same subject ended, for a history that has just begun. It shares the cached answers of
 * {@link enrich}.
 * @returns an empty list if the source cannot be asked, or AWS does not answer in time. It never rejects.
 */
export const pastEndings = async (notification: Notification, ports: EnrichmentPorts): Promise<Ending[]> => {
  const enrichment = await (await declarationFor(notification, ports.sources))?.load();
  let endings: Ending[] = [];
  await gather(async (part) => {
    endings = (await enrichment?.pastEndings?.(notification, { ask: createAsk(notification, ports), part })) ?? [];
  }, ports);
  return endings;
};

/**
 * The series of a run whose events do not name it, such as the branch of a manual release.
 * @returns `undefined` if the source cannot be asked, or AWS does not answer in time. It never rejects.
 */
export const seriesOf = async (notification: Notification, ports: EnrichmentPorts): Promise<Notification['series']> => {
  const enrichment = await (await declarationFor(notification, ports.sources))?.load();
  let series: Notification['series'];
  await gather(async (part) => {
    series = await enrichment?.series?.(notification, { ask: createAsk(notification, ports), part });
  }, ports);
  return series;
};
