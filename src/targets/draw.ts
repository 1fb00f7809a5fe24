import { LEVELS, MOMENTS, type Notification } from '../model/notification.ts';
import { openTarget } from '../platforms/index.ts';
import { deliveryId } from '../relay/route.ts';
import { STAND_IN_URL } from './references.ts';

/** The document that a target of a platform would get, one without mentions, headers and keys. */
export const drawFor = async (platform: string, notification: Notification, now: Date): Promise<string> => {
  const neutral = { platform, url: STAND_IN_URL, on: MOMENTS, levels: LEVELS };
  const { channel } = await openTarget(neutral, { allowPrivate: true });
  const sending = { id: deliveryId(notification.id, 'preview'), now };
  return channel.request(channel.render(notification), sending).body;
};
