/** A message that a function has received by itself. */
export interface SentMessage {
  readonly body: string;
  readonly lane: string;
  /** In epoch milliseconds. */
  readonly sentAt: number;
}

/** What a transaction of the ledger stored: deliveries that a summary tells. */
export interface Fold {
  readonly summary: string;
  readonly deliveries: readonly string[];
}

interface Item {
  id: { S: string };
  state?: { S: string };
  summary?: { S: string };
}

interface Keys {
  [table: string]: { Keys: { id: { S: string } }[] };
}

interface Puts {
  [table: string]: { PutRequest: { Item: Item } }[];
}

const itemsOf = (puts: Puts = {}): Item[] =>
  Object.values(puts).flatMap((each) => each.map(({ PutRequest }) => PutRequest.Item));

const deliveredIn = (items: readonly Item[]): string[] =>
  items.filter(({ state }) => state?.S === 'delivered').map(({ id }) => id.S);

const idsOf = (keys: Keys = {}): string[] => Object.values(keys).flatMap(({ Keys }) => Keys.map(({ id }) => id.S));

/** What a call to the table stores about deliveries, if it succeeds. */
export const effectsOf = (operation: string, input: unknown): { delivered: string[]; folded?: Fold } => {
  if (operation === 'PutItem') {
    return { delivered: deliveredIn([(input as { Item: Item }).Item]) };
  }
  if (operation === 'BatchWriteItem') {
    return { delivered: deliveredIn(itemsOf((input as { RequestItems: Puts }).RequestItems)) };
  }
  if (operation !== 'TransactWriteItems') return { delivered: [] };
  const items = (input as { TransactItems: { Put: { Item: Item } }[] }).TransactItems.map(({ Put }) => Put.Item);
  const told = items.filter(({ state }) => state?.S === 'summary');
  const [summary] = told.flatMap((item) => item.summary?.S ?? []);
  return { delivered: [], ...(summary && { folded: { summary, deliveries: told.map(({ id }) => id.S) } }) };
};

/** The keys whose rows a call has read, or found missing. */
export const keysRead = (operation: string, input: unknown, output: unknown): string[] => {
  if (operation !== 'BatchGetItem') return [];
  const left = new Set(idsOf((output as { UnprocessedKeys?: Keys }).UnprocessedKeys));
  return idsOf((input as { RequestItems: Keys }).RequestItems).filter((id) => !left.has(id));
};

/** The keys of the rows that a call to the table reads or writes. */
export const keysOf = (operation: string, input: unknown): string[] => {
  if (operation === 'BatchGetItem') return idsOf((input as { RequestItems: Keys }).RequestItems);
  if (operation === 'BatchWriteItem') {
    return itemsOf((input as { RequestItems: Puts }).RequestItems).map(({ id }) => id.S);
  }
  const { Item, Key } = input as { Item?: Item; Key?: { id: { S: string } } };
  return [Item?.id.S, Key?.id?.S].filter((id) => id !== undefined);
};

interface Received {
  Messages?: { Body: string; Attributes: { MessageGroupId: string; SentTimestamp: string } }[];
}

/** The messages in the answer of `ReceiveMessage`. */
export const messagesOf = (output: unknown): SentMessage[] =>
  ((output as Received).Messages ?? []).map(({ Body, Attributes: { MessageGroupId, SentTimestamp } }) => ({
    body: Body,
    lane: MessageGroupId,
    sentAt: Number(SentTimestamp),
  }));
