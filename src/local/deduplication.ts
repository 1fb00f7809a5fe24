const INTERVAL_MS = 300_000;

type Sent = Map<string, { readonly messageId: string; readonly at: number }>;

/**
 * Remembers the deduplication ids of the last five minutes, also of messages that have been deleted since.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 */
export class Deduplication {
  /** Two generations, so that old ids are dropped without a search. */
  #recent: Sent = new Map();
  #older: Sent = new Map();
  #rotatedAt = 0;

  /**
   * Notes the id of a message.
   * @returns the id of the message that was sent before with the same ids, if it was within the interval.
   */
  remember(groupId: string, deduplicationId: string, messageId: string, now: number): string | undefined {
    if (now >= this.#rotatedAt + INTERVAL_MS) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#rotatedAt = now;
    }
    // High-throughput mode: DeduplicationScope is messageGroup.
    const key = `${groupId}\n${deduplicationId}`;
    const first = this.#recent.get(key) ?? this.#older.get(key);
    if (first && now < first.at + INTERVAL_MS) return first.messageId;
    this.#recent.set(key, { messageId, at: now });
    return undefined;
  }
}
