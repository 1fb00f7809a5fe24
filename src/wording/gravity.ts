import type { Notification } from '../model/notification.ts';
import { duration, secondsBetween } from '../text/time.ts';
import { counted, ordinal } from './phrases.ts';

/** What follows a further failure whose reason could be compared with the one before. */
export const COMPARED = { same: ' Same error.', different: ' Different error now.' };

/** For how long a subject has been red, `undefined` if the times are unknown or impossible. */
export const redFor = ({ transition, time }: Notification): string | undefined => {
  const seconds = secondsBetween(transition?.since, time);
  return seconds ? duration(seconds) : undefined;
};

const stillText = ({ transition, lasting }: Notification, red: string | undefined): string => {
  const { count = 1, retry } = transition ?? {};
  if (retry) return `Retry ${retry} of the same run.`;
  const nth = `${ordinal(count)} ${lasting ? 'report' : 'failure'} in a row`;
  return red ? `${nth}, red for ${red}.` : `${nth}.`;
};

/** How long and grave a failure was that is over. */
export const overText = ({ transition, lasting }: Notification, red: string | undefined): string => {
  const { count = 1 } = transition ?? {};
  const failures = counted(count, lasting ? 'report' : 'failure');
  if (!red) return count > 1 ? `After ${failures}.` : '';
  return count > 1 ? `Red for ${red}, ${failures}.` : `Red for ${red}.`;
};

/**
 * The line on how grave a failure was or is: `3rd failure in a row, red for 2 h 10 min. Same error.` `undefined` for a
 * first failure, and for an ending after a success.
 */
export const gravityText = (notification: Notification): string | undefined => {
  const { transition, commitsNote } = notification;
  if (!transition || transition.kind === 'broken') return undefined;
  const red = redFor(notification);
  if (transition.kind === 'still-failing') {
    return `${stillText(notification, red)}${transition.error ? COMPARED[transition.error] : ''}`;
  }
  const isSame = commitsNote === 'same' || (transition.kind === 'recovered-on-retry' && transition.retry !== undefined);
  return [overText(notification, red), isSame && 'The same commit, run again.'].filter(Boolean).join(' ') || undefined;
};
