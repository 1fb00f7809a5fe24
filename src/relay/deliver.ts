import type { Delivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import type { HttpRequest, Send } from '../model/http.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Channel } from '../model/platform.ts';

const exchange = async (request: HttpRequest, channel: Channel, send: Send): Promise<Outcome> => {
  const reply = await send(request);
  return 'kind' in reply ? reply : channel.classify(reply);
};

/**
 * Renders, sends and classifies. If the receiver rejects the content, the plain form is sent once: a message without
 * layout is better than none.
 * @returns the outcome; `internal` if rendering or sending threw. It never rejects.
 */
export const deliver = async (delivery: Delivery, channel: Channel, send: Send, now: Date): Promise<Outcome> => {
  const { id, notification } = delivery;
  try {
    const outcome = await exchange(channel.request(channel.render(notification), { id, now }), channel, send);
    if (outcome.kind !== 'rejected' || outcome.reason !== 'payload' || !channel.plain) return outcome;
    return await exchange(channel.request(channel.plain(notification), { id, now }), channel, send);
  } catch (error) {
    return { kind: 'rejected', reason: 'internal', detail: describeError(error) };
  }
};
