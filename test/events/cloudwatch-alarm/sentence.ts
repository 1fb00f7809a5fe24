import type { Notification } from '../../../src/model/notification.ts';
import { verdictText } from '../../../src/wording/words.ts';

/** The sentence of an alarm's verdict, with the alarm's name as its subject. */
export const sentence = ({ verdict, resource }: Notification): string | undefined =>
  verdict && verdictText(resource?.name ?? '', verdict);
