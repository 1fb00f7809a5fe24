import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

const change = (name: string, object: object) => {
  const event = exampleBody(name);
  return { ...event, detail: { ...event.detail, object: { ...event.detail.object, ...object } } };
};

test('reports a created object with bucket, size and requester', () => {
  expect(read(exampleBody('s3-created'))).toMatchObject({
    moment: 'change',
    severity: 'info',
    verdict: { code: 'object-created', values: { object: 'web/release-41.zip', bucket: 'shop-releases' } },
    resource: {
      kind: 'bucket',
      name: 'shop-releases',
      url: 'https://eu-central-1.console.aws.amazon.com/s3/buckets/shop-releases?region=eu-central-1',
    },
    details: [
      { label: 'size', value: '782 KB' },
      { label: 'version', value: 'a1b2c3d4e5' },
      { label: 'by', value: '111122223333' },
      { label: 'cause', value: 'PutObject' },
    ],
  });
});

test('reports a deleted object with its reason', () => {
  const notification = read(exampleBody('s3-deleted'));

  expect(headline(notification)).toBe('web/release-41.zip was deleted from shop-releases');
  expect(notification.details).toContainEqual({ label: 'cause', value: 'Delete Marker Created' });
});

test('never shows the requester’s address', () => {
  for (const name of ['s3-created', 's3-deleted']) expectHidden('192.0.2.17', exampleBody(name));
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KB'],
  [5 * 1024 ** 4, '5.0 TB'],
  [5 * 1024 ** 5, '5120 TB'],
])('%d bytes are %s', (size, words) => {
  expect(read(change('s3-created', { size })).details[0]).toEqual({ label: 'size', value: words });
});

test.each([-1, '7', null])('does not show a size of %p', (size) => {
  expect(read(change('s3-created', { size })).details[0]?.label).not.toBe('size');
});

test('leaves an event without a bucket or a key to the generic source', () => {
  expect(read(change('s3-created', { key: '' })).source).toBe('generic');
});

test('derives an identity from the object’s sequencer without an id', () => {
  const { id: _id, ...event } = exampleBody('s3-created');

  expect(read(event, { messageId: 'm-1' }).id).toBe(read(event, { messageId: 'm-2' }).id);
});
