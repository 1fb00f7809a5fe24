import { isTransient } from '../../aws/call.ts';
import { type Call, OperationError } from './operations.ts';
import type { Remnant } from './stages.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
const BATCH = 10;

/** Waits before a throttled call is repeated. The SDK has repeated it three times before the first of them. */
const WAITS_MS = [1000, 2000, 4000, 8000, 16_000];

/** How long Secrets Manager keeps a secret that is scheduled for deletion: its longest and default period. */
export const RECOVERY_DAYS = 30;

/** Something that was not deleted, and why. */
export interface Left {
  readonly remnant: Remnant;
  readonly reason: string;
}

export interface Deletion {
  readonly deleted: readonly Remnant[];
  readonly left: readonly Left[];
}

interface Options {
  /** Deletes secrets at once, without a recovery window. */
  readonly force: boolean;
  readonly io: { sleep(ms: number): Promise<void>; readonly signal: AbortSignal };
  /** Called after each deletion with the number of things that are done. */
  onProgress(done: number): void;
}

const STOPPED = 'the command was stopped before';
const UNCONFIRMED = 'AWS did not confirm the deletion: run the command again';

const repeat = async <Value>(step: () => Promise<Value>, { sleep, signal }: Options['io']): Promise<Value> => {
  for (const wait of WAITS_MS) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof OperationError && isTransient(error.code)) || signal.aborted) throw error;
      await sleep(wait);
    }
  }
  return step();
};

/** A failed call. Any other error is a bug, which ends the command. */
const failureOf = (error: unknown): OperationError => {
  if (error instanceof OperationError) return error;
  throw error;
};

const join = (parts: readonly Deletion[]): Deletion => ({
  deleted: parts.flatMap(({ deleted }) => deleted),
  left: parts.flatMap(({ left }) => left),
});

const leave = (remnants: readonly Remnant[], reason: string): Deletion => ({
  deleted: [],
  left: remnants.map((remnant) => ({ remnant, reason })),
});

const deleteParameters = async (call: Call, batch: readonly Remnant[], io: Options['io']): Promise<Deletion> => {
  const Names = batch.map(({ name }) => name);
  try {
    const { DeletedParameters = [] } = await repeat(() => call('ssm DeleteParameters', { Names }), io);
    const isDeleted = ({ name }: Remnant): boolean => DeletedParameters.includes(name);
    const others = batch.filter((each) => !isDeleted(each));
    return join([{ deleted: batch.filter(isDeleted), left: [] }, leave(others, UNCONFIRMED)]);
  } catch (error) {
    const { code, message } = failureOf(error);
    if (batch.length === 1 || isTransient(code)) return leave(batch, message);
    // AWS refuses the whole batch if it refuses one of its names.
    const parts: Deletion[] = [];
    for (const one of batch) parts.push(await deleteParameters(call, [one], io));
    return join(parts);
  }
};

const deleteOne = async (call: Call, { kind, name }: Remnant, force: boolean): Promise<void> => {
  if (kind === 'logGroups') await call('logs DeleteLogGroup', { logGroupName: name });
  else if (kind === 'secrets') {
    const how = force ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: RECOVERY_DAYS };
    await call('secretsmanager DeleteSecret', { SecretId: name, ...how });
  } else {
    const { QueueUrl } = await call('sqs GetQueueUrl', { QueueName: name });
    await call('sqs DeleteQueue', { QueueUrl });
  }
};

const deleteSingle = async (call: Call, remnant: Remnant, { force, io }: Options): Promise<Deletion> => {
  try {
    await repeat(() => deleteOne(call, remnant, force), io);
  } catch (error) {
    const { isMissing, message } = failureOf(error);
    if (!isMissing) return leave([remnant], message);
  }
  return { deleted: [remnant], left: [] };
};

/**
 * Deletes what a stage has besides its stack. A failure of one deletion does not end the others; a throttled call is
 * repeated for half a minute.
 */
export const deleteRemnants = async (call: Call, remnants: readonly Remnant[], options: Options): Promise<Deletion> => {
  const { io, onProgress } = options;
  const parameters = remnants.filter(({ kind }) => kind === 'parameters');
  const others = remnants.filter(({ kind }) => kind !== 'parameters');
  const batches = Array.from({ length: Math.ceil(parameters.length / BATCH) }, (_, at) =>
    parameters.slice(at * BATCH, (at + 1) * BATCH),
  );
  const steps = [
    ...batches.map((batch) => ({ batch, run: () => deleteParameters(call, batch, io) })),
    ...others.map((each) => ({ batch: [each], run: () => deleteSingle(call, each, options) })),
  ];
  const parts: Deletion[] = [];
  let done = 0;
  for (const { batch, run } of steps) {
    parts.push(io.signal.aborted ? leave(batch, STOPPED) : await run());
    done += batch.length;
    onProgress(done);
  }
  return join(parts);
};
