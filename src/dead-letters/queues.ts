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
  /** @param groupId the message group, for fair queues; 1 to 128 printable ASCII characters. */
  send(body: string, groupId?: string): Promise<void>;
}

/** Finds a queue by name. @throws CliError if there is none. */
export type OpenQueue = (name: string) => Promise<Queue>;
