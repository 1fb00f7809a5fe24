import { AsyncLocalStorage } from 'node:async_hooks';
import type { Chat } from '../local/chat.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Send } from '../model/http.ts';

interface Options {
  readonly send: Send;
  readonly chatOf: (target: string) => Chat | undefined;
  /** How many deliveries are kept. */
  readonly max: number;
}

/**
 * Remembers what was sent to channels whose messages can be changed. It cannot be drawn again: in a conversation it
 * depends on what was posted before.
 */
export const createSentMessages = ({ send, chatOf, max }: Options) => {
  const bodies = new Map<string, string>();
  const attempted = new AsyncLocalStorage<Delivery>();
  return {
    /** An attempt begins. Its requests are made in the same asynchronous context. */
    attempt(delivery: Delivery): void {
      bodies.delete(delivery.id);
      attempted.enterWith(delivery);
    },
    send: ((request) => {
      const delivery = attempted.getStore();
      const call = delivery && chatOf(delivery.target)?.callOf(request);
      if (delivery && call && call !== 'read' && !bodies.has(delivery.id)) {
        bodies.set(delivery.id, request.body);
        const [oldest = ''] = bodies.keys();
        if (bodies.size > max) bodies.delete(oldest);
      }
      return send(request);
    }) satisfies Send,
    /** The body of the first message that the latest attempt at a delivery posted or changed. */
    bodyOf: (deliveryId: string): string | undefined => bodies.get(deliveryId),
  };
};
