import { ConfigError, RelayError, TargetsVanished } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { type Filters, openFilters } from '../model/target.ts';
import { parseJson } from '../text/json.ts';
import type { AwsCall } from './call.ts';
import { createFiltersTable, type FilterSet, type TargetFilters } from './filters-table.ts';
import { STALE_MS, type TargetsReport } from './open-target.ts';
import type { Timing } from './retry.ts';
import { createListTargets } from './target-list.ts';
import { COOL_DOWN_MS, FRESH_MS } from './targets.ts';

/** How old a copy may be while another container reads the filters, before its use is reported. */
const REPORTED_MS = 120_000;

/** How long a container without any copy waits for the row, and then reads Parameter Store itself: both from the start. */
const POLL_MS = 12_000;
const READ_MS = 20_000;
/** Limit for a container that has a copy to fall back to. */
const RENEW_MS = 5000;

/** Longest wait between two reads of the row, with full jitter. */
const POLL_WAIT_MS = 1000;

/** How often the lease is extended during a read. */
const EXTEND_MS = 3000;

/** The name of a platform. */
const PLATFORM = /^[a-z][a-z0-9-]{0,30}$/;

/** How long events wait after the last target has disappeared: somebody may have deleted all of them by mistake. */
const VANISHED_MS = 24 * 3600_000;

export interface FiltersOptions extends Timing {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`. All parameters below it are targets. */
  path: string;
  /** The table of the ledger. */
  table: string;
  report: (report: TargetsReport) => void;
  /** The table did not answer. */
  failed: (error: unknown) => void;
}

/**
 * The filters of all targets, at most 60 seconds old, plus the time of one read. While they cannot be read, a copy of
 * up to 15 minutes is used. It answers or throws within about 25 seconds.
 * @throws TargetsVanished
 * @throws AwsError or RelayError if no copy is fresh enough. An error never counts as an empty list.
 */
export type LoadFilters = () => Promise<TargetFilters>;

/**
 * The containers share one copy of the filters in the table: one reads Parameter Store, whose quota of 40 calls per
 * second would not be enough for all at once, and the others wait for its row. Without the table each reads for itself.
 */
export const createFilters = ({ call, path, table, report, failed, ...timing }: FiltersOptions): LoadFilters => {
  const { now, random, sleep } = timing;
  const time = (): number => now().getTime();
  const stored = createFiltersTable(call, table, now);
  const list = createListTargets(call, path, timing);
  let current: FilterSet | undefined;
  let loading: Promise<void> | undefined;
  let retryAt = 0;
  const ageOf = (set: FilterSet | undefined): number =>
    set ? time() - set.loadedAt.getTime() : Number.POSITIVE_INFINITY;

  const openOne = (name: string, json: string): Filters | 'invalid' => {
    try {
      if (!isTargetName(name)) throw new ConfigError(['the name may hold letters, digits, ".", "-" and "_" only']);
      const raw = parseJson(json);
      if (raw === undefined) throw new ConfigError(['not valid JSON']);
      const filters = openFilters(raw);
      // Routing does not need it, and it is stored: somebody may have entered a URL or a token there.
      return PLATFORM.test(filters.platform) ? filters : { ...filters, platform: 'unknown' };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      report({ kind: 'invalid', target: name, problems: error.problems });
      return 'invalid';
    }
  };

  const keep = (set: FilterSet): void => {
    const seen = Math.max(set.seenAt?.getTime() ?? 0, current?.seenAt?.getTime() ?? 0);
    const newest = current && ageOf(current) < ageOf(set) ? current : set;
    current = { ...newest, ...(seen > 0 && { seenAt: new Date(seen) }) };
  };

  /** Reads Parameter Store. */
  const readAll = async (until: number, beforeCall?: () => Promise<void>): Promise<void> => {
    const { startedAt: loadedAt, values } = await list(until, beforeCall);
    const filters = new Map([...values].map(([name, json]) => [name, openOne(name, json)]));
    keep({ filters, loadedAt, seenAt: filters.size > 0 ? loadedAt : undefined });
  };

  /** Reads Parameter Store for all containers. */
  const readForAll = async (owner: string, until: number): Promise<void> => {
    let extendedAt = time();
    const extend = async (): Promise<void> => {
      if (time() - extendedAt < EXTEND_MS) return;
      extendedAt = time();
      await stored.lease(owner).catch(failed);
    };
    try {
      await readAll(until, extend);
    } catch (error) {
      await stored.release(owner).catch(failed);
      throw error;
    }
    if (current) await stored.write(current).catch(failed);
  };

  const refresh = async (): Promise<void> => {
    const owner = crypto.randomUUID();
    const start = time();
    const hasCopy = (): boolean => ageOf(current) <= STALE_MS;
    const until = (): number => start + (hasCopy() ? RENEW_MS : READ_MS);
    for (;;) {
      let isOwner: boolean;
      try {
        const row = await stored.read();
        if (row) keep(row);
        if (ageOf(current) < FRESH_MS) return;
        isOwner = await stored.lease(owner);
      } catch (error) {
        failed(error);
        return readAll(until());
      }
      if (isOwner) return readForAll(owner, until());
      if (hasCopy()) {
        if (ageOf(current) > REPORTED_MS) throw new RelayError('another function has been reading the targets');
        return;
      }
      if (time() - start >= POLL_MS) return readAll(start + READ_MS);
      await sleep(random() * POLL_WAIT_MS);
    }
  };

  /** Uses a copy of up to 15 minutes if the filters cannot be read. */
  const refreshOrKeep = async (): Promise<void> => {
    try {
      await refresh();
    } catch (error) {
      const age = ageOf(current);
      if (age > STALE_MS) throw error;
      retryAt = time() + COOL_DOWN_MS;
      report({ kind: 'stale', ageSeconds: Math.round(age / 1000), error });
    }
  };

  return async () => {
    const isFresh = ageOf(current) < FRESH_MS || (time() < retryAt && ageOf(current) <= STALE_MS);
    if (!isFresh) {
      loading ??= refreshOrKeep().finally(() => {
        loading = undefined;
      });
      await loading;
    }
    const { filters, seenAt } = current as FilterSet;
    if (filters.size === 0 && seenAt && time() - seenAt.getTime() < VANISHED_MS) {
      throw new TargetsVanished();
    }
    return filters;
  };
};
