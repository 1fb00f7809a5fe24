import type { Delivery } from '../model/delivery.ts';
import type { Notification } from '../model/notification.ts';
import type { Summary } from '../model/summary.ts';

/** Whether the delivery is a summary: its id says so. */
export const isSummary = ({ id }: Pick<Delivery, 'id'>): boolean => id.startsWith('s_');

/** The delivery that tells a summary. It has the summary's id. */
export const summaryDelivery = ({ id, target }: Summary, notification: Notification): Delivery => ({
  version: 1,
  id,
  target,
  notification,
});
