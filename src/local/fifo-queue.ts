import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/call.ts';
import { Deduplication } from './deduplication.ts';
import { FifoOrder } from './fifo-order.ts';
import { type Entry, MessageGroup, messageIdOf } from './message-group.ts';
import {
  type FifoQueueOptions,
  type LocalQueue,
  type Outgoing,
  type QueueMessage,
  RETENTION_MS,
  visibilityEnd,
} from './queue-message.ts';

/**
 * A FIFO queue in memory with the documented behaviour of SQS, in high-throughput mode and without a redrive policy.
 * A group with a message in flight hands out nothing more. A receive takes as many messages of one group as it can,
 * and then from further groups. A repeated deduplication id of a group adds nothing for five minutes.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
 */
export class MemoryFifoQueue implements LocalQueue {
  readonly name: string;
  /** How many messages have vanished because they were older than the retention of 14 days. */
  expired = 0;
  readonly #options: FifoQueueOptions;
  readonly #groups = new Map<string, MessageGroup>();
  readonly #order: FifoOrder;
  readonly #deduplication = new Deduplication();
  /** By the message's id. */
  readonly #entries = new Map<string, Entry>();
  #sent = 0;

  constructor(options: FifoQueueOptions) {
    this.name = options.name;
    this.#options = options;
    this.#order = new FifoOrder(options.searched ?? 120_000, options.random ?? Math.random, options.pauseMs ?? 0);
  }

  get messages(): readonly QueueMessage[] {
    this.#advance();
    return this.#order.list().map(({ message }) => message);
  }

  get size(): number {
    this.#advance();
    return this.#order.size;
  }

  /** How many messages each group holds. */
  get groups(): ReadonlyMap<string, number> {
    this.#advance();
    return new Map([...this.#groups].map(([id, { size }]) => [id, size] as const).filter(([, size]) => size > 0));
  }

  /** How many messages a group holds. */
  countOf(groupId: string): number {
    this.#advance();
    return this.#groups.get(groupId)?.size ?? 0;
  }

  depth(): { visible: number; inFlight: number } {
    const now = this.#advance();
    const inFlight = this.#order.list().filter(({ message }) => message.visibleAt.getTime() > now).length;
    return { visible: this.#order.size - inFlight, inFlight };
  }

  /**
   * @returns the message's id; for a repeated deduplication id that of the first message.
   * @throws AwsError `MissingParameter` without a group or a deduplication id.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
   */
  send(body: string, { groupId, deduplicationId, attributes = {} }: Outgoing = {}): string {
    if (!groupId || !deduplicationId) throw new AwsError('sqs', 'SendMessage', 'MissingParameter');
    const now = this.#advance();
    const messageId = randomUUID();
    const first = this.#deduplication.remember(groupId, deduplicationId, messageId, now);
    if (first !== undefined) return first;
    const group = this.#groups.get(groupId) ?? new MessageGroup(groupId);
    this.#groups.set(groupId, group);
    const sequenceNumber = String(++this.#sent).padStart(20, '0');
    const ids = { messageId, groupId, deduplicationId, sequenceNumber };
    const [sentAt, visibleAt] = [new Date(now), new Date(now)];
    const entry = group.add({ ...ids, body, attributes, sentAt, receives: 0, visibleAt });
    this.#entries.set(messageId, entry);
    this.#order.add(entry);
    return messageId;
  }

  /** When the next message can be received; `undefined` if there is none. */
  nextVisibleAt(): Date | undefined {
    const at = this.#order.nextAt(this.#advance());
    return at === undefined ? undefined : new Date(at);
  }

  /** Receives up to `max` messages and hides them: those of one group in order, then those of further groups. */
  receive(max: number): QueueMessage[] {
    const now = this.#advance();
    const received: QueueMessage[] = [];
    while (received.length < max) {
      const group = this.#order.take();
      if (!group) break;
      received.push(...group.receive(max - received.length, now, this.#options.visibilitySeconds));
      this.#order.block(group, now);
    }
    return received;
  }

  /**
   * Deletes a message by its newest receipt handle, while it is in flight. Deleting it once more has no effect.
   * @returns `false` if the handle has expired.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
   */
  delete(receiptHandle: string): boolean {
    const now = this.#advance();
    const entry = this.#inFlight(receiptHandle, now);
    if (entry) this.#remove(entry, now);
    const messageId = messageIdOf(receiptHandle);
    return messageId !== undefined && !this.#entries.has(messageId);
  }

  /**
   * Hides a message for `seconds` from now, or shows it with 0, by its newest receipt handle while it is in flight.
   * @returns `false` for any other handle, and for an end after the 12 hours.
   */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const now = this.#advance();
    const entry = this.#inFlight(receiptHandle, now);
    const until = now + seconds * 1000;
    if (!entry || until > visibilityEnd(entry.message, this.#options.visibilityLimit)) return false;
    entry.message.visibleAt = new Date(until);
    this.#order.block(entry.group, now);
    return true;
  }

  #inFlight(receiptHandle: string, now: number): Entry | undefined {
    const entry = this.#entries.get(messageIdOf(receiptHandle) ?? '');
    const isNewest = entry?.message.receiptHandle === receiptHandle;
    return isNewest && entry.message.visibleAt.getTime() > now ? entry : undefined;
  }

  /** Drops expired messages, and lets groups hand out messages again whose messages have become visible. */
  #advance(): number {
    const now = this.#options.now().getTime();
    this.#order.advance(now);
    for (let { oldest } = this.#order; oldest && oldest.message.sentAt.getTime() + RETENTION_MS <= now; ) {
      this.#remove(oldest, now);
      this.expired += 1;
      oldest = this.#order.oldest;
    }
    return now;
  }

  #remove(entry: Entry, now: number): void {
    this.#order.remove(entry, now);
    this.#entries.delete(entry.message.messageId);
    if (entry.group.size === 0 && !entry.group.isBlocked) this.#groups.delete(entry.group.id);
  }
}
