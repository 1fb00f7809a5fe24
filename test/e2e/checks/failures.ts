import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Check } from '../check.ts';
import { published, stateChange } from '../events.ts';

/** The time between posts, in seconds. */
const gaps = (posts: readonly { at: number }[]): number[] =>
  posts.slice(1).map(({ at }, index) => (at - (posts[index]?.at ?? 0)) / 1000);

/** Tolerance in seconds: the emulator polls once a second, and the machine may be busy. */
const LATE_SECONDS = 6;

const assertBetween = (value: number | undefined, least: number, most: number): void =>
  assert.ok(value !== undefined && value >= least && value <= most, `${value} s is not ${least} to ${most} s`);

export const failures: Check[] = [
  {
    name: 'a target that fails twice gets the same delivery again after 5 and 30 seconds',
    async prepare({ aws, receiver, deadLetters, putTarget }) {
      const inbox = receiver.inbox('flaky', { status: 503 }, { status: 500 });
      await putTarget('flaky', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-flaky'] } });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-flaky', 'FAILED'));
        const posts = await inbox.wait(3, 75);
        const [first, second] = gaps(posts);
        assertBetween(first, 4.4, 5.5 + LATE_SECONDS);
        assertBetween(second, 26.9, 33 + LATE_SECONDS);
        assert.equal(new Set(posts.map(({ headers }) => headers['webhook-id'])).size, 1);
        await sleep(2000);
        assert.equal(inbox.posts.length, 3);
        // The privacy checks find the dead letters of other targets in the same list.
        assert.equal(deadLetters.all.filter(({ attributes }) => attributes.target === 'flaky').length, 0);
      };
    },
  },
  {
    name: 'a target that answers 429 gets no request until its Retry-After has passed',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('throttled', { status: 429, headers: { 'retry-after': '12' } });
      await putTarget('throttled', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-throttled'] } });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-throttled', 'FAILED'));
        const [gap] = gaps(await inbox.wait(2, 45));
        assertBetween(gap, 11.9, 18 + LATE_SECONDS);
      };
    },
  },
  {
    name: 'a target that answers 410 gets one request, and the dead letter holds the reason',
    async prepare({ receiver, deadLetters, putTarget, publish }) {
      const inbox = receiver.inbox('gone', { status: 410 }, { status: 410 });
      await putTarget('gone', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-gone'] } });

      return async () => {
        await publish(published(stateChange('pipeline', 'e2e-gone', 'FAILED')));
        const { attributes, body } = await deadLetters.find((deadLetter) => deadLetter.attributes.target === 'gone');
        const { firstSeen, deliveryId, eventId, ...rest } = attributes;
        assert.deepEqual(rest, { reason: 'gone', target: 'gone', attempts: '1', lastStatus: '410' });
        const [post] = inbox.posts;
        assert.equal(deliveryId, post?.headers['webhook-id']);
        assert.equal(eventId, JSON.parse(post?.body ?? '').data.id);
        assert.ok(Math.abs(Date.now() - Date.parse(firstSeen ?? '')) < 60_000);
        assert.equal(JSON.parse(body).target, 'gone');
        await sleep(2000);
        assert.equal(inbox.posts.length, 1);
      };
    },
  },
  {
    name: 'a queue message that is no delivery becomes a dead letter without a retry',
    async prepare({ aws, outputs, deadLetters }) {
      return async () => {
        const MessageBody = 'not a delivery';
        const ids = { MessageGroupId: 'unreadable', MessageDeduplicationId: randomUUID() };
        await aws.sqs.send(new SendMessageCommand({ QueueUrl: outputs.DeliveriesQueueUrl, MessageBody, ...ids }));
        const { attributes } = await deadLetters.find(({ body }) => body === MessageBody);
        const { firstSeen, ...rest } = attributes;
        assert.deepEqual(rest, { reason: 'invalid-message', attempts: '0' });
        assert.ok(Date.parse(firstSeen ?? '') > 0);
      };
    },
  },
];
