import type { Example } from '../../model/event-source.ts';

export const EXAMPLE_ACCOUNT = '111122223333';
export const EXAMPLE_REGION = 'eu-central-1';

/** An EventBridge event with a new id. As in AWS's events, `time` has no fractions of a second. */
export const exampleEvent = ({
  source,
  detailType,
  at,
  resources = [],
  detail,
}: {
  source: string;
  detailType: string;
  at: Date;
  resources?: readonly string[];
  detail: object;
}) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': detailType,
  source,
  account: EXAMPLE_ACCOUNT,
  time: `${at.toISOString().slice(0, 19)}Z`,
  region: EXAMPLE_REGION,
  resources,
  detail,
});

/** An example of a JSON message. */
export const jsonExample = (name: string, body: object, more: Omit<Example, 'name' | 'text'> = {}): Example => ({
  name,
  text: JSON.stringify(body),
  ...more,
});

/** A time some minutes before another. Negative minutes are after it. */
export const minutesBefore = (time: Date, minutes: number): Date => new Date(time.getTime() - minutes * 60_000);
