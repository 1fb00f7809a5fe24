// Writes the JSON Schema that docs/notification.md refers to.
//
//   node scripts/notification-schema.ts && npm run fix
import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { NotificationDetail } from '../src/events/pipebell-notification/event.ts';

const SCHEMA_FILE = new URL('../docs/notification.schema.json', import.meta.url);

/** The schema of the notifications that scripts publish. Unknown fields are allowed, because fields are added later. */
export const notificationSchema = (): object => {
  const { $schema, ...detail } = z.toJSONSchema(NotificationDetail, { io: 'input' });
  return { $schema, $id: 'urn:pipebell:notification:1', title: 'Pipebell notification', ...detail };
};

if (import.meta.main) await writeFile(SCHEMA_FILE, `${JSON.stringify(notificationSchema(), null, 2)}\n`);
