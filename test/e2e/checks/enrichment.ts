import assert from 'node:assert/strict';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';
import { EXECUTION } from '../lookups.ts';

interface Enriched {
  moment: string;
  failures: { stage?: string; action?: string; reason?: string; log?: string }[];
  commits: { id: string }[];
  missing?: string[];
}

/** Checks what the notification of a failed pipeline contains after the lookups. */
const failureOf = (name: string, pipeline: string, check: (data: Enriched) => void): Check => ({
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

const missing = (data: Enriched): string => (data.missing ?? []).join('; ');

export const enrichment: Check[] = [
  failureOf('a failure names the failed action, the reason, the log lines and the commit', 'e2e-asked', (data) => {
    const [failure] = data.failures;
    assert.equal(failure?.stage, 'Build');
    assert.equal(failure?.action, 'Unit-tests');
    assert.match(failure?.reason ?? '', /charges the card once/);
    assert.match(failure?.log ?? '', /charges the card once/);
    assert.equal(data.commits[0]?.id, '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093');
    assert.equal(missing(data), '');
  }),
  failureOf('a failure is delivered without lookups when access is denied, and says so', 'e2e-asked-denied', (data) => {
    assert.match(missing(data), /access denied/);
  }),
  failureOf('a failure keeps its commit when the list of actions is throttled', 'e2e-asked-throttled', (data) => {
    assert.equal(data.commits.length, 1);
    assert.match(missing(data), /throttled/);
  }),
  failureOf('a failure keeps its action when the build cannot be read', 'e2e-asked-no-project', (data) => {
    assert.equal(data.failures[0]?.action, 'Unit-tests');
    assert.notEqual(missing(data), '');
  }),
  failureOf('a failure keeps its reason when the log does not exist', 'e2e-asked-no-log', (data) => {
    assert.match(data.failures[0]?.reason ?? '', /npm test/);
    assert.match(missing(data), /log/);
  }),
  failureOf('a failure is delivered in time when CodePipeline does not answer', 'e2e-asked-silent', (data) => {
    assert.match(data.failures[0]?.reason ?? '', /charges the card once/);
    assert.match(missing(data), /no answer in time/);
  }),
];
