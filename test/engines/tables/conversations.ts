import assert from 'node:assert/strict';
import type { AwsCall } from '../../../src/aws/call.ts';
import { type ConversationState, EMPTY_CONVERSATION } from '../../../src/model/conversation-state.ts';
import { store, withFixed } from '../../../src/relay/conversation-rows.ts';
import { absorb } from '../../../src/relay/conversation-state.ts';
import { aNotification } from '../../support/factories.ts';
import type { Check } from '../checks.ts';
import { type Container, rowsOf, sizeOf } from './table.ts';

const WRITERS = 20;
const numbers = Array.from({ length: WRITERS }, (_, at) => at);

/** Functions that begin together and go on after a conflict: as many as the relay's tries allow. */
const TOGETHER = 4;

/** What the relay keeps of a conversation at the most, in bytes. The texts have three bytes a character. */
const MAX_BYTES = 128 * 1024;

interface Tables {
  readonly call: AwsCall;
  /** Creates an empty table. @returns starts a function over it. */
  create(name: string): Promise<() => Container>;
}

/** The largest conversation: a notification and a run with more of everything than is kept, in the longest texts. */
const largestConversation = (): ConversationState => {
  const long = (chars: number): string => '界'.repeat(chars);
  const notification = aNotification({
    text: long(9000),
    commits: Array.from({ length: 50 }, (_, at) => ({ id: String(at), summary: long(500), author: long(100) })),
    failures: Array.from({ length: 50 }, () => ({ stage: long(100), reason: long(5000), log: long(9000) })),
    details: Array.from({ length: 50 }, () => ({ label: 'state', value: long(500) })),
  });
  let state = absorb('run', EMPTY_CONVERSATION, notification);
  for (let at = 0; at < 200; at++) {
    const stage = `${at}${long(97)}`;
    state = absorb('run', state, aNotification({ level: 'stage', moment: 'started', stage }));
  }
  return { ...state, root: 'r'.repeat(1024), steps: numbers.map((at) => `d_${at}${'x'.repeat(26)}/reply`) };
};

/** The rows of conversations: versions, the count of updates, and sizes. */
export const checksOfConversations = ({ call, create }: Tables): Check[] => [
  [
    `of ${WRITERS} functions that write one version of a conversation, one succeeds`,
    async () => {
      const open = await create('conversation-versions');
      for (const version of [0, 1, 2]) {
        const results = await Promise.all(
          numbers.map((changes) =>
            open().conversations.write('c_one', { ...EMPTY_CONVERSATION, changes: changes + 1 }, version),
          ),
        );
        assert.equal(results.filter((result) => result === 'written').length, 1);
        assert.equal(results.filter((result) => result === 'conflict').length, WRITERS - 1);
        const stored = (await open().conversations.read(['c_one']))?.get('c_one');
        assert.equal(stored?.version, version + 1);
        assert.equal(stored?.state.changes, results.indexOf('written') + 1);
      }
    },
  ],
  [
    `${TOGETHER} functions that change one conversation at the same time lose no change`,
    async () => {
      const open = await create('conversation-changes');
      const names = numbers.slice(0, TOGETHER).map((at) => `pipeline-${at}`);
      const empty = { state: EMPTY_CONVERSATION, version: 0 };
      await Promise.all(
        names.map((name) => store(open().conversations, 'c_all', empty, (state) => withFixed(state, name))),
      );
      const stored = (await open().conversations.read(['c_all']))?.get('c_all');
      assert.deepEqual([...(stored?.state.facts.fixed ?? [])].sort(), names);
      assert.equal(stored?.version, TOGETHER);
    },
  ],
  [
    `${WRITERS} updates that are counted at the same time have numbers of their own`,
    async () => {
      const open = await create('conversation-updates');
      const count = (budget: string) => Promise.all(numbers.map(() => open().conversations.countUpdate(budget)));
      // A minute can end in between, with which the count begins again.
      const startsOf = (counts: readonly number[]): number => counts.filter((each) => each === 1).length;
      let counts = await count('u_first');
      if (startsOf(counts) > 1) counts = await count('u_second');
      assert.deepEqual(
        counts.sort((a, b) => a - b),
        numbers.map((at) => at + 1),
      );
    },
  ],
  [
    'the largest conversation is written and read as it is, below the limit of a row',
    async () => {
      const open = await create('conversation-largest');
      const state = largestConversation();
      assert.equal(await open().conversations.write('c_large', state, 0), 'written');
      const stored = (await open().conversations.read(['c_large', 'c_none']))?.get('c_large');
      assert.deepEqual(stored?.state, JSON.parse(JSON.stringify(state)));
      const [row] = await rowsOf(call, 'conversation-largest');
      assert.ok(row && sizeOf(row) < MAX_BYTES, `the row has ${row && sizeOf(row)} bytes`);
    },
  ],
];
