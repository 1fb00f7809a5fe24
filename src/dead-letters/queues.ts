/** A received message, hidden from other readers until its visibility timeout ends. */
export interface Received {
  readonly id: string;
  /** Changes with each receive; only the newest is valid. */
  readonly receipt: string;
  readonly body: string;
  /** Message attributes, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: Date;
}

/**
 * What a message of a FIFO queue has, each 1 to 128 printable ASCII characters. SQS accepts a message whose
 * `deduplicationId` its group had within the last five minutes, and adds nothing to the queue.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export interface FifoIds {
  readonly groupId: string;
  readonly deduplicationId: string;
}

/** The SQS calls that the commands need. Each throws a CliError if AWS rejects the call or does not answer. */
export interface Queue {
  readonly name: string;
  /** Receives up to `max` (at most 10) visible messages and hides them. An empty result means that none is visible. */
  receive(max: number, hideSeconds: number): Promise<Received[]>;
  /**
   * Hides received messages for `seconds` from now, at most 43,200; 0 makes them visible.
   * @returns for each whether it succeeded: it fails for a message that is visible or was received again.
   */
  hide(receipts: readonly string[], seconds: number): Promise<boolean[]>;
  delete(receipt: string): Promise<void>;
  /** @param fifo required by a FIFO queue, and refused by a standard queue. */
  send(body: string, fifo?: FifoIds): Promise<void>;
}

/** Finds a queue by name. @throws CliError if there is none. */
export type OpenQueue = (name: string) => Promise<Queue>;
