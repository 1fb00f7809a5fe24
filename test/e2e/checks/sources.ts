import assert from 'node:assert/strict';
import { loadEventSources, readMessage, sourcesFor, toMessage } from '../../../src/events/index.ts';
import { LEVELS, MOMENTS, type Notification } from '../../../src/model/notification.ts';
import { inWords } from '../../../src/wording/document.ts';
import { loadAllVerdicts } from '../../../src/wording/verdict-tables.ts';
import type { Event } from '../aws.ts';
import type { Check } from '../check.ts';

/** Identifies a notification regardless of account and Region. */
const identityOf = ({ source, moment, title, resource, execution }: Notification): string =>
  JSON.stringify([source, moment, title, resource?.kind, resource?.name, execution?.id]);

/** Every example event that the rules of this deployment forward, and the identity of what the webhook writes about it. */
const examples = async (): Promise<{ event: Event; identity: string }[]> => {
  const found: { event: Event; identity: string }[] = [];
  await loadAllVerdicts();
  for (const source of await loadEventSources()) {
    // Without the parameter `levels`, the rules forward neither stages nor actions of a pipeline.
    const forwarded = source.subscribes.filter(
      ({ levels, detail }) => !levels || (levels.includes('pipeline') && !detail),
    );
    for (const { text } of await source.examples(new Date())) {
      const event: Event = text.startsWith('{') ? JSON.parse(text) : {};
      if (!forwarded.some(({ detailTypes }) => detailTypes.includes(event['detail-type']))) continue;
      const message = toMessage({ text, messageId: 'm', publishedAt: new Date().toISOString() });
      found.push({ event, identity: identityOf(inWords(readMessage(message, await sourcesFor(message)))) });
    }
  }
  return found;
};

export const sources: Check[] = [
  {
    name: 'the deployed rules forward the events of every source',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('sources');
      const when = {
        pipelines: ['!e2e-*'],
        resources: ['!e2e-*'],
        sources: ['!generic', '!codepipeline-approval'],
      };
      await putTarget('sources', { platform: 'webhook', url: inbox.url, on: MOMENTS, levels: LEVELS, when });

      return async () => {
        const sent = await examples();
        const events = sent.map(({ event }) => event);
        // The emulator starts a process per concurrent event, so each batch waits for the one before.
        for (let at = 0; at < events.length; at += 10) {
          await inbox.wait(at);
          await aws.putEvents(...events.slice(at, at + 10));
        }
        const posts = await inbox.wait(sent.length, 60);
        const arrived = posts.map(({ body }) => identityOf(JSON.parse(body).data));
        assert.deepEqual(arrived.sort(), sent.map(({ identity }) => identity).sort());
        return `${sent.length} events of ${new Set(events.map(({ source }) => source)).size} services`;
      };
    },
  },
];
