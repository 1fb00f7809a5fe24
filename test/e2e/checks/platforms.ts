import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';
import type { Post } from '../receiver.ts';

/** Verifies a signature as a receiver does. @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const assertSigned = ({ headers, body }: Post, key: Buffer): void => {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${mac}`);
  assert.ok(Math.abs(Date.now() / 1000 - Number(timestamp)) < 60, 'the signature is not fresh');
};

const json = (post: Post | undefined): Record<string, unknown> => {
  assert.match(post?.headers['content-type'] ?? '', /^application\/json/);
  return JSON.parse(post?.body ?? '');
};

export const platforms: Check[] = [
  {
    name: 'Slack, Teams and a webhook each get a failure in their own format, beside two invalid targets',
    async prepare({ aws, receiver, deadLetters, putTarget }) {
      const when = { pipelines: ['e2e-failure'] };
      const [slack, teams, webhook] = ['slack', 'teams', 'webhook'].map((name) => receiver.inbox(name));
      assert.ok(slack && teams && webhook);
      const key = randomBytes(32);
      const signingKeys = [`whsec_${key.toString('base64')}`];
      receiver.secrets.push(key.toString('base64'));
      await putTarget('platform-slack', { platform: 'slack', url: slack.url, when });
      await putTarget('platform-teams', { platform: 'teams', url: teams.url, when });
      await putTarget('platform-webhook', { platform: 'webhook', url: webhook.url, when, signingKeys });
      const broken = receiver.inbox('broken');
      await putTarget('broken-json', `{"platform":"slack","url":"${broken.url}",`);
      await putTarget('broken-field', { platform: 'slack', url: broken.url, when, chanel: '#builds' });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-failure', 'FAILED'));

        const [toSlack] = await slack.wait(1);
        const message = json(toSlack);
        assert.match(String(message.text), /e2e-failure/);
        assert.ok(Array.isArray(message.blocks) || Array.isArray(message.attachments), 'no blocks for Slack');

        const [toTeams] = await teams.wait(1);
        const { type, attachments } = json(toTeams) as { type: string; attachments: { content: { type: string } }[] };
        assert.equal(type, 'message');
        assert.equal(attachments[0]?.content.type, 'AdaptiveCard');
        assert.match(toTeams?.body ?? '', /e2e-failure/);

        const [toWebhook] = await webhook.wait(1);
        assert.ok(toWebhook);
        assertSigned(toWebhook, key);
        const document = json(toWebhook) as { type: string; data: Record<string, unknown> };
        assert.equal(document.type, 'codepipeline.pipeline.failed');
        assert.equal(document.data.moment, 'failed');
        assert.equal(document.data.state, 'FAILED');
        assert.equal((document.data.pipeline as { name: string }).name, 'e2e-failure');
        assert.equal(document.data.deliveryId, toWebhook.headers['webhook-id']);

        // The router could read the filters of this target. Its delivery can be redriven once the target is valid.
        const deadLetter = await deadLetters.find(({ attributes }) => attributes.target === 'broken-field');
        assert.equal(deadLetter.attributes.reason, 'target-invalid');
        assert.equal(broken.posts.length, 0);
      };
    },
  },
];
