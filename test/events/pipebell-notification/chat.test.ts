import { headline, plainText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, PUBLISHED_AT, read } from '../reading.ts';

const custom = (content: unknown, metadata?: object, more: object = {}) => ({
  version: '1.0',
  source: 'custom',
  content,
  ...(metadata && { metadata }),
  ...more,
});

test('reads a custom notification with title, description, steps, links and resources', () => {
  expect(read(exampleBody('chat-notification-failed'))).toEqual({
    version: 1,
    id: expect.stringMatching(/^custom_\w{26}$/),
    source: 'pipebell-notification',
    moment: 'failed',
    severity: 'failure',
    time: PUBLISHED_AT,
    title: 'Nightly import failed',
    resource: { kind: 'thread', name: 'nightly-import' },
    lasting: true,
    commits: [],
    failures: [{ reason: '3 of 12 files were refused: prices.csv has no column currency.' }],
    details: [
      { label: 'next-step', value: 'Ask the supplier for a corrected file' },
      { label: 'resources', value: 'shop-imports' },
      { label: 'supplier', value: 'north' },
    ],
    links: [{ label: 'Read the runbook', url: 'https://wiki.example.com/imports' }],
  });
});

test.each([
  ['Restore of the catalogue FAILED', {}, 'failed', 'failure'],
  ['Catalogue', { summary: 'Restore failed' }, 'failed', 'failure'],
  ['Catalogue', { eventType: 'restore-failed' }, 'failed', 'failure'],
  ['RESOLVED: the catalogue answers again', {}, 'succeeded', 'success'],
  ['Restore of the catalogue succeeded', {}, 'succeeded', 'success'],
  ['Restore of the catalogue', { eventType: 'restore' }, 'message', 'info'],
])('"%s" with %j is the moment %s', (title, metadata, moment, severity) => {
  expect(read(custom({ textType: 'client-markdown', title, description: 'Words.' }, metadata))).toMatchObject({
    moment,
    severity,
    title,
  });
});

test('is a failure by its keywords', () => {
  const content = { title: 'Catalogue', description: 'The restore ended.', keywords: ['ERROR', 'catalogue'] };

  expect(read(custom(content)).moment).toBe('failed');
  expect(read(custom({ ...content, keywords: ['catalogue'] })).moment).toBe('message');
});

test('does not read a failure in the description, which is prose', () => {
  expect(read(custom({ title: 'Weekly report', description: 'Two builds failed.' })).moment).toBe('message');
});

test('has a history only if it belongs to a thread', () => {
  expect(read(custom({ title: 'Import failed' }, { threadId: 'import' }))).toMatchObject({
    lasting: true,
    resource: { name: 'import' },
  });
  const { lasting, resource } = read(custom({ title: 'Import failed' }));
  expect([lasting, resource]).toEqual([undefined, undefined]);
});

test.each([
  [
    'a description only',
    custom({ description: 'The restore ended.\nIt took 4 min.' }),
    'The restore ended.',
    'It took 4 min.',
  ],
  ['a text as content', custom('The restore ended.'), 'The restore ended.', undefined],
  [
    'a summary only',
    custom({ textType: 'client-markdown' }, { summary: 'The restore ended.' }),
    'The restore ended.',
    undefined,
  ],
  [
    'no source',
    { version: '1.0', content: { title: 'The restore ended.', description: 'Words.' } },
    'The restore ended.',
    'Words.',
  ],
  ['no version', { source: 'custom', content: { title: 'The restore ended.' } }, 'The restore ended.', undefined],
  [
    'wrong types',
    custom({ title: 'The restore ended.', description: 4, nextSteps: 7, keywords: {} }, { threadId: [] }),
    'The restore ended.',
    '4',
  ],
])('with %s shows what it has', (_, body, title, text) => {
  expect(read(body)).toMatchObject({ source: 'pipebell-notification', moment: 'message', title, text });
});

test('with a single step instead of a list shows it', () => {
  expect(read(custom({ title: 'Import', nextSteps: 'Call the supplier' })).details).toEqual([
    { label: 'next-step', value: 'Call the supplier' },
  ]);
});

test.each([
  ['<https://ci.example.com/7|Open the run>', 'Open the run', 'https://ci.example.com/7'],
  ['[Open the run](https://ci.example.com/7)', 'Open the run', 'https://ci.example.com/7'],
  ['Open the run: https://ci.example.com/7', 'Open the run', 'https://ci.example.com/7'],
])('the step %s is a link', (step, label, url) => {
  expect(read(custom({ title: 'Import', nextSteps: [step] })).links).toEqual([{ label, url }]);
});

test('links in the description are links, and their words stay in the text', () => {
  expect(
    read(custom({ title: 'Import', description: 'See <https://ci.example.com/7|run 7> &amp; wait.' })),
  ).toMatchObject({
    text: 'See run 7 & wait.',
    links: [{ label: 'run 7', url: 'https://ci.example.com/7' }],
  });
});

test('has no link that is not http', () => {
  expect(read(custom({ title: 'Import', nextSteps: ['<javascript:alert(1)|Open>'] })).links).toEqual([]);
});

test('shows no field of the context whose name is that of a secret', () => {
  const context = { apiKey: 'hunter2', dbPassword: 'hunter2', run: 'nr-7' };

  expect(read(custom({ title: 'Import' }, { additionalContext: context })).details).toEqual([
    { label: 'run', value: 'nr-7' },
  ]);
  expectHidden('hunter2', custom({ title: 'Import' }, { additionalContext: context }));
});

describe('the identity', () => {
  const sent = custom({ title: 'Import failed', description: 'Words.' }, undefined, { id: 'run-7' });

  test('is derived from the id and the words', () => {
    expect(read(sent, { messageId: 'm-2' }).id).toBe(read(sent, { messageId: 'm-1' }).id);
  });

  test('differs for another id and for other words under the same id', () => {
    expect(read({ ...sent, id: 'run-8' }).id).not.toBe(read(sent).id);
    expect(read({ ...sent, content: { title: 'Import recovered' } }).id).not.toBe(read(sent).id);
  });

  test('is the message’s without an id', () => {
    const bare = custom({ title: 'Import failed' });

    expect(read(bare, { messageId: 'm-1' }).id).not.toBe(read(bare, { messageId: 'm-2' }).id);
  });
});

test('leaves objects with other contents to the generic source', () => {
  for (const body of [
    { content: { body: 'x' } },
    { source: 'custom', content: {} },
    { source: 'shop', content: { title: 'x' } },
    { content: 'x' },
  ]) {
    expect(read(body).source).toBe('generic');
  }
});

test('an AWS event in the field content is read as that event', () => {
  expect(read({ content: exampleBody('codebuild-failed') }).source).toBe('codebuild');
});

test('says more than its source in one line', () => {
  expect(headline(read(exampleBody('chat-notification-failed')))).toBe('Nightly import failed');
  expect(plainText(read(exampleBody('chat-notification-failed')))).toMatch(/Nightly import failed.*files were refused/);
});
