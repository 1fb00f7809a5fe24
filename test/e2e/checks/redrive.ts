import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Check } from '../check.ts';
import { STAGE } from '../emulator.ts';
import { stateChange } from '../events.ts';
import type { Post } from '../receiver.ts';

const COUNT = 3;

const ids = (posts: readonly Post[]): unknown[] => posts.map(({ headers }) => headers['webhook-id']).sort();

export const redrive: Check[] = [
  {
    name: '`pipebell redrive` delivers the dead letters of a target that works again, each once',
    async prepare({ aws, emulator, receiver, deadLetters, putTarget }) {
      const inbox = receiver.inbox('redrive');
      const when = { pipelines: ['e2e-redrive'] };
      await putTarget('redrive', { platform: 'webhook', url: inbox.url, when });
      const only = [`--stage=${STAGE}`, '--target=redrive', '--json'];
      const pipebell = async (...args: string[]) => {
        const options = { env: emulator.environment };
        const { stdout } = await promisify(execFile)('node', ['src/cli/main.ts', ...args, ...only], options);
        return JSON.parse(stdout);
      };

      /** Lists the dead letters until there are `count`. */
      const listDeadLetters = async (count: number, seconds = 30): Promise<{ reason: string }[]> => {
        const deadline = Date.now() + seconds * 1000;
        for (;;) {
          const found = (await pipebell('dead-letters')).deadLetters;
          if (found.length === count) return found;
          if (Date.now() > deadline) throw new Error(`${found.length} of ${count} dead letters in ${seconds} s`);
          await sleep(500);
        }
      };

      const run = async (): Promise<void> => {
        inbox.answerWith({ status: 410 });
        await aws.putEvents(...Array.from({ length: COUNT }, () => stateChange('pipeline', 'e2e-redrive', 'FAILED')));
        for (const { reason } of await listDeadLetters(COUNT)) assert.equal(reason, 'gone');
        const refused = ids(inbox.posts);

        inbox.answerWith({ status: 200 });
        const { selected, sent, left, cameBack, errors } = await pipebell('redrive', '--yes', '--wait=5');
        assert.deepEqual([selected, sent, left, cameBack, errors], [COUNT, COUNT, 0, [], []]);
        assert.deepEqual(ids((await inbox.wait(2 * COUNT)).slice(COUNT)), refused);
        assert.deepEqual(await listDeadLetters(0), []);
        await sleep(2000);
        assert.equal(inbox.posts.length, 2 * COUNT);
      };
      return async () => {
        await deadLetters.pause();
        await run().finally(deadLetters.resume);
      };
    },
  },
];
