import { Summary } from '../model/summary.ts';
import { stableId } from '../text/id.ts';
import { parseJson } from '../text/json.ts';
import type { Row } from './ledger.ts';

/** A summary that was posted or closed has another row in its place, without content. One that was posted is a delivery. */
export const summaryOf = (row: Row): Summary | 'told' | 'closed' => {
  const parsed = Summary.safeParse(parseJson(row.content?.S ?? ''));
  if (parsed.success) return parsed.data;
  return row.state?.S === 'delivered' ? 'told' : 'closed';
};

/** When DynamoDB may delete the rows. */
interface Expiry {
  readonly deliveries: { readonly N: string };
  readonly summary: { readonly N: string };
}

/** The transaction that adds deliveries to a summary. `version` is that of the row before: 0 if there is none. */
export const foldInput = (
  table: string,
  summary: Summary,
  version: number,
  deliveries: readonly string[],
  expires: Expiry,
) => {
  const put = (item: object, condition: object) => ({ Put: { TableName: table, Item: item, ...condition } });
  const isNew = { ConditionExpression: 'attribute_not_exists(id)' };
  const isUnchanged = {
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': { N: String(version) } },
  };
  const row = {
    id: { S: summary.id },
    version: { N: String(summary.version) },
    content: { S: JSON.stringify(summary) },
    expires: expires.summary,
  };
  const told = { state: { S: 'summary' }, summary: { S: summary.id }, expires: expires.deliveries };
  return {
    // A repetition within ten minutes has no further effect. Tokens belong to the account and the Region, and two stages
    // there have the same ids for the same event.
    ClientRequestToken: stableId('f', [table, summary.id, String(version), ...deliveries]),
    TransactItems: [
      put(row, version === 0 ? isNew : isUnchanged),
      ...deliveries.map((id) => put({ id: { S: id }, ...told }, isNew)),
    ],
  };
};
