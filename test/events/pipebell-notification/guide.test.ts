import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { notificationSchema } from '../../../scripts/notification-schema.ts';
import { NotificationDetail } from '../../../src/events/pipebell-notification/event.ts';
import { MOMENTS, SEVERITIES } from '../../../src/model/notification.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const AGAIN = 'node scripts/notification-schema.ts && npm run fix';
const docs = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const guide = docs('notification.md');
const schema = JSON.parse(docs('notification.schema.json'));

describe(`the documented notification (${AGAIN})`, () => {
  test('has the schema of the code', () => {
    expect(schema).toEqual(notificationSchema());
  });

  test('accepts the examples and new fields, and requires a moment', () => {
    const validator = z.fromJSONSchema(schema);
    const { detail } = exampleBody('pipebell-failed');

    expect(validator.safeParse(detail).error?.issues ?? []).toEqual([]);
    expect(validator.safeParse({ ...detail, later: 1 }).success).toBe(true);
    expect(validator.safeParse({ title: 'Release 42' }).success).toBe(false);
  });
});

describe('the guide', () => {
  test('names every field, every moment and every severity', () => {
    for (const word of [...Object.keys(NotificationDetail.shape), ...MOMENTS, ...SEVERITIES]) {
      expect(guide).toContain(`\`${word}\``);
    }
  });

  test('has an example event that is read correctly', () => {
    const [entry] = JSON.parse(/--entries '([^']+)'/.exec(guide)?.[1] ?? '');
    const { Source: source, DetailType: type, Detail: detail } = entry;

    expect(read({ id: 'a', source, 'detail-type': type, detail: JSON.parse(detail) })).toMatchObject({
      source: 'pipebell-notification',
      moment: 'failed',
      title: 'Release 42 is not in the app store',
      resource: { kind: 'release', name: 'shop-app' },
      details: [{ label: 'source', value: 'com.example.release' }],
    });
  });
});
