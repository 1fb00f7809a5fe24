import { isTargetName } from '../model/stack.ts';
import { platformNames } from '../platforms/index.ts';
import { maskTarget } from '../targets/mask.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import { isReference } from '../targets/references.ts';
import { requiredValues } from '../targets/target-fields.ts';
import { isRecord } from '../text/json.ts';
import { fillKeptSecrets } from './kept-secrets.ts';
import { portableForms } from './portable-forms.ts';
import { RefusalError, toProblem } from './refusal.ts';
import type { Problem, TargetSet, TargetView } from './target-api.ts';

/** The targets at the start, and where they come from. */
export interface Origin {
  readonly origin: TargetSet['origin'];
  readonly stage?: string;
  readonly targets: readonly Stored[];
}

/** The studio's targets. Changes stay in memory. */
export interface Targets {
  all(): readonly Stored[];
  /** The masked targets: the view holds no secrets. */
  view(): Promise<TargetSet>;
  create(name: string, target: Record<string, unknown>): Promise<TargetView>;
  update(name: string, target: Record<string, unknown>): Promise<TargetView>;
  remove(name: string): Promise<void>;
  reset(): Promise<void>;
}

const MAX_TARGETS = 200;

const NAME_PROBLEM = 'must be 1 to 100 letters, digits, ".", "-" and "_"';

/** Size limit of a parameter in the standard tier, in bytes. */
const MAX_TARGET_BYTES = 4096;

const viewOf = async (stored: Stored, { stage, origin, targets }: Origin): Promise<TargetView> => {
  const { name, raw } = stored;
  const { problems } = await openStored(stored, { allowPrivate: false, stage });
  const platform = isRecord(raw) && platformNames.find((known) => known === raw.platform);
  const target = await maskTarget(raw);
  const known = origin === 'stage' ? targets.find((each) => each.name === name) : undefined;
  const portable = problems.length === 0 && isRecord(raw) && isRecord(target);
  return {
    name,
    ...(platform && { platform }),
    enabled: isRecord(raw) && raw.enabled !== false,
    target,
    problems: problems.map(toProblem),
    ...(portable && { portable: await portableForms({ name, raw }, target, known?.raw, stage) }),
  };
};

/** The part of a target that a platform needs: its URL is checked only where all that is given is valid. */
const requiredPart = ({ platform, ...raw }: Record<string, unknown>): Record<string, unknown> => ({
  platform,
  ...Object.fromEntries(Object.keys(requiredValues(String(platform), () => '')).map((name) => [name, raw[name]])),
});

/** All problems of a target at once: those of its name, of its fields and of its address. */
const problemsOf = async ({ name, raw }: Stored, stage: string | undefined): Promise<Problem[]> => {
  const named = isTargetName(name) ? name : 'target';
  const open = async (part: unknown) =>
    (await openStored({ name: named, raw: part }, { allowPrivate: false, stage })).problems.map(toProblem);
  const all = await open(raw);
  const more = isRecord(raw) && all.length > 0 ? await open(requiredPart(raw)) : [];
  const found = [...all, ...more.filter(({ field }) => !all.some((known) => known.field === field))];
  if (named === name) return found;
  // A reference is valid for one name only, which is not given yet.
  const isOfReference = ({ field }: Problem) => isRecord(raw) && isReference(raw[field.split('.')[0] ?? '']);
  return [{ field: 'name', problem: NAME_PROBLEM }, ...found.filter((problem) => !isOfReference(problem))];
};

/** @throws RefusalError that names the invalid fields. */
const check = async (stored: Stored, stage: string | undefined): Promise<void> => {
  if (Buffer.byteLength(JSON.stringify(stored.raw)) > MAX_TARGET_BYTES) {
    throw new RefusalError(422, 'A target has at most 4096 bytes: use broader globs.');
  }
  const problems = await problemsOf(stored, stage);
  if (problems.length > 0) throw new RefusalError(422, 'The target is not valid.', problems);
};

/** @param changed is called after every change. */
export const createTargets = (first: Origin, changed: () => Promise<void>): Targets => {
  let targets = new Map(first.targets.map((stored) => [stored.name, stored.raw]));
  let isChanged = false;

  const store = (next: Map<string, unknown>, change = true): Promise<void> => {
    targets = next;
    isChanged = change;
    return changed();
  };
  const existing = (name: string): unknown => {
    if (targets.has(name)) return targets.get(name);
    throw new RefusalError(404, 'There is no target of that name.');
  };
  const put = async (stored: Stored): Promise<TargetView> => {
    await check(stored, first.stage);
    await store(new Map(targets).set(stored.name, stored.raw));
    return viewOf(stored, first);
  };
  const all = (): Stored[] => [...targets].map(([name, raw]) => ({ name, raw }));

  return {
    all,
    async view() {
      const { origin, stage } = first;
      return {
        origin,
        ...(stage !== undefined && { stage }),
        changed: isChanged,
        targets: await Promise.all(all().map((stored) => viewOf(stored, first))),
      };
    },
    async create(name, target) {
      if (targets.has(name)) {
        const problem = 'a target of this name exists already';
        throw new RefusalError(409, 'There is a target of that name already.', [{ field: 'name', problem }]);
      }
      if (targets.size >= MAX_TARGETS)
        throw new RefusalError(409, `There are ${MAX_TARGETS} targets: remove one first.`);
      return put({ name, raw: fillKeptSecrets(target, undefined, undefined) });
    },
    async update(name, target) {
      const before = existing(name);
      return put({ name, raw: fillKeptSecrets(target, before, await maskTarget(before)) });
    },
    async remove(name) {
      existing(name);
      await store(new Map([...targets].filter(([each]) => each !== name)));
    },
    reset: () => store(new Map(first.targets.map((stored) => [stored.name, stored.raw])), false),
  };
};
