import type { Person } from '../model/author.ts';
import type { Notification } from '../model/notification.ts';

/** The authors of the commits that may have broken something, as a platform can find them. */
export type Suspects = (platform: string) => readonly Person[];

/** Whether something newly broke. Only this news mentions authors: a further failure mentions no one again. */
export const isNewlyBroken = ({ moment, transition, update, rollback }: Notification): boolean =>
  moment === 'failed' && transition?.kind === 'broken' && !update && !rollback;

/** The notification as it may leave the router. */
export const withoutAuthors = ({ authors: _, ...notification }: Notification): Notification => notification;
