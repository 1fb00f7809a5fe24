// Objects that are created or deleted in a bucket with EventBridge notifications, such as a pipeline's source.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, type Example, lenient, text } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { lineOf } from '../text/clean.ts';
import { eventIdentity, stableId } from '../text/id.ts';
import { isoTime } from '../text/time.ts';
import { consoleLink } from './shared/console-links.ts';
import { EXAMPLE_ACCOUNT as ACCOUNT, exampleEvent, jsonExample } from './shared/example.ts';

const SOURCE = 'aws.s3';
const CREATED = 'Object Created';
const DELETED = 'Object Deleted';

/** Longest name of a bucket, in characters. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const MAX_BUCKET_CHARS = 63;
/** Limits of ours, in characters. A key may have 1,024 bytes. */
const MAX_KEY_CHARS = 150;
const MAX_WORDS_CHARS = 100;

const Event = awsEvent(
  { source: SOURCE, detailTypes: [CREATED, DELETED] },
  z.looseObject({
    bucket: lenient(z.looseObject({ name: text })),
    object: lenient(z.looseObject({ key: text, size: lenient(z.number()), 'version-id': text, sequencer: text })),
    requester: text,
    reason: text,
    'deletion-type': text,
  }),
);
type Event = z.infer<typeof Event>;

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `800 KB`: three digits at most, in units of 1,024. */
const sizeWords = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
};

/** The requester's IP address and the request id are left out. */
const detailsOf = ({
  object,
  requester,
  reason,
  'deletion-type': deletion,
}: Event['detail']): Notification['details'] =>
  [
    ['size', object?.size === undefined || object.size < 0 ? undefined : sizeWords(object.size)],
    ['version', object?.['version-id']],
    ['by', requester],
    ['cause', deletion ?? reason],
  ].flatMap(([label = '', words]) => {
    const value = lineOf(words, MAX_WORDS_CHARS);
    return value ? [{ label, value }] : [];
  });

const identityOf = ({ id, detail }: Event, type: string): string =>
  eventIdentity(id) ??
  stableId('object', [type, detail.bucket?.name, detail.object?.key, detail.object?.sequencer].map(String));

const example = (name: string, now: Date, detailType: string, more: object): Example =>
  jsonExample(
    name,
    exampleEvent({
      source: SOURCE,
      detailType,
      at: now,
      resources: ['arn:aws:s3:::shop-releases'],
      detail: {
        version: '0',
        bucket: { name: 'shop-releases' },
        object: { key: 'web/release-41.zip', 'version-id': 'a1b2c3d4e5', sequencer: '0065E5A1B2C3D4E5F6', ...more },
        'request-id': 'C3D13FE58DE4C810',
        requester: ACCOUNT,
        'source-ip-address': '192.0.2.17',
        ...(detailType === CREATED
          ? { reason: 'PutObject' }
          : { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' }),
      },
    }),
  );

/** Amazon S3: objects that are created and deleted. */
export const s3 = defineEventSource({
  name: 's3',
  subscribes: [{ source: SOURCE, detailTypes: [CREATED, DELETED] }],
  examples: (now) => [
    example('s3-created', now, CREATED, { size: 800_704, etag: 'f31d8546bb67845b4d3048cde533b937' }),
    example('s3-deleted', now, DELETED, {}),
  ],
  event: Event,
  notify(event, { publishedAt }) {
    const { detail, region } = event;
    const type = detailTypeOf(event);
    const bucket = lineOf(detail.bucket?.name, MAX_BUCKET_CHARS);
    const key = lineOf(detail.object?.key, MAX_KEY_CHARS);
    if (!type || !bucket || !key) return undefined;

    return {
      id: identityOf(event, type),
      moment: 'change',
      severity: type === CREATED ? 'info' : 'warning',
      time: isoTime(event.time) ?? publishedAt,
      verdict: {
        code: type === CREATED ? 'object-created' : 'object-deleted',
        values: { object: key, bucket },
      },
      resource: { kind: 'bucket', name: bucket, url: consoleLink(region, ['s3', 'buckets', bucket]) },
      state: type,
      details: detailsOf(detail),
    };
  },
});
