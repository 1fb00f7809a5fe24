import assert from 'node:assert/strict';
import { loadEventSources, readMessage, sourcesFor, toMessage } from '../../../src/events/index.ts';
import { LEVELS, MOMENTS, type Notification } from '../../../src/model/notification.ts';
import type { Event } from '../aws.ts';
import type { Check } from '../check.ts';
import { REGION } from '../emulator.ts';

/**
 * Identifies the event that a notification reports: by its id, and a build of a batch by its name, because the alert of
 * the batch has the batch's id. The other facts are those that the relay leaves as the event states them.
 */
const identityOf = ({ id, source, state, pipeline, resource, stage, action, batch }: Notification): string =>
  JSON.stringify([batch ? [batch.id, batch.child] : id, source, state, pipeline?.name, resource?.name, stage, action]);

/** Every example event that the rules of this deployment forward. */
const examples = async (): Promise<Event[]> => {
  const found: Event[] = [];
  for (const source of await loadEventSources()) {
    // Without the parameter `levels`, the rules forward neither stages nor actions of a pipeline.
    const forwarded = source.subscribes.filter(
      ({ levels, detail }) => !levels || (levels.includes('pipeline') && !detail),
    );
    for (const { text } of await source.examples(new Date())) {
      const event: Event = text.startsWith('{') ? JSON.parse(text) : {};
      if (forwarded.some(({ detailTypes }) => detailTypes.includes(event['detail-type']))) found.push(event);
    }
  }
  return found;
};

/** The identity of what the event source makes of an event with the id, account and Region of this deployment. */
const expected = async (event: Event, id: string, account: string): Promise<string> => {
  const text = JSON.stringify({ ...event, id, account, region: REGION });
  const message = toMessage({ text, messageId: 'm', publishedAt: new Date().toISOString() });
  return identityOf(readMessage(message, await sourcesFor(message)));
};

export const sources: Check[] = [
  {
    name: 'the deployed rules forward the events of every source',
    async prepare({ aws, outputs, receiver, putTarget }) {
      const inbox = receiver.inbox('sources');
      const when = {
        pipelines: ['!e2e-*'],
        resources: ['!e2e-*'],
        sources: ['!generic', '!codepipeline-approval'],
      };
      await putTarget('sources', { platform: 'webhook', url: inbox.url, on: MOMENTS, levels: LEVELS, when });
      const account = outputs.TopicArn?.split(':')[4] ?? '';

      return async () => {
        const events = await examples();
        const ids: string[] = [];
        // The emulator starts a process per concurrent event, so each batch waits for the one before.
        for (let at = 0; at < events.length; at += 10) {
          await inbox.wait(at);
          ids.push(...(await aws.putEvents(...events.slice(at, at + 10))));
        }
        const posts = await inbox.wait(events.length, 60);
        const arrived = posts.map(({ body }) => identityOf(JSON.parse(body).data));
        const sent = await Promise.all(events.map((event, at) => expected(event, ids[at] ?? '', account)));
        assert.deepEqual(arrived.sort(), sent.sort());
        assert.equal(new Set(sent).size, sent.length);
        return `${sent.length} events of ${new Set(events.map(({ source }) => source)).size} services`;
      };
    },
  },
];
