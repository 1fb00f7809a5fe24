import { drawThread } from '../local/draw-thread.ts';
import { describeError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import { platformNames } from '../platforms/index.ts';
import { drawFor } from '../targets/draw.ts';
import { measure } from '../targets/limits.ts';
import type { Stored } from '../targets/raw-target.ts';
import { explainAt } from '../targets/verdict.ts';
import type { Drawing, Explanation, Preview, Verdict } from './api.ts';
import { eventView } from './event-text.ts';

/** Renders an event for one platform. A bug of one platform must not fail the others. */
const draw = async (platform: string, notification: Notification, now: Date): Promise<Drawing> => {
  try {
    const thread = await drawThread(platform, notification, now);
    const body = thread?.root ?? (await drawFor(platform, notification, now));
    const drawing = { platform, payload: JSON.parse(body), sizes: await measure(platform, body) };
    return thread ? { ...drawing, reply: JSON.parse(thread.reply) } : drawing;
  } catch (error) {
    return { platform, sizes: [], problem: `The message could not be rendered: ${describeError(error)}.` };
  }
};

/** An event as each platform renders it. */
export const previewOf = async (notification: Notification, now: Date): Promise<Preview> => ({
  event: await eventView(notification),
  platforms: await Promise.all(platformNames.map((platform) => draw(platform, notification, now))),
});

const explainOne = async (stored: Stored, notification: Notification): Promise<Verdict> => {
  const { verdict, body } = await explainAt(stored, notification, { allowPrivate: false });
  const { sizes, ...rest } = verdict;
  const { platform, problems } = verdict;
  if (body === undefined || platform === undefined || problems.length > 0) return rest;
  return { ...rest, drawing: { platform, payload: JSON.parse(body), sizes } };
};

/** For each target: whether it gets the event, and which filter decides. */
export const explanationOf = async (targets: readonly Stored[], notification: Notification): Promise<Explanation> => ({
  event: await eventView(notification),
  targets: await Promise.all(targets.map((stored) => explainOne(stored, notification))),
});
