/** A message attribute as SQS's API writes it. */
export interface Attribute {
  DataType: string;
  StringValue: string;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly groupId?: string | undefined;
  /** FIFO queues only. */
  readonly deduplicationId?: string | undefined;
  readonly sequenceNumber?: string | undefined;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly sentAt: Date;
  receives: number;
  firstReceivedAt?: Date | undefined;
  /** When it was received latest. */
  receivedAt?: Date | undefined;
  visibleAt: Date;
  receiptHandle?: string | undefined;
}

/** What goes with the body of a message that is sent. A FIFO queue requires both ids. */
export type Outgoing = { [Field in 'groupId' | 'deduplicationId' | 'attributes']?: QueueMessage[Field] | undefined };

/** What a standard queue and a FIFO queue have in common. */
export interface LocalQueue {
  readonly name: string;
  readonly messages: readonly QueueMessage[];
  readonly size: number;
  /** How many messages can be received, and how many are in flight: received, and neither deleted nor visible again. */
  depth(): { visible: number; inFlight: number };
  /** @returns the message's id. */
  send(body: string, outgoing?: Outgoing): string;
  /** When the next message can be received; `undefined` if there is none. */
  nextVisibleAt(): Date | undefined;
  receive(max: number): QueueMessage[];
  /** @returns `false` if the request is refused. */
  delete(receiptHandle: string): boolean;
  /** @returns `false` if the request is refused. */
  changeVisibility(receiptHandle: string, seconds: number): boolean;
}

export interface FifoQueueOptions {
  name: string;
  now: () => Date;
  visibilitySeconds: number;
  /** Chooses the group that a receive begins with: SQS states no order among groups. Default: `Math.random`. */
  random?: () => number;
  /** Least time from one receive of a group to its next: the latency of the receiver. Default: 0. */
  pauseMs?: number;
  /** How many of the oldest messages a receive looks through. Default: SQS's 120,000. */
  searched?: number;
  /**
   * Since when the 12 hours count for which a message can be hidden. SQS's documentation can be read both ways. The
   * default is the stricter one: since the first receive.
   */
  visibilityLimit?: 'first-receive' | 'latest-receive';
}

/** The longest retention of SQS: 14 days. */
export const RETENTION_MS = 14 * 24 * 3_600_000;

const MAX_VISIBILITY_MS = 12 * 3_600_000;

/**
 * Until when a received message can be hidden, in epoch milliseconds: 12 hours. The documentation does not say whether
 * they count from the first receive, which is the stricter reading, or from the latest.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export const visibilityEnd = (
  { firstReceivedAt, receivedAt }: QueueMessage,
  since: 'first-receive' | 'latest-receive' = 'first-receive',
): number => {
  const start = since === 'first-receive' ? firstReceivedAt : receivedAt;
  return (start?.getTime() ?? Number.NEGATIVE_INFINITY) + MAX_VISIBILITY_MS;
};
