import type { Moment, Notification, Severity } from '../model/notification.ts';

/** By severity, for moments that do not say whether something is good or bad. */
const BY_SEVERITY: Readonly<Record<Severity, string>> = {
  info: '🔵',
  success: '🟢',
  warning: '⚪',
  attention: '✋',
  failure: '🔴',
};

const BY_MOMENT: Readonly<Partial<Record<Moment, string>>> = {
  started: '🔵',
  resumed: '🔵',
  succeeded: '🟢',
  failed: '🔴',
  stopping: '⏹️',
  stopped: '⏹️',
  superseded: '⚪',
  canceled: '⚪',
  abandoned: '⚪',
  'rolled-back': '↩️',
  approval: '✋',
  approved: '✅',
  rejected: '⛔',
  expired: '⌛',
};

/** The emoji at the beginning of every text of a notification. A change without consequences is grey. */
export const icon = ({ moment, severity }: Notification): string =>
  BY_MOMENT[moment] ?? (moment === 'change' && severity === 'info' ? '⚪' : BY_SEVERITY[severity]);
