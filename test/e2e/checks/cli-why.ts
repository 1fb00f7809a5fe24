import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../check.ts';
import { published, stateChange } from '../events.ts';
import type { Ended } from '../pipebell.ts';

interface TargetStory {
  readonly target: string;
  readonly state: string;
  readonly filter?: string;
  readonly reason?: string;
  readonly words: string;
}

interface Document {
  readonly events: readonly {
    readonly eventId: string;
    readonly moment: string;
    readonly targets: readonly TargetStory[];
  }[];
  readonly next: readonly { readonly command: string }[];
}

const documentOf = ({ code, stdout, stderr }: Ended): Document => {
  assert.equal(code, 3, `it ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

const PIPELINE = 'e2e-cli-why';
const OWN = ['cli-why-got', 'cli-why-filtered', 'cli-why-gone'];

export const why: Check[] = [
  {
    name: '`pipebell why` shows which target got an event, which filter stopped another, and which rejected it',
    async prepare({ deadLetters, pipebell, putTarget, receiver }) {
      const when = { pipelines: [PIPELINE] };
      const [got, gone] = [receiver.inbox('cli-why-got'), receiver.inbox('cli-why-gone', { status: 410 })];
      await putTarget('cli-why-got', { platform: 'webhook', url: got.url, when });
      const { url } = receiver.inbox('cli-why-filtered');
      await putTarget('cli-why-filtered', { platform: 'webhook', url, when: { pipelines: ['e2e-other-*'] } });
      await putTarget('cli-why-gone', { platform: 'webhook', url: gone.url, when });
      const look = async (...args: string[]) => documentOf(await pipebell(['why', ...args, '--since=1h', '--json']));
      const own = (document: Document) =>
        document.events[0]?.targets.filter(({ target }) => OWN.includes(target)) ?? [];

      const check = async () => {
        const event = stateChange('pipeline', PIPELINE, 'FAILED');
        const sent = await pipebell(['send', '-', '--wait', '--json'], published(event));
        // 3, because one delivery is rejected.
        assert.equal(sent.code, 3, sent.stderr);
        const { eventId } = JSON.parse(sent.stdout);
        await got.wait(1);

        // The log of a function arrives when the function ends.
        let found = await look(PIPELINE);
        for (let waited = 0; waited < 60 && own(found).some(({ state }) => state === 'waiting'); waited++) {
          await sleep(500);
          found = await look(PIPELINE);
        }
        assert.deepEqual(
          Object.fromEntries(
            own(found).map(({ target, state, filter, reason }) => [target, filter ?? reason ?? state]),
          ),
          { 'cli-why-got': 'delivered', 'cli-why-filtered': 'when.pipelines', 'cli-why-gone': 'gone' },
        );
        assert.equal(own(found).find(({ reason }) => reason === 'gone')?.state, 'dead-letter');
        assert.ok(
          found.next.some(({ command }) => command === 'npx pipebell redrive --stage e2e --target cli-why-gone'),
        );
        assert.equal((await look(eventId)).events[0]?.eventId, eventId);
        const { stdout } = await pipebell(['history', eventId, '--json']);
        assert.equal(JSON.parse(stdout).eventId, eventId);
        assert.deepEqual((await look('e2e-cli-why-nothing')).events, []);

        // The receiver accepts the delivery now, so the dead letter leaves its queue.
        const redriven = await pipebell(['redrive', '--target=cli-why-gone', '--yes']);
        assert.equal(redriven.code, 0, redriven.stderr);
        await gone.wait(2);
      };

      return async () => {
        // The dead letters must stay on their queue.
        await deadLetters.pause();
        await check().finally(deadLetters.resume);
      };
    },
  },
];
