import { randomUUID } from 'node:crypto';
import { Heap } from './heap.ts';
import { type LocalQueue, type Outgoing, type QueueMessage, visibilityEnd } from './queue-message.ts';

export interface QueueOptions {
  name: string;
  now: () => Date;
  visibilitySeconds: number;
  /** After this many receives a message moves to `deadLetters`. */
  maxReceives?: number;
  deadLetters?: MemoryQueue;
  /** After this time a message vanishes. Default: never. */
  retentionMs?: number;
}

/**
 * A standard queue in memory with the documented behaviour of SQS: a received message is hidden until its visibility
 * timeout unless it is deleted, each receive counts and has a new receipt handle, and a redrive policy applies.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class MemoryQueue implements LocalQueue {
  readonly name: string;
  readonly #options: QueueOptions;
  readonly #messages = new Map<string, QueueMessage>();
  readonly #visible = new Set<QueueMessage>();
  /** Hidden messages by the end of their visibility timeout. It may hold outdated entries. */
  readonly #hidden = new Heap<{ at: number; message: QueueMessage }>();
  /** Messages by their newest receipt handle. */
  readonly #handles = new Map<string, QueueMessage>();

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get messages(): readonly QueueMessage[] {
    this.#expire();
    return [...this.#messages.values()];
  }

  get size(): number {
    this.#expire();
    return this.#messages.size;
  }

  depth(): { visible: number; inFlight: number } {
    const now = this.#options.now();
    const inFlight = this.messages.filter(({ visibleAt }) => visibleAt > now).length;
    return { visible: this.size - inFlight, inFlight };
  }

  send(body: string, { groupId, attributes = {} }: Outgoing = {}): string {
    const now = this.#options.now();
    const messageId = randomUUID();
    const message = { messageId, body, groupId, attributes, sentAt: now, receives: 0, visibleAt: now };
    this.#messages.set(messageId, message);
    this.#visible.add(message);
    return messageId;
  }

  /** When the next message can be received; `undefined` if the queue is empty. */
  nextVisibleAt(): Date | undefined {
    this.#expire();
    for (const { visibleAt } of this.#visible) return visibleAt;
    return this.#nextHidden()?.message.visibleAt;
  }

  /** Receives up to `max` visible messages, the oldest first, and hides them. */
  receive(max: number): QueueMessage[] {
    const { now, visibilitySeconds, maxReceives = Number.POSITIVE_INFINITY, deadLetters } = this.#options;
    const time = now();
    const received: QueueMessage[] = [];
    this.#expire();
    for (let next = this.#nextHidden(); next && next.at <= time.getTime(); next = this.#nextHidden()) {
      this.#hidden.pop();
      this.#visible.add(next.message);
    }
    for (const message of this.#visible) {
      if (received.length === max) break;
      if (message.receives >= maxReceives) {
        this.#remove(message);
        deadLetters?.send(message.body, message);
        continue;
      }
      if (message.receiptHandle) this.#handles.delete(message.receiptHandle);
      message.receives += 1;
      message.firstReceivedAt ??= time;
      message.receivedAt = time;
      this.#hide(message, new Date(time.getTime() + visibilitySeconds * 1000));
      message.receiptHandle = randomUUID();
      this.#handles.set(message.receiptHandle, message);
      received.push({ ...message });
    }
    return received;
  }

  /** Deletes a message by its newest receipt handle. An older handle has no effect, as in SQS. */
  delete(receiptHandle: string): boolean {
    const message = this.#handles.get(receiptHandle);
    if (message) this.#remove(message);
    return true;
  }

  /** @returns `false` for an unknown handle, a visible message, or an end more than 12 hours after the first receive. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const now = this.#options.now().getTime();
    const message = this.#handles.get(receiptHandle);
    if (!message || message.visibleAt.getTime() <= now) return false;
    if (now + seconds * 1000 > visibilityEnd(message)) return false;
    this.#hide(message, new Date(now + seconds * 1000));
    return true;
  }

  #hide(message: QueueMessage, until: Date): void {
    message.visibleAt = until;
    this.#visible.delete(message);
    this.#hidden.push({ at: until.getTime(), message });
  }

  /** The hidden message that becomes visible first. Removes outdated entries. */
  #nextHidden(): { at: number; message: QueueMessage } | undefined {
    for (;;) {
      const next = this.#hidden.peek();
      const current = next && next.message.visibleAt.getTime() === next.at && !this.#visible.has(next.message);
      if (!next || (current && this.#messages.has(next.message.messageId))) return next;
      this.#hidden.pop();
    }
  }

  #expire(): void {
    const { retentionMs = Number.POSITIVE_INFINITY, now } = this.#options;
    const before = now().getTime() - retentionMs;
    for (const message of this.#messages.values()) {
      if (message.sentAt.getTime() > before) return;
      this.#remove(message);
    }
  }

  #remove(message: QueueMessage): void {
    this.#messages.delete(message.messageId);
    this.#visible.delete(message);
    if (message.receiptHandle) this.#handles.delete(message.receiptHandle);
  }
}
