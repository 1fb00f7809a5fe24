import assert from 'node:assert/strict';
import type { Check } from '../check.ts';
import { STAGE } from '../emulator.ts';
import { stateChange } from '../events.ts';

const EVENTS = 5;

/** Deletes the table and does not restore it. */
export const ledger: Check[] = [
  {
    name: 'without the ledger table every alert is delivered, also after a retry',
    async prepare({ aws, emulator, receiver, putTarget }) {
      const when = { pipelines: ['e2e-no-ledger'] };
      const chat = receiver.inbox('no-ledger-slack');
      const webhook = receiver.inbox('no-ledger-webhook', { status: 503 });
      await putTarget('no-ledger-slack', { platform: 'slack', url: chat.url, when, on: ['started', 'failed'] });
      await putTarget('no-ledger-webhook', { platform: 'webhook', url: webhook.url, when });

      return async () => {
        await aws.deleteTable(`pipebell-${STAGE}-ledger`);
        const failures = Array.from({ length: EVENTS }, () => stateChange('pipeline', 'e2e-no-ledger', 'FAILED'));
        await aws.putEvents(stateChange('pipeline', 'e2e-no-ledger', 'STARTED'), ...failures);
        const [messages, posts] = await Promise.all([chat.wait(EVENTS + 1, 60), webhook.wait(EVENTS + 1, 60)]);
        assert.equal(messages.length, EVENTS + 1);
        const arrived = posts.filter(({ status }) => status === 200).map(({ headers }) => headers['webhook-id']);
        assert.equal(new Set(arrived).size, EVENTS);
        assert.match(await emulator.log(), /LedgerUnavailable/);
      };
    },
  },
];
