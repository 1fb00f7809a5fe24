import type { Notification } from '../model/notification.ts';
import { safeLine } from '../text/safe-line.ts';
import '../wording/words.ts';
import { explainTarget, type Why } from './explain-filters.ts';
import { measure, type Size } from './limits.ts';
import { type OpenStoredOptions, openStored, type Stored } from './raw-target.ts';

/** Whether one target gets an event, why, and whether it can be delivered. */
export interface Verdict extends Why {
  readonly target: string;
  readonly platform?: string | undefined;
  /** Why the target cannot be delivered to, even if it gets the event. */
  readonly problems: readonly string[];
  readonly sizes: readonly Size[];
}

const NAME_CHARS = 100;

/** Explains an event at a target. `body` is the rendered message, if the target gets the event. */
export const explainAt = async (
  stored: Stored,
  notification: Notification,
  options: OpenStoredOptions,
): Promise<{ verdict: Verdict; body?: string }> => {
  const { filters, target, problems } = await openStored(stored, options);
  const name = safeLine(stored.name, NAME_CHARS);
  if (!filters) {
    return { verdict: { target: name, gets: false, filter: 'invalid', words: 'cannot be read', problems, sizes: [] } };
  }
  const why = explainTarget(filters, notification);
  const verdict = { target: name, platform: target?.platform, ...why, problems };
  if (!why.gets || !target) return { verdict: { ...verdict, sizes: [] } };
  const body = target.channel.render(notification);
  return { verdict: { ...verdict, sizes: await measure(target.platform, body) }, body };
};
