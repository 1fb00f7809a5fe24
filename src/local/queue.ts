import { randomUUID } from 'node:crypto';

/** A message attribute as SQS's API writes it. */
export interface Attribute {
  DataType: string;
  StringValue: string;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly sentAt: Date;
  receives: number;
  firstReceivedAt?: Date | undefined;
  visibleAt: Date;
  receiptHandle?: string | undefined;
}

export interface QueueOptions {
  name: string;
  now: () => Date;
  visibilitySeconds: number;
  /** After this many receives a message moves to `deadLetters`. */
  maxReceives?: number;
  deadLetters?: MemoryQueue;
}

/** SQS's limit on the visibility timeout, counted from the first receive. */
const MAX_VISIBILITY_MS = 43_200_000;

/**
 * A standard queue in memory with the documented behaviour of SQS: a received message is hidden until its visibility
 * timeout unless it is deleted, each receive counts and has a new receipt handle, and a redrive policy applies.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class MemoryQueue {
  readonly name: string;
  readonly #options: QueueOptions;
  readonly #messages = new Map<string, QueueMessage>();
  readonly #visible = new Set<QueueMessage>();
  /** Hidden messages, sorted by the end of their visibility timeout, the earliest last. It may hold outdated entries. */
  readonly #hidden: { at: number; message: QueueMessage }[] = [];
  /** Messages by their newest receipt handle. */
  readonly #handles = new Map<string, QueueMessage>();

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get messages(): readonly QueueMessage[] {
    return [...this.#messages.values()];
  }

  get size(): number {
    return this.#messages.size;
  }

  send(body: string, { groupId, attributes = {} }: Partial<Pick<QueueMessage, 'groupId' | 'attributes'>> = {}): string {
    const now = this.#options.now();
    const messageId = randomUUID();
    const message = { messageId, body, groupId, attributes, sentAt: now, receives: 0, visibleAt: now };
    this.#messages.set(messageId, message);
    this.#visible.add(message);
    return messageId;
  }

  /** When the next message can be received; `undefined` if the queue is empty. */
  nextVisibleAt(): Date | undefined {
    for (const { visibleAt } of this.#visible) return visibleAt;
    return this.#nextHidden()?.message.visibleAt;
  }

  /** Receives up to `max` visible messages, the oldest first, and hides them. */
  receive(max: number): QueueMessage[] {
    const { now, visibilitySeconds, maxReceives = Number.POSITIVE_INFINITY, deadLetters } = this.#options;
    const time = now();
    const received: QueueMessage[] = [];
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
      this.#hide(message, new Date(time.getTime() + visibilitySeconds * 1000));
      message.receiptHandle = randomUUID();
      this.#handles.set(message.receiptHandle, message);
      received.push({ ...message });
    }
    return received;
  }

  /** Deletes a message by its newest receipt handle. An older handle has no effect, as in SQS. */
  delete(receiptHandle: string): void {
    const message = this.#handles.get(receiptHandle);
    if (message) this.#remove(message);
  }

  /** @returns `false` for an unknown handle, a visible message, or an end more than 12 hours after the first receive. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const now = this.#options.now().getTime();
    const message = this.#handles.get(receiptHandle);
    if (!message?.firstReceivedAt || message.visibleAt.getTime() <= now) return false;
    if (now + seconds * 1000 > message.firstReceivedAt.getTime() + MAX_VISIBILITY_MS) return false;
    this.#hide(message, new Date(now + seconds * 1000));
    return true;
  }

  #hide(message: QueueMessage, until: Date): void {
    message.visibleAt = until;
    this.#visible.delete(message);
    const at = until.getTime();
    let [low, high] = [0, this.#hidden.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#hidden[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#hidden.splice(low, 0, { at, message });
  }

  /** The hidden message that becomes visible first. Removes outdated entries. */
  #nextHidden(): { at: number; message: QueueMessage } | undefined {
    for (;;) {
      const next = this.#hidden.at(-1);
      const current = next && next.message.visibleAt.getTime() === next.at && !this.#visible.has(next.message);
      if (!next || (current && this.#messages.has(next.message.messageId))) return next;
      this.#hidden.pop();
    }
  }

  #remove(message: QueueMessage): void {
    this.#messages.delete(message.messageId);
    this.#visible.delete(message);
    if (message.receiptHandle) this.#handles.delete(message.receiptHandle);
  }
}
