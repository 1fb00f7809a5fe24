// Writes the files that docs/webhook.md refers to: the JSON Schema of the document and an example for every sample.
//
//   node scripts/webhook-schema.ts && npm run fix
import { mkdir, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { Notification } from '../src/model/notification.ts';
import { webhook } from '../src/platforms/webhook.ts';
import { goldenFile } from '../test/platforms/golden.ts';
import { stories } from '../test/platforms/stories.ts';
import { webhookExample } from '../test/platforms/webhook/target.ts';
import { FIELDS } from './webhook-fields.ts';

type Schema = { [key: string]: unknown; properties?: Record<string, Schema>; items?: Schema };

const SCHEMA_FILE = new URL('../docs/webhook.schema.json', import.meta.url);

/** Adds a description to each field. @throws Error if a field has no description, or a description no field. */
const describe = (schema: Schema): Schema => {
  const unused = new Map(Object.entries(FIELDS));
  const walk = (part: Schema, path: string): Schema => {
    const { properties, items, ...rest } = part;
    const description = unused.get(path);
    if (path !== '' && !path.endsWith('[]') && description === undefined) {
      throw new Error(`scripts/webhook-fields.ts has no description of ${path}`);
    }
    unused.delete(path);
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [
      name,
      walk(field, `${path}.${name}`.replace(/^\./, '')),
    ]);
    return {
      ...(description !== undefined && { description }),
      ...rest,
      ...(properties && { properties: Object.fromEntries(fields) }),
      ...(items && { items: walk(items, `${path}[]`) }),
    };
  };
  const described = walk(schema, '');
  if (unused.size > 0)
    throw new Error(`scripts/webhook-fields.ts describes unknown fields: ${[...unused.keys()].join(', ')}`);
  return described;
};

/** The schema of the document in the format `standard`. Unknown fields are allowed, because fields are added later. */
export const webhookSchema = (): Schema => {
  // Only chat targets get summaries.
  const { summary: _, ...fields } = Notification.shape;
  const { $schema, ...data } = z.toJSONSchema(
    z.object({
      deliveryId: z.string(),
      truncated: z.optional(z.literal(true)),
      ...fields,
    }),
    { io: 'input' },
  ) as Schema;
  return {
    $schema,
    $id: 'urn:pipebell:webhook:1',
    title: 'Pipebell webhook document',
    ...describe({
      type: 'object',
      properties: { type: { type: 'string', pattern: '^[a-z0-9_.]+$' }, timestamp: { type: 'string' }, data },
      required: ['type', 'timestamp', 'data'],
    }),
  };
};

/** The document of each sample, by name. */
export const webhookExamples = (): Record<string, unknown> => {
  const { channel } = webhook.open(webhookExample.target, { allowPrivate: false });
  const sending = { id: 'd_abcdefghijklmnopqrstuvwxyz', now: new Date(0) };
  return Object.fromEntries(
    Object.entries(stories).map(([occasion, story]) => [
      occasion,
      JSON.parse(channel.request(channel.render(story), sending).body),
    ]),
  );
};

const write = (file: URL, value: unknown) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

if (import.meta.main) {
  await write(SCHEMA_FILE, webhookSchema());
  await mkdir(new URL('../docs/examples/', import.meta.url), { recursive: true });
  for (const [occasion, example] of Object.entries(webhookExamples()))
    await write(goldenFile('webhook', occasion), example);
}
