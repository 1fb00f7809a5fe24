import type { QueueMessage } from './queue-message.ts';

/** A message of a FIFO queue, and where it stands. */
export interface Entry {
  readonly message: QueueMessage;
  readonly group: MessageGroup;
  /** It is among the oldest messages of the queue, which a receive looks through. */
  searched: boolean;
  /** It was deleted or has expired. */
  gone: boolean;
}

/** The messages of one message group, in order. */
export class MessageGroup {
  readonly id: string;
  size = 0;
  /** The messages of the latest receive that were not deleted since. */
  taken: Entry[] = [];
  /** Time of the latest receive, in epoch milliseconds. */
  receivedAt = 0;
  /** It hands out nothing until {@link readyAt}, in epoch milliseconds. */
  isBlocked = false;
  readyAt = 0;
  /** The latest {@link readyAt} that was put into the queue's heap and is still there, or 0. */
  queuedAt = 0;
  /** Its place among the groups that can hand out messages, or -1. */
  place = -1;
  #entries: Entry[] = [];
  #head = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** The oldest message. */
  get first(): Entry | undefined {
    while (this.#entries[this.#head]?.gone) this.#head += 1;
    if (this.#head > 1000 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return this.#entries[this.#head];
  }

  add(message: QueueMessage): Entry {
    const entry = { message, group: this, searched: false, gone: false };
    this.#entries.push(entry);
    this.size += 1;
    return entry;
  }

  remove(entry: Entry): void {
    entry.gone = true;
    this.size -= 1;
    this.taken = this.taken.filter((each) => each !== entry);
  }

  /** Hides up to `max` of the oldest messages, and returns copies of them. Only searched ones are received. */
  receive(max: number, now: number, visibilitySeconds: number): QueueMessage[] {
    const { first } = this;
    this.receivedAt = now;
    for (let index = this.#head; first && this.taken.length < max; index++) {
      const entry = this.#entries[index];
      if (!entry?.searched) break;
      if (!entry.gone) this.taken.push(entry);
    }
    return this.taken.map(({ message }) => {
      message.receives += 1;
      message.firstReceivedAt ??= new Date(now);
      message.receivedAt = new Date(now);
      message.visibleAt = new Date(now + visibilitySeconds * 1000);
      message.receiptHandle = `${message.messageId}/${message.receives}`;
      return { ...message };
    });
  }
}

/** The message of a receipt handle; `undefined` if the text is no receipt handle. */
export const messageIdOf = (receiptHandle: string): string | undefined => /^([\w-]+)\/\d+$/.exec(receiptHandle)?.[1];
