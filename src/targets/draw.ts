import { LEVELS, MOMENTS, type Notification } from '../model/notification.ts';
import type { Channel } from '../model/platform.ts';
import { openTarget } from '../platforms/index.ts';
import { deliveryId } from '../relay/route.ts';
import '../wording/words.ts';
import { PLACEHOLDER, PLACEHOLDER_URL } from './references.ts';
import { requiredValues } from './target-fields.ts';

/** A target of a platform with made-up values for the required fields: to draw with, not to send with. */
const placeholderTarget = (name: string): object => ({
  platform: name,
  ...requiredValues(name, (field) => (field.name === 'url' ? PLACEHOLDER_URL : PLACEHOLDER)),
});

/** The channel of a target that has only the required fields: to draw with, not to send with. */
export const openFor = async (platform: string): Promise<Channel> => {
  const target = { ...placeholderTarget(platform), on: MOMENTS, levels: LEVELS };
  return (await openTarget(target, { allowPrivate: true })).channel;
};

/** The document that a target of a platform would get, if it had only the required fields. */
export const drawFor = async (platform: string, notification: Notification, now: Date): Promise<string> => {
  const channel = await openFor(platform);
  const sending = { id: deliveryId(notification.id, 'preview'), now };
  return channel.request(channel.render(notification), sending).body;
};
