import { MOMENTS } from '../../../src/model/notification.ts';
import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { PUBLISHED_AT, read } from '../reading.ts';

const event = (detail: object, more = {}) => ({ ...exampleBody('pipebell-failed'), detail, ...more });

test('reads the event of a team', () => {
  expect(read(exampleBody('pipebell-failed'))).toMatchObject({
    source: 'pipebell-notification',
    moment: 'failed',
    severity: 'failure',
    time: '2026-03-04T09:15:30.000Z',
    title: 'Release 42 is not in the app store',
    account: '111122223333',
    region: 'eu-central-1',
    resource: { kind: 'release', name: 'shop-app', url: 'https://ci.example.com/releases/42' },
    execution: { id: 'release-42' },
    failures: [{ reason: 'The store refused the build: its privacy notes are missing.' }],
    commits: [{ id: '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093', summary: 'Ask before tracking', author: 'Jo Okafor' }],
    details: [
      { label: 'Version', value: '42.0.1' },
      { label: 'source', value: 'com.example.release' },
    ],
  });
});

test('reads the published detail alone, without account and Region', () => {
  const { detail } = exampleBody('pipebell-failed');
  const { title, text, resource, failures, commits, moment } = read(event(detail));

  expect(read({ pipebell: 1, ...detail })).toMatchObject({
    ...{ title, text, resource, failures, commits, moment },
    time: PUBLISHED_AT,
    account: undefined,
    details: [{ label: 'Version', value: '42.0.1' }],
  });
});

test('reads every field', () => {
  const url = 'https://ci.example.com/x';
  const detail = {
    moment: 'approval',
    text: 'Ready.',
    severity: 'warning',
    time: '2026-03-04T10:00:00+01:00',
    pipeline: { name: 'shop', url },
    stage: 'Release',
    series: { kind: 'pull-request', name: 'feature/a', number: '7' },
    execution: { id: 'run-1', attempt: 2, startedAt: '2026-03-04T08:00:00Z', url },
    durationSeconds: 61,
    environment: 'production',
    approval: { comment: 'Ship it?', expiresAt: '2026-03-05T09:00:00Z', reviewUrl: url, entityUrl: url },
    details: [{ label: 'Tests', value: '12' }],
    links: [{ label: 'Open run', url }],
  };

  expect(read(event(detail))).toMatchObject({
    ...detail,
    time: '2026-03-04T09:00:00.000Z',
    execution: { ...detail.execution, startedAt: '2026-03-04T08:00:00.000Z' },
    approval: { ...detail.approval, expiresAt: '2026-03-05T09:00:00.000Z' },
    details: [
      { label: 'Tests', value: '12' },
      { label: 'source', value: 'com.example.release' },
    ],
  });
});

test.each(MOMENTS)('reads the moment %s with a resource only', (moment) => {
  const notification = read(event({ moment, resource: { kind: 'release', name: 'shop' } }));

  expect(notification).toMatchObject({ moment, title: undefined });
  expect(notification.details).toEqual([{ label: 'source', value: 'com.example.release' }]);
  expect(headline(notification)).toMatch(/\bRelease shop\b/);
});

describe('the identity', () => {
  const keyed = (more: object) => ({ moment: 'failed', key: 'release-42', ...more });

  test('is derived from the key', () => {
    const id = read(event(keyed({}), { id: 'a' })).id;

    expect(id).toMatch(/^key_\w{26}$/);
    expect(read(event(keyed({ title: 'Other words' }), { id: 'b' })).id).toBe(id);
  });

  test.each([
    ['another moment', event(keyed({ moment: 'succeeded' }))],
    ['another key', event(keyed({ key: 'release-43' }))],
    ['another source', event(keyed({}), { source: 'com.example.other' })],
    ['another account', event(keyed({}), { account: '444455556666' })],
  ])('is not the same for %s', (_, other) => {
    expect(read(other).id).not.toBe(read(event(keyed({}))).id);
  });

  test('is the event’s without a key, and the message’s for a detail alone', () => {
    expect(read(event({ moment: 'failed' }, { id: 'a-b-c' })).id).toBe('a-b-c');
    expect(read({ pipebell: 1, moment: 'failed' }, { messageId: 'm-1' }).id).not.toBe(
      read({ pipebell: 1, moment: 'failed' }, { messageId: 'm-2' }).id,
    );
  });
});
