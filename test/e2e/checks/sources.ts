import assert from 'node:assert/strict';
import { loadEventSources, readMessage, sourcesFor, toMessage } from '../../../src/events/index.ts';
import { LEVELS, MOMENTS, type Notification } from '../../../src/model/notification.ts';
import type { Event } from '../aws.ts';
import type { Check } from '../check.ts';

/** What tells one notification from another, whatever account and Region it comes from. */
const gist = ({ source, moment, title, resource, execution }: Notification): string =>
  JSON.stringify([source, moment, title, resource?.kind, resource?.name, execution?.id]);

/** Every example that EventBridge brings with the parameters of this deployment, and what it says. */
const examples = async (): Promise<{ event: Event; says: string }[]> => {
  const found: { event: Event; says: string }[] = [];
  for (const source of await loadEventSources()) {
    // Without levels=action, of a pipeline neither stages nor actions are sent.
    const heard = source.subscribes.filter(({ levels, detail }) => !levels || (levels.includes('pipeline') && !detail));
    for (const { text } of await source.examples(new Date())) {
      const event: Event = text.startsWith('{') ? JSON.parse(text) : {};
      if (!heard.some(({ detailTypes }) => detailTypes.includes(event['detail-type']))) continue;
      const message = toMessage({ text, messageId: 'm', publishedAt: new Date().toISOString() });
      found.push({ event, says: gist(readMessage(message, await sourcesFor(message))) });
    }
  }
  return found;
};

export const sources: Check[] = [
  {
    name: 'whatever an event source knows comes through the deployed rules',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('sources');
      const when = { pipelines: ['!e2e-*'], sources: ['!generic', '!codepipeline-approval'] };
      await putTarget('sources', { platform: 'webhook', url: inbox.url, on: MOMENTS, levels: LEVELS, when });

      return async () => {
        const sent = await examples();
        const events = sent.map(({ event }) => event);
        for (let at = 0; at < events.length; at += 10) await aws.putEvents(...events.slice(at, at + 10));
        const posts = await inbox.wait(sent.length, 60);
        const arrived = posts.map(({ body }) => gist(JSON.parse(body).data));
        assert.deepEqual(arrived.sort(), sent.map(({ says }) => says).sort());
        return `${sent.length} events of ${new Set(events.map(({ source }) => source)).size} services`;
      };
    },
  },
];
