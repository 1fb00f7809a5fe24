import assert from 'node:assert/strict';
import { EXECUTION } from '../asked.ts';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';

interface Told {
  moment: string;
  failures: { stage?: string; action?: string; reason?: string; log?: string }[];
  commits: { id: string }[];
  missing?: string[];
}

/** A pipeline's failure is told with what the relay finds out by asking. */
const told = (name: string, pipeline: string, check: (told: Told) => void): Check => ({
  name,
  async prepare({ aws, receiver, putTarget }) {
    const inbox = receiver.inbox(pipeline);
    await putTarget(pipeline, { platform: 'webhook', url: inbox.url, when: { pipelines: [pipeline] } });
    return async () => {
      await aws.putEvents(stateChange('pipeline', pipeline, 'FAILED', { 'execution-id': EXECUTION }));
      const [post] = await inbox.wait(1);
      const { data } = JSON.parse(post?.body ?? '');
      assert.equal(data.moment, 'failed');
      check(data);
    };
  },
});

const missing = (data: Told): string => (data.missing ?? []).join('; ');

export const enrichment: Check[] = [
  told(
    'a failure says which action failed, why, in which lines of the log, and whose change it was',
    'e2e-asked',
    (data) => {
      const [failure] = data.failures;
      assert.equal(failure?.stage, 'Build');
      assert.equal(failure?.action, 'Unit-tests');
      assert.match(failure?.reason ?? '', /npm test/);
      assert.match(failure?.log ?? '', /charges the card once/);
      assert.equal(data.commits[0]?.id, '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093');
      assert.equal(missing(data), '');
    },
  ),
  told('a failure is told when the relay may ask nothing, and says so', 'e2e-asked-denied', (data) => {
    assert.match(missing(data), /access denied/);
  }),
  told('a failure is told with its commit when the list of actions is throttled', 'e2e-asked-throttled', (data) => {
    assert.equal(data.commits.length, 1);
    assert.match(missing(data), /throttled/);
  }),
  told('a failure is told with its action when the build is not to be had', 'e2e-asked-no-project', (data) => {
    assert.equal(data.failures[0]?.action, 'Unit-tests');
    assert.notEqual(missing(data), '');
  }),
  told('a failure is told with its reason when the log is gone', 'e2e-asked-no-log', (data) => {
    assert.match(data.failures[0]?.reason ?? '', /npm test/);
    assert.match(missing(data), /log/);
  }),
  told('a failure is told in time when CodePipeline does not answer', 'e2e-asked-silent', (data) => {
    assert.match(data.failures[0]?.reason ?? '', /npm test/);
    assert.match(missing(data), /no answer in time/);
  }),
];
