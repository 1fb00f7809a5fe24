import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Check } from '../check.ts';
import { approvalMessage, published, stateChange } from '../events.ts';

const typeOf = (body: string | undefined): string => JSON.parse(body ?? '').type;

export const ingress: Check[] = [
  {
    name: 'an approval action is delivered, while the rules forward no other actions',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('approval');
      const when = { pipelines: ['e2e-approval'] };
      const levels = ['pipeline', 'stage', 'action'];
      const on = ['approval', 'started', 'failed'];
      await putTarget('approval', { platform: 'webhook', url: inbox.url, when, levels, on });

      return async () => {
        const action = (category: string, state: string) =>
          stateChange('action', 'e2e-approval', state, {
            stage: 'Deploy',
            action: category,
            region: 'eu-west-1',
            type: { owner: 'AWS', provider: category === 'Approval' ? 'Manual' : 'CodeBuild', category, version: '1' },
          });
        await aws.putEvents(action('Build', 'STARTED'), action('Build', 'FAILED'), action('Approval', 'STARTED'));
        const [post] = await inbox.wait(1);
        assert.equal(typeOf(post?.body), 'codepipeline.action.approval');
        await sleep(3000);
        assert.equal(inbox.posts.length, 1);
      };
    },
  },
  {
    name: 'the message of a manual approval action becomes an approval request with its deadline',
    async prepare({ receiver, putTarget, publish }) {
      const inbox = receiver.inbox('approval-message');
      const when = { pipelines: ['e2e-approval-message'] };
      await putTarget('approval-message', { platform: 'webhook', url: inbox.url, when });

      return async () => {
        await publish(approvalMessage('e2e-approval-message'));
        const [post] = await inbox.wait(1);
        const { data } = JSON.parse(post?.body ?? '');
        assert.equal(data.moment, 'approval');
        assert.equal(data.approval.expiresAt, '2030-01-31T18:00:00.000Z');
        assert.equal(data.approval.comment, 'Look at the migration first');
      };
    },
  },
  {
    name: 'plain text on the topic is delivered to targets that ask for messages',
    async prepare({ receiver, putTarget, publish }) {
      const inbox = receiver.inbox('text');
      await putTarget('text', { platform: 'webhook', url: inbox.url, on: ['message'] });

      return async () => {
        await publish('Deployments are frozen until Monday');
        const [post] = await inbox.wait(1);
        assert.match(post?.body ?? '', /Deployments are frozen until Monday/);
        assert.equal(JSON.parse(post?.body ?? '').data.moment, 'message');
      };
    },
  },
  {
    name: 'copies of an event cause one delivery',
    async prepare({ receiver, putTarget, publish }) {
      const inbox = receiver.inbox('copy');
      await putTarget('copy', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-copy'] } });

      return async () => {
        const event = published(stateChange('pipeline', 'e2e-copy', 'FAILED'));
        await Promise.all([publish(event), publish(event)]);
        await inbox.wait(1);
        await publish(event);
        await sleep(10_000);
        assert.equal(inbox.posts.length, 1);
      };
    },
  },
  {
    name: 'a start that arrives after the end is skipped for chat, but not for a webhook',
    async prepare({ receiver, putTarget, publish }) {
      const chat = receiver.inbox('late-news-slack');
      const webhook = receiver.inbox('late-news-webhook');
      const common = { when: { pipelines: ['e2e-late-news'] }, on: ['started', 'succeeded'] };
      await putTarget('late-news-slack', { platform: 'slack', url: chat.url, ...common });
      await putTarget('late-news-webhook', { platform: 'webhook', url: webhook.url, ...common });

      return async () => {
        const execution = { 'execution-id': randomUUID() };
        const started = stateChange('pipeline', 'e2e-late-news', 'STARTED', execution);
        await publish(published(stateChange('pipeline', 'e2e-late-news', 'SUCCEEDED', execution)));
        await Promise.all([chat.wait(1), webhook.wait(1)]);
        await publish(published(started, new Date(Date.now() - 60_000)));
        await webhook.wait(2);
        await sleep(2000);
        assert.equal(chat.posts.length, 1);
      };
    },
  },
  {
    name: 'both forms of messages on the unrouted queue are routed',
    async prepare({ aws, outputs, receiver, putTarget }) {
      const inbox = receiver.inbox('unrouted');
      await putTarget('unrouted', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-unrouted-*'] } });

      return async () => {
        const envelope = (pipeline: string) => ({
          Type: 'Notification',
          MessageId: randomUUID(),
          TopicArn: outputs.TopicArn,
          Message: published(stateChange('pipeline', pipeline, 'FAILED')),
          Timestamp: new Date().toISOString(),
        });
        const fromSns = envelope('e2e-unrouted-sns');
        const fromLambda = {
          version: '1.0',
          requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
          requestPayload: { Records: [{ EventSource: 'aws:sns', Sns: envelope('e2e-unrouted-lambda') }] },
        };
        for (const body of [fromSns, fromLambda]) {
          const message = { QueueUrl: outputs.UnroutedQueueUrl, MessageBody: JSON.stringify(body) };
          await aws.sqs.send(new SendMessageCommand(message));
        }
        const posts = await inbox.wait(2);
        const names = posts.map(({ body }) => JSON.parse(body).data.pipeline.name);
        assert.deepEqual(names.sort(), ['e2e-unrouted-lambda', 'e2e-unrouted-sns']);
      };
    },
  },
];
