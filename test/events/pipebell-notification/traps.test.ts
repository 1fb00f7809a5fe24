import { frozenClock } from '../../../src/local/clock.ts';
import { createLocalRelay } from '../../../src/local/relay.ts';
import { byteLength } from '../../../src/text/clean.ts';
import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const event = (detail: unknown) => ({ ...exampleBody('pipebell-failed'), detail });
const problemsOf = (detail: unknown): string[] =>
  read(event(detail)).details.flatMap(({ label, value }) => (label === 'not-valid' ? [value] : []));

describe('an invalid field', () => {
  test.each([
    ['moment', { moment: 'canary' }, /^moment: expected "started" or "succeeded" or /],
    ['moment', {}, /^moment: expected "started"/],
    ['title', { moment: 'failed', title: 5 }, /^title: expected string$/],
    ['time', { moment: 'failed', time: 'canary' }, /^time: expected a time with a zone, such as/],
    ['resource', { moment: 'failed', resource: { name: 'canary' } }, /^resource\.kind: expected string$/],
    ['commits', { moment: 'failed', commits: 'canary' }, /^commits: expected array$/],
    ['links', { moment: 'failed', links: [{ label: 'x', url: 'ftp://canary' }] }, /^links\.0\.url: expected an http/],
    [
      'attempt',
      { moment: 'failed', execution: { id: 'x', attempt: 2.5 } },
      /^execution\.attempt: expected a whole number/,
    ],
    ['durationSeconds', { moment: 'failed', durationSeconds: -5 }, /^durationSeconds: expected seconds, from 0/],
    ['pipebell', { pipebell: 2, moment: 'failed' }, /^pipebell: expected "1"$/],
    ['all of it', 'canary', /^expected object$/],
    ['all of it', ['canary'], /^expected object$/],
  ])('%s is reported by its name and never by its value', (_, detail, problem) => {
    expect(problemsOf(detail)).toEqual([expect.stringMatching(problem)]);
    expect(JSON.stringify(read(event(detail)))).not.toContain('canary');
  });

  test('is left out and the other fields are kept', () => {
    expect(read(event({ moment: 'succeeded', title: 'Done', commits: [{}], text: 'Words' }))).toMatchObject({
      moment: 'succeeded',
      severity: 'success',
      title: 'Done',
      text: 'Words',
      commits: [],
    });
  });

  test('makes the notification a failure if it is the moment', () => {
    expect(read(exampleBody('pipebell-invalid'))).toMatchObject({ moment: 'failed', title: 'Release 44' });
  });

  test('has a headline even if no other field is valid', () => {
    expect(headline(read({ pipebell: 1 }))).toBe('A notification that is not valid');
    expect(headline(read(event(null)))).toBe('A notification that is not valid');
  });
});

test('ignores unknown fields', () => {
  expect(problemsOf({ moment: 'failed', color: 'red', commits: [{ id: 'a1b2c3d', signed: true }] })).toEqual([]);
});

test('reads any object with the field pipebell', () => {
  expect(read({ pipebell: 1, moment: 'failed', event: exampleBody('codebuild-succeeded') }).source).toBe(
    'pipebell-notification',
  );
});

test('does not read an event of another detail type', () => {
  expect(read({ ...event({ pipebell: 1, moment: 'failed' }), 'detail-type': 'Something else' }).source).toBe('generic');
});

test('reads names such as __proto__ as names', () => {
  const text = JSON.stringify(event({})).replace('"detail":{}', '"detail":{"__proto__":{"moment":"failed"},"title":1}');

  expect(read(text)).toMatchObject({
    moment: 'failed',
    title: undefined,
    verdict: { code: 'notification-not-valid' },
  });
});

test('limits the size of a notification with every field filled', () => {
  const long = '界'.repeat(5000);
  const url = `https://example.com/${'a'.repeat(1900)}`;
  const many = <Item>(item: Item): Item[] => Array.from({ length: 50 }, () => item);
  const notification = read(
    event({
      moment: 'failed',
      title: long,
      text: long,
      pipeline: { name: long, url },
      resource: { kind: long, name: long, url },
      execution: { id: long, url },
      stage: long,
      environment: long,
      approval: { comment: long, reviewUrl: url, entityUrl: url },
      commits: many({ id: long, summary: long, author: long, url, repository: long, branch: long, tag: long }),
      failures: many({ stage: long, action: long, reason: long, code: long, url, log: long, logUrl: url }),
      details: many({ label: long, value: long }),
      links: many({ label: long, url }),
    }),
  );

  expect(byteLength(JSON.stringify(notification))).toBeLessThan(24 * 1024);
  expect(notification).toMatchObject({ moment: 'failed', failures: [{ reason: expect.stringMatching(/^界+…$/) }] });
});

test('removes a secret before the delivery is queued', async () => {
  const clock = frozenClock(new Date('2026-03-04T09:20:00.000Z'));
  const relay = createLocalRelay({
    clock,
    send: () => Promise.reject(new Error('nothing is sent here')),
    telemetry: { routed: () => {}, delivered: () => {}, targets: () => {}, ledger: () => {} },
    allowPrivateTargets: false,
    enrichmentMs: 0,
  });
  relay.addTarget('team', { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x' });
  const secret = 'ghp_0123456789canary0123456789abcdef0123';

  await relay.publish(
    JSON.stringify({
      pipebell: 1,
      moment: 'failed',
      title: `Push with ${secret} failed`,
      text: `token=${secret}`,
      failures: [{ reason: `git clone https://x:${secret}@example.com/shop.git`, log: `PASSWORD=${secret}` }],
      details: [{ label: 'Password', value: 'canary-hunter2' }],
      links: [{ label: 'Open artefact', url: `https://example.com/a?token=${secret}` }],
    }),
  );

  const [queued] = relay.aws.deliveries.messages;
  expect(queued?.body).toContain('Push with [redacted] failed');
  expect(queued?.body).not.toContain('canary');
});
