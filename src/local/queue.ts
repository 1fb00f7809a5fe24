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
  /** After this many receives a message moves to `deadLetters` instead of being handed out once more. */
  maxReceives?: number;
  deadLetters?: MemoryQueue;
}

/** SQS's own limit on hiding a message, counted from when it was received. */
const MAX_VISIBILITY_MS = 43_200_000;

/**
 * A standard queue in memory that behaves as SQS documents it: a received message is hidden, not gone; it comes back
 * unless deleted; each receive gives a new receipt handle and counts; the redrive policy moves what came too often.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class MemoryQueue {
  readonly name: string;
  readonly #options: QueueOptions;
  readonly #messages = new Map<string, QueueMessage>();
  readonly #visible = new Set<QueueMessage>();
  /** The others by when they become visible, the earliest last. An entry counts only if it is the message's newest. */
  readonly #hidden: { at: number; message: QueueMessage }[] = [];
  /** The newest receipt handle of each message that was received. */
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

  /** When the next message can be received; `undefined` if there is none at all. */
  nextVisibleAt(): Date | undefined {
    for (const { visibleAt } of this.#visible) return visibleAt;
    return this.#nextHidden()?.message.visibleAt;
  }

  /** Hands out up to `max` visible messages, oldest first, and hides them. */
  receive(max: number): QueueMessage[] {
    const { now, visibilitySeconds, maxReceives = Number.POSITIVE_INFINITY, deadLetters } = this.#options;
    const time = now();
    const handed: QueueMessage[] = [];
    for (let next = this.#nextHidden(); next && next.at <= time.getTime(); next = this.#nextHidden()) {
      this.#hidden.pop();
      this.#visible.add(next.message);
    }
    for (const message of this.#visible) {
      if (handed.length === max) break;
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
      handed.push({ ...message });
    }
    return handed;
  }

  /** Only the newest receipt handle deletes; an older one is without effect, as it is for SQS in practice. */
  delete(receiptHandle: string): void {
    const message = this.#handles.get(receiptHandle);
    if (message) this.#remove(message);
  }

  /** @returns `false` for an unknown handle, a message that is not hidden, or more than 12 hours since its first receive. */
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

  /** The hidden message that becomes visible first, after dropping entries that have been overtaken. */
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
