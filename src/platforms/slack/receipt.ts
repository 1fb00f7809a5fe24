import { isRecord, parseJson } from '../../text/json.ts';

/** Where a message is. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

const CHANNEL = /^[CGD][A-Z0-9]{2,24}$/;
const TS = /^\d{1,12}\.\d{1,9}$/;

/** No message has this time, so that Slack answers as for one that was deleted. */
const NO_MESSAGE = '0000000000.000000';

const placeOf = (channel: unknown, ts: unknown): Place | undefined =>
  typeof channel === 'string' && CHANNEL.test(channel) && typeof ts === 'string' && TS.test(ts)
    ? { channel, ts }
    : undefined;

/** The place that an answer names. `undefined` if it names none. */
export const placeIn = ({ channel, ts }: Readonly<Record<string, unknown>>): Place | undefined => placeOf(channel, ts);

/** The place in an answer that was cut: Slack writes it before the message. */
export const placeInCut = (body: string): Place | undefined => {
  const [, channel, ts] = /^\s*\{"ok":true,"channel":"(\w+)","ts":"([\d.]+)"/.exec(body) ?? [];
  return placeOf(channel, ts);
};

/**
 * The receipt of a message.
 * @param of the channel of the target. Slack may answer with another id of the same channel.
 */
export const receiptOf = ({ channel, ts }: Place, of: string): string =>
  JSON.stringify({ channel, ts, ...(of !== channel && { of }) });

/**
 * Where a message is. A receipt of another channel or of another platform names no message of this target: the result is
 * a place without a message, so that a new one is posted to the target's channel.
 */
export const readReceipt = (receipt: string, target: string): Place => {
  const parsed = parseJson(receipt);
  const place = isRecord(parsed) ? placeOf(parsed.channel, parsed.ts) : undefined;
  const of = isRecord(parsed) ? (parsed.of ?? place?.channel) : undefined;
  return place && of === target ? place : { channel: target, ts: NO_MESSAGE };
};

/** Whether a receipt names a message of the target's channel. */
export const isHere = (receipt: string, target: string): boolean => readReceipt(receipt, target).ts !== NO_MESSAGE;
