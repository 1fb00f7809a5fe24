import { type Call, OperationError } from '../../aws/operations.ts';
import { stackResources } from '../../aws/resources.ts';
import { findRemnants, isOfStack, KINDS, type Kind, type Remnant } from '../../aws/stages.ts';

/** A kind that could not be listed, and why. */
interface Unlisted {
  readonly kind: Kind;
  readonly reason: string;
}

export interface Found {
  readonly remnants: readonly Remnant[];
  readonly unlisted: readonly Unlisted[];
}

const listKind = async (call: Call, stage: string, kind: Kind): Promise<Remnant[] | OperationError> => {
  try {
    return await findRemnants(call, stage, kind);
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
};

/**
 * Lists everything of a stage that is not a resource of its stack. A kind that AWS refuses to list does not end the
 * listing of the others.
 * @param hasStack whether the stack exists.
 * @throws OperationError if no kind can be listed, or the stack's resources cannot.
 */
export const findAll = async (call: Call, stage: string, hasStack: boolean): Promise<Found> => {
  const lists = await Promise.all(KINDS.map(async (kind) => ({ kind, list: await listKind(call, stage, kind) })));
  const failed = lists.flatMap(({ kind, list }) => (list instanceof OperationError ? [{ kind, error: list }] : []));
  if (failed[0] && failed.length === KINDS.length) throw failed[0].error;
  const resources = hasStack ? await stackResources(call, stage) : [];
  const remnants = lists.flatMap(({ list }) => (list instanceof OperationError ? [] : list));
  return {
    remnants: remnants.filter((remnant) => !isOfStack(remnant, resources)),
    unlisted: failed.map(({ kind, error }) => ({ kind, reason: error.message })),
  };
};
