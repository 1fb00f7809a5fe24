import assert from 'node:assert/strict';
import type { Check } from '../check.ts';

/** These run last: they inspect what all other checks left. */
export const privacy: Check[] = [
  {
    name: 'no log and no dead letter contains a target URL or a signing key, and the log names invalid targets',
    async prepare({ emulator, receiver, deadLetters }) {
      return async () => {
        const log = await emulator.log();
        for (const word of ['broken-json', 'broken-field', 'chanel']) {
          assert.ok(log.includes(word), `the log does not contain ${word}`);
        }
        const written = log + JSON.stringify(deadLetters.all);
        const found = (text: string): string[] => receiver.secrets.filter((secret) => text.includes(secret));
        // Positive control: the search finds every secret in a text that holds them all.
        assert.ok(receiver.secrets.length > 30, `only ${receiver.secrets.length} secrets were in use`);
        assert.equal(found(JSON.stringify(receiver.secrets)).length, receiver.secrets.length);
        const leaked = found(written);
        assert.equal(leaked.length, 0, `${leaked.length} of ${receiver.secrets.length} secrets leaked`);
      };
    },
  },
  {
    name: 'no request went to an unknown path, and no other dead letter exists',
    async prepare({ receiver, deadLetters }) {
      return async () => {
        assert.deepEqual(receiver.strays, []);
        const targets = deadLetters.all.map(({ attributes }) => attributes.target ?? attributes.reason);
        assert.deepEqual(targets.sort(), ['broken-field', 'gone', 'invalid-message']);
      };
    },
  },
];
