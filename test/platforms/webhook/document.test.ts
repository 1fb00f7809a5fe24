import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { webhookExamples, webhookSchema } from '../../../scripts/webhook-schema.ts';
import { webhook } from '../../../src/platforms/webhook.ts';
import { anyNotification } from '../../support/arbitraries.ts';
import { goldenMessage } from '../golden.ts';
import { occasions } from '../stories.ts';
import { webhookExample } from './target.ts';

const AGAIN = 'node scripts/webhook-schema.ts && npm run fix';
const schemaFile = new URL('../../../docs/webhook.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
const validator = z.fromJSONSchema(schema);

describe(`the documented webhook (${AGAIN})`, () => {
  test('has the schema of the model', () => {
    expect(schema).toEqual(webhookSchema());
  });

  test.each(occasions)('has the example %s, which is valid by the schema', (occasion) => {
    const example = goldenMessage('webhook', occasion);

    expect(example).toEqual(webhookExamples()[occasion]);
    expect(validator.safeParse(example).error?.issues ?? []).toEqual([]);
  });

  test('accepts fields that a later version adds, and requires the mandatory ones', () => {
    const { data, ...envelope } = goldenMessage('webhook', 'failed') as { data: Record<string, unknown> };
    const { severity: _severity, ...without } = data;

    expect(validator.safeParse({ ...envelope, data: { ...data, later: 1 }, later: 2 }).success).toBe(true);
    expect(validator.safeParse({ ...envelope, data: without }).success).toBe(false);
    expect(validator.safeParse({ ...envelope, data: { ...data, commits: 'none' } }).success).toBe(false);
  });

  test('has a schema that every document fits, shortened ones too', () => {
    const { channel } = webhook.open(webhookExample.target, { allowPrivate: false });

    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const { body } = channel.request(channel.render(notification), { id: 'd_1', now: new Date(0) });
        expect(validator.safeParse(JSON.parse(body)).error?.issues ?? []).toEqual([]);
      }),
    );
  });
});
