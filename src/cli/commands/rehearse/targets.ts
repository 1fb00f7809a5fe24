import type { OpenTarget } from '../../../model/platform.ts';
import type { Filters } from '../../../model/target.ts';
import { openStored, type Stored } from '../../../targets/raw-target.ts';
import { withPlaceholders } from '../../../targets/references.ts';
import { cut } from '../../../text/clean.ts';
import { isRecord } from '../../../text/json.ts';
import { safeLine } from '../../../text/safe-line.ts';

/** A target that can be used. */
export interface UsableTarget {
  readonly name: string;
  /** With placeholders for the secrets that it refers to. */
  readonly raw: object;
  readonly filters: Filters;
  readonly opened: OpenTarget;
}

/** A target that gets nothing, and why, without quoting a value. */
export interface InvalidTarget {
  readonly name: string;
  readonly why: string;
}

const MAX_WHY_CHARS = 300;

/** Without --targets: one with the default filters. The webhook is made up. */
export const DEFAULT_TARGETS: readonly Stored[] = [
  { name: 'team', raw: { platform: 'slack', url: 'https://hooks.slack.com/services/T00000000/B00000000/rehearsal' } },
];

/**
 * Opens targets to rehearse with.
 * @param folds whether too many waiting deliveries of a chat target become one summary, unless the target forbids it.
 */
export const openTargets = async (
  stored: readonly Stored[],
  { allowPrivate, folds }: { allowPrivate: boolean; folds: boolean },
): Promise<{ usable: UsableTarget[]; invalid: InvalidTarget[] }> => {
  const usable: UsableTarget[] = [];
  const invalid: InvalidTarget[] = [];
  for (const each of stored) {
    const { filters, target: opened, problems } = await openStored(each, { allowPrivate });
    const whole = withPlaceholders(each.raw);
    if (filters && opened && problems.length === 0 && isRecord(whole)) {
      const raw = opened.folds && !folds ? { ...whole, summary: false } : whole;
      usable.push({ name: each.name, raw, filters, opened });
    } else {
      const why = `the target is invalid: ${problems.join('; ')}`;
      invalid.push({ name: safeLine(each.name, 100), why: cut(why, MAX_WHY_CHARS) });
    }
  }
  return { usable, invalid };
};
