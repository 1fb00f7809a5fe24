import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDiscord } from '../../support/fake-discord.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import { serveSlack } from '../../support/fake-slack-server.ts';
import { serveFake } from '../../support/serve-fake.ts';
import type { Check, Relay } from '../check.ts';
import { published, stateChange } from '../events.ts';

const DEADLINE_MS = 60_000;

const until = async (what: string, isDone: () => boolean): Promise<void> => {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isDone()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${DEADLINE_MS / 1000} s`);
    await sleep(50);
  }
};

/** The pipeline breaks, fails again and is fixed. Each event is told before the next one. */
const STORY: readonly { state: string; minutesAgo: number }[] = [
  { state: 'FAILED', minutesAgo: 9 },
  { state: 'FAILED', minutesAgo: 5 },
  { state: 'SUCCEEDED', minutesAgo: 1 },
];

/** @param told how many messages were posted, and which text the root shows. */
const play = async ({ publish }: Relay, pipeline: string, told: () => { posts: number; root: string }) => {
  for (const [nth, { state, minutesAgo }] of STORY.entries()) {
    const at = new Date(Date.now() - minutesAgo * 60_000);
    const detail = { 'execution-id': randomUUID(), 'start-time': new Date(at.getTime() - 60_000).toISOString() };
    await publish(published(stateChange('pipeline', pipeline, state, detail), at));
    const expected = [/failed/, /still failing/, /fixed/][nth] as RegExp;
    await until(`${pipeline} ${state}`, () => told().posts > nth && expected.test(told().root));
  }
};

/** The receivers stay until the run ends: `doctor` asks them about their targets. */
export const conversations: Check[] = [
  {
    name: 'a failure, a further one and the fix are one thread of the Slack app, whose root turns green',
    async prepare(relay) {
      const slack = openSlack();
      const { apiUrl } = await serveSlack(slack);
      const pipeline = 'e2e-slack-app';
      relay.receiver.secrets.push(FAKE_TOKEN);
      await relay.putTarget('conversation-slack', {
        platform: 'slack-app',
        token: FAKE_TOKEN,
        channel: FAKE_CHANNEL,
        apiUrl,
        on: ['failed', 'fixed'],
        when: { pipelines: [pipeline] },
      });

      return async () => {
        await play(relay, pipeline, () => {
          const [root] = slack.roots();
          return { posts: slack.deliveries().size, root: root?.text ?? '' };
        });
        const [root, ...others] = slack.roots();
        assert.deepEqual(others, []);
        assert.deepEqual(
          root?.thread.map(({ broadcast }) => broadcast),
          [false, true],
        );
        assert.deepEqual([...slack.deliveries().values()], [1, 1, 1]);
      };
    },
  },
  {
    name: 'the first message of a failure in Discord is edited until it shows the fix',
    async prepare(relay) {
      const discord = openDiscord();
      const { origin } = await serveFake(discord.send, { as: 'https://discord.com' });
      const { pathname } = new URL(discord.url);
      const pipeline = 'e2e-discord';
      const url = `${origin}${pathname.replace('/api/', '/api/v10/')}`;
      relay.receiver.secrets.push(new URL(url).pathname.split('/').at(-1) ?? url);
      await relay.putTarget('conversation-discord', {
        platform: 'discord',
        url,
        on: ['failed', 'fixed'],
        when: { pipelines: [pipeline] },
      });

      return async () => {
        await play(relay, pipeline, () => {
          const [root] = discord.messages();
          return { posts: discord.messages().length, root: root?.body.content ?? '' };
        });
        assert.deepEqual(
          discord.messages().map(({ edits }) => edits),
          [2, 0, 0],
        );
      };
    },
  },
];
