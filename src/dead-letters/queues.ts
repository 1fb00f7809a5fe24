/** A message of a queue, hidden from everyone else for a while. */
export interface Received {
  readonly id: string;
  /** Another one at each receive; only the newest counts. */
  readonly receipt: string;
  readonly body: string;
  /** Message attributes, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: Date;
}

/** What the commands need of SQS. Every call throws a CliError when AWS refuses or does not answer. */
export interface Queue {
  readonly name: string;
  /** Takes up to `max` (at most 10) visible messages and hides them; none means that none is visible. */
  receive(max: number, hideSeconds: number): Promise<Received[]>;
  /**
   * Hides received messages for `seconds` from now, at most 43,200; 0 hands them back.
   * @returns for each whether that went well: not for a message that is visible again, or received anew.
   */
  hide(receipts: readonly string[], seconds: number): Promise<boolean[]>;
  delete(receipt: string): Promise<void>;
  /** @param groupId shares the queue out fairly; 1 to 128 printable ASCII characters. */
  send(body: string, groupId?: string): Promise<void>;
}

/** Finds a queue by name. @throws CliError if there is none. */
export type OpenQueue = (name: string) => Promise<Queue>;
