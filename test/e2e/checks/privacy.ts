import assert from 'node:assert/strict';
import type { Check } from '../check.ts';

/** Run when all others are done: they look at what those have left. */
export const privacy: Check[] = [
  {
    name: 'no target URL and no signing key is in any log or dead letter, and broken targets are named',
    async prepare({ emulator, receiver, deadLetters }) {
      return async () => {
        const log = await emulator.log();
        for (const word of ['broken-json', 'broken-field', 'chanel']) {
          assert.ok(log.includes(word), `the log does not say ${word}`);
        }
        const written = log + JSON.stringify(deadLetters.all);
        const leaked = receiver.secrets.filter((secret) => written.includes(secret));
        assert.equal(leaked.length, 0, `${leaked.length} of ${receiver.secrets.length} secrets are in the log`);
      };
    },
  },
  {
    name: 'nothing was sent anywhere else, and nothing else was buried',
    async prepare({ receiver, deadLetters }) {
      return async () => {
        assert.deepEqual(receiver.strays, []);
        const targets = deadLetters.all.map(({ attributes }) => attributes.target ?? attributes.reason);
        assert.deepEqual(targets.sort(), ['broken-field', 'gone', 'invalid-message']);
      };
    },
  },
];
