import { inWords } from '../../src/wording/document.ts';
import { loadVerdicts } from '../../src/wording/verdict-tables.ts';
import { aNotification } from '../support/factories.ts';

beforeAll(() => loadVerdicts('s3'));

test('a document has words in place of codes', () => {
  const notification = aNotification({
    pipeline: undefined,
    resource: { kind: 'state-machine', name: 'shop-releases' },
    verdict: { code: 'object-deleted', values: { object: 'a.zip' } },
    trigger: { type: 'WebhookV2' },
    missing: ['log: access-denied', 'a word'],
    details: [
      { label: 'exit-code', value: '1' },
      { label: 'Their own', value: '2' },
    ],
    links: [{ label: 'runbook', url: 'https://wiki.example.com/' }],
  });

  expect(inWords(notification)).toMatchObject({
    title: 'a.zip was deleted from shop-releases',
    resource: { kind: 'state machine', name: 'shop-releases' },
    trigger: { type: 'WebhookV2', words: 'a push' },
    missing: ['log: access denied', 'a word'],
    details: [
      { label: 'Exit code', value: '1' },
      { label: 'Their own', value: '2' },
    ],
    links: [{ label: 'Runbook', url: 'https://wiki.example.com/' }],
    verdict: notification.verdict,
  });
});

test('a document keeps the title of a sender, and has none where the moment says it', () => {
  const verdict = { code: 'object-deleted', values: { object: 'a.zip' } };

  expect(inWords(aNotification({ title: 'Disk full', verdict })).title).toBe('Disk full');
  expect(inWords(aNotification())).toEqual(aNotification());
});
