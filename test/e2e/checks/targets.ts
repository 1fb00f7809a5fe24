import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Check } from '../check.ts';
import { STAGE } from '../emulator.ts';
import { stateChange } from '../events.ts';

const MANY = 30;

export const targets: Check[] = [
  {
    name: `${MANY} targets, three pages of Parameter Store, each get an event once`,
    async prepare({ aws, receiver, putTarget }) {
      const when = { pipelines: ['e2e-many'] };
      const names = Array.from({ length: MANY }, (_, index) => `many-${index + 1}`);
      const inboxes = names.map((name) => receiver.inbox(name));
      for (const [index, name] of names.entries()) {
        await putTarget(name, { platform: 'webhook', url: inboxes[index]?.url, when });
      }

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-many', 'FAILED'));
        const posts = (await Promise.all(inboxes.map((inbox) => inbox.wait(1)))).flat();
        await sleep(2000);
        assert.deepEqual(new Set(inboxes.map((inbox) => inbox.posts.length)), new Set([1]));
        assert.equal(new Set(posts.map(({ headers }) => headers['webhook-id'])).size, MANY);
      };
    },
  },
  {
    name: 'a target gets only the moments it asks for',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('choosy');
      const when = { pipelines: ['e2e-choosy-*', '!e2e-choosy-sandbox'] };
      await putTarget('choosy', { platform: 'webhook', url: inbox.url, on: ['succeeded'], when });

      return async () => {
        await aws.putEvents(
          stateChange('pipeline', 'e2e-choosy-a', 'STARTED'),
          stateChange('pipeline', 'e2e-choosy-a', 'FAILED'),
          stateChange('pipeline', 'e2e-choosy-sandbox', 'SUCCEEDED'),
          stateChange('stage', 'e2e-choosy-a', 'SUCCEEDED', { stage: 'Build' }),
          stateChange('pipeline', 'e2e-choosy-a', 'SUCCEEDED'),
        );
        const [post] = await inbox.wait(1);
        assert.equal(JSON.parse(post?.body ?? '').type, 'codepipeline.pipeline.succeeded');
        await sleep(3000);
        assert.equal(inbox.posts.length, 1);
      };
    },
  },
  {
    name: 'after a 404 a replaced URL is read again and used at once, without a retry',
    async prepare({ aws, receiver, putTarget }) {
      const when = { pipelines: ['e2e-rotated'] };
      const first = receiver.inbox('rotated', { status: 200 }, { status: 404 });
      const second = receiver.inbox('rotated');
      await putTarget('rotated', { platform: 'webhook', url: first.url, when });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-rotated', 'FAILED'));
        await first.wait(1);
        await putTarget('rotated', { platform: 'webhook', url: second.url, when });
        // Targets read less than five seconds ago are not read again.
        await sleep(6000);
        await aws.putEvents(stateChange('pipeline', 'e2e-rotated', 'FAILED'));
        const [post] = await second.wait(1, 15);
        assert.ok(post);
        for (const earlier of first.posts.slice(1)) {
          assert.equal(post.headers['webhook-id'], earlier.headers['webhook-id']);
          assert.ok(post.at - earlier.at < 4000, 'the delivery waited for a retry');
        }
      };
    },
  },
  {
    name: 'a target can refer to secrets for its URL and its signing keys',
    async prepare({ aws, receiver, putTarget }) {
      const inbox = receiver.inbox('secret');
      const key = randomBytes(32).toString('base64');
      receiver.secrets.push(key);
      const Name = `/pipebell/${STAGE}/secrets/secret/webhook`;
      const Value = JSON.stringify({ url: inbox.url, key: `whsec_${key}` });
      await aws.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
      const url = { parameter: Name, key: 'url' };
      const signingKeys = [{ parameter: Name, key: 'key' }];
      await putTarget('secret', { platform: 'webhook', url, signingKeys, when: { pipelines: ['e2e-secret'] } });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-secret', 'FAILED'));
        const [post] = await inbox.wait(1);
        assert.match(String(post?.headers['webhook-signature']), /^v1,/);
      };
    },
  },
  {
    name: 'a new target is used within about a minute, without a deployment',
    async prepare({ aws, receiver, putTarget }) {
      const early = receiver.inbox('early');
      const late = receiver.inbox('late');
      const when = { pipelines: ['e2e-late'] };
      await putTarget('early', { platform: 'webhook', url: early.url, when });

      return async () => {
        await aws.putEvents(stateChange('pipeline', 'e2e-late', 'FAILED'));
        await early.wait(1);
        await putTarget('late', { platform: 'webhook', url: late.url, when });
        await sleep(62_000);
        await aws.putEvents(stateChange('pipeline', 'e2e-late', 'FAILED'));
        await late.wait(1, 15);
      };
    },
  },
];
