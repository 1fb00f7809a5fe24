import { isTargetName } from '../model/stack.ts';
import { platformNames } from '../platforms/index.ts';
import { maskTarget } from '../targets/mask.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import { isRecord } from '../text/json.ts';
import type { TargetSet, TargetView } from './api.ts';
import { fillKeptSecrets } from './kept-secrets.ts';
import { RefusalError, toProblem } from './refusal.ts';

/** Where the targets come from at first. */
export interface Origin {
  readonly origin: TargetSet['origin'];
  readonly stage?: string;
  readonly targets: readonly Stored[];
}

/** The targets, which only ever change in memory. */
export interface Targets {
  all(): readonly Stored[];
  /** Nothing in it is secret. */
  view(): Promise<TargetSet>;
  create(name: string, target: Record<string, unknown>): Promise<TargetView>;
  update(name: string, target: Record<string, unknown>): Promise<TargetView>;
  remove(name: string): Promise<void>;
  reset(): Promise<void>;
}

/** More would be no set that a person looks at. */
const MAX_TARGETS = 200;

/** A parameter of the standard tier, in bytes. */
const MAX_TARGET_BYTES = 4096;

const viewOf = async (stored: Stored): Promise<TargetView> => {
  const { name, raw } = stored;
  const { problems } = await openStored(stored, false);
  const platform = isRecord(raw) && platformNames.find((known) => known === raw.platform);
  return {
    name,
    ...(platform && { platform }),
    enabled: isRecord(raw) && raw.enabled !== false,
    target: await maskTarget(raw),
    problems: problems.map(toProblem),
  };
};

/** @throws RefusalError that names the fields at fault. */
const check = async (stored: Stored): Promise<void> => {
  const { problems } = await openStored(stored, false);
  if (Buffer.byteLength(JSON.stringify(stored.raw)) > MAX_TARGET_BYTES) {
    throw new RefusalError(422, 'A target has at most 4096 bytes: use broader globs.');
  }
  if (problems.length > 0)
    throw new RefusalError(422, 'The relay would not take this target.', problems.map(toProblem));
};

/** @param changed is told after every change. */
export const createTargets = (first: Origin, changed: () => Promise<void>): Targets => {
  let targets = new Map(first.targets.map((stored) => [stored.name, stored.raw]));
  let touched = false;

  const store = (next: Map<string, unknown>, isChange = true): Promise<void> => {
    targets = next;
    touched = isChange;
    return changed();
  };
  const known = (name: string): unknown => {
    if (targets.has(name)) return targets.get(name);
    throw new RefusalError(404, 'There is no target of that name.');
  };
  const put = async (stored: Stored): Promise<TargetView> => {
    await check(stored);
    await store(new Map(targets).set(stored.name, stored.raw));
    return viewOf(stored);
  };
  const all = (): Stored[] => [...targets].map(([name, raw]) => ({ name, raw }));

  return {
    all,
    async view() {
      const { origin, stage } = first;
      return {
        origin,
        ...(stage !== undefined && { stage }),
        changed: touched,
        targets: await Promise.all(all().map(viewOf)),
      };
    },
    async create(name, target) {
      const problem = 'takes 1 to 100 letters, digits, ".", "-" and "_"';
      if (!isTargetName(name)) throw new RefusalError(422, `A name ${problem}.`, [{ field: 'name', problem }]);
      if (targets.has(name)) throw new RefusalError(409, 'There is a target of that name already.');
      if (targets.size >= MAX_TARGETS)
        throw new RefusalError(409, `There are ${MAX_TARGETS} targets: remove one first.`);
      return put({ name, raw: fillKeptSecrets(target, undefined, undefined) });
    },
    async update(name, target) {
      const before = known(name);
      return put({ name, raw: fillKeptSecrets(target, before, await maskTarget(before)) });
    },
    async remove(name) {
      known(name);
      await store(new Map([...targets].filter(([each]) => each !== name)));
    },
    reset: () => store(new Map(first.targets.map((stored) => [stored.name, stored.raw])), false),
  };
};
