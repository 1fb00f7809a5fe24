import { type Line, logGroups, readLines } from '../../aws/log-lines.ts';
import { type Call, OperationError } from '../../aws/operations.ts';

/** How long CloudWatch may need to count an outcome, with a margin. */
const RECENT_MS = 15 * 60_000;

/** A retry is logged at least this often, except for a long wait that the receiver asked for. */
const WAITING_MS = 60 * 60_000;

/** Deliveries to a target whose last attempt failed. */
export interface Waiting {
  readonly target: string;
  readonly reason: string;
  readonly deliveries: number;
  /** When the first of them is attempted again, ISO 8601 in UTC. */
  readonly nextAt: string;
}

/** What the deliverer has logged lately. */
export interface Recent {
  /** Start of the counts, ISO 8601 in UTC. */
  readonly from: string;
  /** Number of log lines by outcome, without those that needed no request. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly waiting: readonly Waiting[];
}

const OUTCOMES: readonly string[] = ['delivered', 'retry', 'rejected'];

const nextAttempt = ({ time, waitSeconds = 0 }: Line): string =>
  new Date(Date.parse(time) + waitSeconds * 1000).toISOString();

/** Groups the deliveries that wait by target and reason. */
const waitingIn = (lines: readonly Line[]): Waiting[] => {
  const last = new Map(lines.map((line) => [`${line.target} ${line.deliveryId ?? line.eventId}`, line]));
  const groups = new Map<string, Waiting>();
  for (const line of [...last.values()].filter(({ event }) => event === 'retry')) {
    const { target = '-', reason = 'unknown' } = line;
    const key = `${target} ${reason}`;
    const known = groups.get(key);
    const nextAt = nextAttempt(line);
    groups.set(key, {
      target,
      reason,
      deliveries: (known?.deliveries ?? 0) + 1,
      nextAt: known && known.nextAt < nextAt ? known.nextAt : nextAt,
    });
  }
  return [...groups.values()].sort((a, b) => a.target.localeCompare(b.target));
};

/**
 * Reads the outcomes that CloudWatch's metrics may not count yet, and what waits for a retry.
 * @returns `undefined` if the credentials may not read the log.
 */
export const readRecent = async (call: Call, stage: string, now: Date): Promise<Recent | undefined> => {
  const anyOf = [...OUTCOMES, 'skipped'].map((event) => ['event', event] as const);
  const query = { anyOf, from: new Date(now.getTime() - WAITING_MS), newest: true };
  const read = await readLines(call, logGroups(stage).deliverer, query).catch((error: unknown) => {
    if (error instanceof OperationError && error.permission) return undefined;
    throw error;
  });
  if (!read) return undefined;
  const from = new Date(now.getTime() - RECENT_MS).toISOString();
  const recent = read.lines.filter(({ time }) => time >= from).flatMap(({ event = '' }) => event);
  const counts = OUTCOMES.map((outcome) => [outcome, recent.filter((event) => event === outcome).length] as const);
  return {
    from,
    outcomes: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    waiting: waitingIn(read.lines),
  };
};
