// A signed JSON document for any https receiver.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md

import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { check } from '../model/check.ts';
import type { Notification } from '../model/notification.ts';
import { classifyStatus } from '../model/outcome.ts';
import { definePlatform } from '../model/platform.ts';
import { headers, secret, targetFields } from '../model/target.ts';
import { byteLength, cut } from '../text/clean.ts';
import { inWords } from '../wording/document.ts';

/** Largest body, in bytes of UTF-8. Standard Webhooks recommends 20 KB without a limit; many receivers accept 64 KiB. */
const MAX_BODY_BYTES = 64 * 1024;

/** Room for the delivery id, which is added when the request is made. */
const DELIVERY_ID_BYTES = 128;

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

const keyBytes = (key: string): Buffer | undefined => {
  const encoded = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(key)?.[1];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  return bytes.length >= MIN_KEY_BYTES && bytes.length <= MAX_KEY_BYTES ? bytes : undefined;
};

const signingKey = z
  .string()
  .check(
    check((key) =>
      keyBytes(key) ? undefined : `must be whsec_ and ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes in base64`,
    ),
  );

const Target = z.strictObject({
  ...targetFields,
  platform: z.literal('webhook'),
  url: secret(),
  /** Each key signs. There are several while keys are rotated. */
  signingKeys: z.optional(z.array(signingKey).check(z.minLength(1), z.maxLength(5))),
  headers: headers(),
  format: z._default(z.enum(['standard', 'cloudevents']), 'standard'),
});
type Target = z.infer<typeof Target>;

/** @returns `v1,` and the signature in base64: HMAC-SHA256 over id, time and body. */
export const sign = (key: string, { id, seconds, body }: { id: string; seconds: number; body: string }): string => {
  const mac = createHmac('sha256', keyBytes(key) ?? '').update(`${id}.${seconds}.${body}`);
  return `v1,${mac.digest('base64')}`;
};

/** `codepipeline.pipeline.failed`: lower case letters, digits, `_` and `.`. */
const eventType = ({ source, level, moment }: Notification): string =>
  [source.slice(0, 60), level, moment]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => part?.toLowerCase().replace(/[^a-z0-9_]/g, '_'))
    .join('.');

/** Limits for strings and lists, which are applied one after another until the document fits. */
const LIMITS = [
  { chars: Number.POSITIVE_INFINITY, entries: Number.POSITIVE_INFINITY },
  { chars: 2000, entries: 20 },
  { chars: 500, entries: 10 },
  { chars: 100, entries: 2 },
];

/** Longest link, in characters. */
const MAX_LINK_CHARS = 2000;

type Limit = (typeof LIMITS)[number];

/** Shortens strings and lists to the limit. Links are kept whole, because a cut link leads nowhere. */
const shorten = (value: unknown, limit: Limit, key = ''): unknown => {
  if (typeof value === 'string') return cut(value.toWellFormed(), /url$/i.test(key) ? MAX_LINK_CHARS : limit.chars);
  if (Array.isArray(value)) return value.slice(0, limit.entries).map((entry) => shorten(entry, limit));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shorten(part, limit, name)]));
};

const path = (parts: (string | undefined)[]): string =>
  parts.flatMap((part) => (part ? [encodeURIComponent(cut(part.toWellFormed(), 100))] : [])).join('/');

const cloudEvent = (notification: Notification, data: unknown) => {
  const { id, time, account, region, pipeline, stage, action, resource } = notification;
  const subject = path([pipeline?.name, stage, action?.name, resource?.name]);
  return {
    specversion: '1.0',
    id: cut(id.toWellFormed(), 256) || 'unknown',
    source: `/${path(['pipebell', account, region])}`,
    type: eventType(notification),
    ...(subject && { subject }),
    time,
    datacontenttype: 'application/json',
    data,
  };
};

const draw = (notification: Notification, { format }: Target, limit: Limit): string => {
  const data = {
    ...(shorten(inWords(notification), limit) as Notification),
    ...(limit !== LIMITS[0] && { truncated: true }),
  };
  return JSON.stringify(
    format === 'cloudevents'
      ? cloudEvent(notification, data)
      : { type: eventType(notification), timestamp: notification.time, data },
  );
};

export const webhook = definePlatform<Target>({
  name: 'webhook',
  chat: false,
  timeoutMs: 15_000,
  limits: [{ of: 'bytes', max: MAX_BODY_BYTES, measure: byteLength }],
  target: Target,
  fields: {
    url: { help: 'the URL of the webhook' },
    signingKeys: { help: 'a signing key', option: 'signing-key' },
    headers: { help: 'a request header', option: 'header' },
    format: { help: 'the form of the document', open: true },
  },
  // Any address may be a webhook, so none is certainly one.
  recognizes: () => false,
  refuses: ({ hostname }) =>
    // A final dot only marks an absolute name, so it does not count.
    /^\[|^[\d.]+$/.test(hostname) || !hostname.slice(0, -1).includes('.')
      ? 'must name a public host, not an address'
      : undefined,
  render(notification, target) {
    let body = '';
    for (const limit of LIMITS) {
      body = draw(notification, target, limit);
      if (byteLength(body) <= MAX_BODY_BYTES - DELIVERY_ID_BYTES) break;
    }
    return body;
  },
  request(rendered, target, { id, now }) {
    const document = JSON.parse(rendered);
    const body = JSON.stringify({ ...document, data: { deliveryId: id, ...document.data } });
    const seconds = Math.floor(now.getTime() / 1000);
    const signatures = (target.signingKeys ?? []).map((key) => sign(key, { id, seconds, body }));
    const type = target.format === 'cloudevents' ? 'application/cloudevents+json' : 'application/json';
    return {
      url: target.url,
      headers: {
        ...target.headers,
        'Content-Type': `${type}; charset=utf-8`,
        'User-Agent': 'Pipebell',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
      },
      body,
    };
  },
  classify: classifyStatus,
});
