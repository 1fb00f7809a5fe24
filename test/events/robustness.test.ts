import fc from 'fast-check';
import { readMessage } from '../../src/events/index.ts';
import { Notification } from '../../src/model/notification.ts';
import { byteLength } from '../../src/text/clean.ts';
import { plainText } from '../../src/wording/words.ts';
import { FIXTURES, fixture, fixtureText, PUBLISHED_AT, read, sources } from './reading.ts';

const MAX_BYTES = 24 * 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they must not come through
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(texts) : [];

/** Checks that hold for the notification of any input. */
const check = (notification: Notification): void => {
  const { id, time } = Notification.parse(notification);
  expect(id).toMatch(/^[\w.:-]{1,100}$/);
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(texts(notification).filter((text) => HIDDEN.test(text) || !text.isWellFormed())).toEqual([]);
  expect(byteLength(JSON.stringify(notification))).toBeLessThan(MAX_BYTES);
  expect(plainText(notification).length).toBeGreaterThan(3);
};

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'detail-type', 'source'];

/** Texts that services of AWS publish, in our own words and values. */
const AWS_TEXTS = [
  'An AWS Backup job failed. Resource ARN : arn:aws:ec2:eu-north-1:222233334444:volume/vol-0a9b. BackupJob ID : 5d1c2b3a-0000',
  'AWS Budget Notification May 6, 2026\nAWS Account 222233334444\n\nthe ACTUAL Cost associated with your shop-live budget is greater than $80.00. The ACTUAL Cost associated with this budget is $93.20.',
];

const exampleTexts: string[] = [];
for (const source of sources) {
  for (const { text } of await source.examples(new Date(PUBLISHED_AT))) exampleTexts.push(text);
}

const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, '', ' ', 0, -1, 3.0, true, [], {}, '__proto__', 'constructor', '\u202e\u0000\ud800', 1e308),
  fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.jsonValue()),
  fc.string({ unit: 'binary', maxLength: 3000 }),
);

const places = (value: unknown, path: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => [[...path, key], ...places(child, [...path, key])])
    : [];

/** Sets the value at a path, or deletes it if `value` is undefined. */
const mutate = (event: unknown, path: string[], value: unknown): void => {
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], event);
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return;
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Object.defineProperty(parent, key, { value, configurable: true, enumerable: true, writable: true });
};

const aMutation = fc.constantFrom(...FIXTURES).chain((name) => {
  const path = fc.constantFrom(...places(fixture(name)));
  const change = fc.tuple(path, fc.oneof(fc.constant(undefined), anyJson));
  return fc.tuple(fc.constant(name), fc.array(change, { minLength: 1, maxLength: 4 }));
});

test('reads any JSON as a notification', () => {
  fc.assert(
    fc.property(anyJson, fc.option(fc.string({ unit: 'binary' }), { nil: undefined }), (body, subject) => {
      check(read(body, subject === undefined ? {} : { subject }));
    }),
    { numRuns: 500 },
  );
});

test('reads any text as a notification', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => check(read(text))));
});

test('reads a cut or changed text of an AWS service as a notification', () => {
  const texts = [...exampleTexts.filter((text) => !text.startsWith('{')), ...AWS_TEXTS];
  const part = fc.oneof(
    fc.constantFrom('\n', '\r\n', ' ', ': ', 'Environment: ', 'arn:aws:', ''),
    fc.string({ unit: 'binary' }),
  );
  const change = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(40), part);

  expect(texts.length).toBeGreaterThan(AWS_TEXTS.length);
  fc.assert(
    fc.property(change, fc.boolean(), ([text, at, length, added], isCut) => {
      const from = at % text.length;
      check(read(text.slice(0, from) + added + (isCut ? '' : text.slice(from + length))));
    }),
    { numRuns: 500 },
  );
});

test('reads long texts of an AWS service in a short time', () => {
  const long = [
    `Timestamp: x\nMessage: ${'\n'.repeat(100_000)}Environment: y`,
    `Timestamp: x\nMessage: ${'a\nEnvironment '.repeat(20_000)}`,
    `An AWS Backup job ${'failed '.repeat(40_000)}`,
    `AWS Budget Notification ${'the ACTUAL Cost associated with '.repeat(8000)}`,
    JSON.stringify({
      source: 'custom',
      content: { title: '<https://a|'.repeat(20_000), description: '*a '.repeat(60_000) },
    }),
    JSON.stringify({
      a: Array.from({ length: 3000 }, () => ({ b: [{ c: { state: 'x' } }] })),
      message: 'failed '.repeat(20_000),
    }),
  ];
  const started = process.cpuUsage();

  for (const text of long) check(read(text));

  expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
});

test('reads any value as a notification', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }), (body) =>
      check(readMessage({ body, messageId: 'm-1', publishedAt: PUBLISHED_AT }, sources)),
    ),
    { numRuns: 500 },
  );
});

test('reads an event with missing fields or fields of other types', () => {
  fc.assert(
    fc.property(aMutation, ([name, changes]) => {
      const event = fixture(name);
      for (const [path, value] of changes) mutate(event, path, structuredClone(value));
      check(read(event));
    }),
    { numRuns: 2000 },
  );
});

test('ignores one invalid field and keeps the others', () => {
  const needed = new Set(['source', 'detail-type', 'detailType', 'detail', 'detail.pipeline', 'detail.state']);
  for (const name of FIXTURES.filter((fixtureName) => /^(?:pipeline|stage|action)/.test(fixtureName))) {
    for (const path of places(fixture(name)).filter((place) => !needed.has(place.join('.')))) {
      for (const odd of [{ odd: true }, [[]], 7, null]) {
        const event = fixture(name);
        mutate(event, path, odd);

        expect(read(event)).toMatchObject({ source: 'codepipeline', state: fixture(name).detail.state });
      }
    }
  }
});

test.each(NAMES)('accepts a field called %s in any position', (name) => {
  for (const fixtureName of FIXTURES) {
    const poison = `{${JSON.stringify(name)}: {"pipeline": "evil", "state": "EVIL", "toString": 1}, `;
    const text = fixtureText(fixtureName).replaceAll('{', poison).replaceAll(', }', '}');

    const notification = read(text);

    check(notification);
    expect(notification.pipeline?.name).not.toBe('evil');
  }
  expect(({} as Record<string, unknown>).pipeline).toBeUndefined();
});

test.each(FIXTURES)('limits the size of %s with a mebibyte in every field', (name) => {
  for (const filler of ['x', '界', '"\\', '😀', 'https://example.com/', 'e\u0301\u0301\u0301', '\u202e', 'a\n']) {
    const huge = filler.repeat(Math.ceil(1_048_576 / filler.length));
    const paths = places(fixture(name)).filter(
      (path) => !['source', 'detail-type', 'detailType'].includes(path[0] ?? ''),
    );
    const whole = fixture(name);
    for (const path of paths) mutate(whole, path, huge.slice(0, 4000));
    check(readMessage({ body: whole, subject: huge, messageId: 'm-1', publishedAt: PUBLISHED_AT }, sources));
    if (filler !== '界') continue;
    for (const path of paths) {
      const event = fixture(name);
      mutate(event, path, huge);
      check(readMessage({ body: event, subject: huge, messageId: 'm-1', publishedAt: PUBLISHED_AT }, sources));
    }
  }
});

test.each(['token', '?', '://', '{', '\u001b[', 'a@', '-----', '_x'])(
  'a mebibyte of %j is read in no time',
  (filler) => {
    const message = filler.repeat(Math.ceil(1_048_576 / filler.length));
    const start = performance.now();

    check(read({ message, [message]: message }));
    check(read(message));

    expect(performance.now() - start).toBeLessThan(2000);
  },
);

test('limits the size of long lists', () => {
  const event = fixture('pipeline-failed-rule');
  event.additionalAttributes.failedActions = Array.from({ length: 20_000 }, (_, index) => ({
    action: `界${index}`.padEnd(100, '界'),
    additionalInformation: '界'.repeat(2000),
  }));
  event.additionalAttributes.sourceActions = Array.from({ length: 20_000 }, () => ({
    sourceActionVariables: {
      CommitId: '界'.repeat(900),
      BranchName: '界'.repeat(900),
      RepositoryName: '界'.repeat(900),
    },
  }));
  event.detail['execution-trigger'] = Object.fromEntries(
    Object.keys(fixture('pipeline-succeeded-git').detail['execution-trigger']).map((key) => [key, '界'.repeat(900)]),
  );
  event.detail.pipeline = '界'.repeat(100);
  event.detail['execution-id'] = 'a'.repeat(200);

  check(readMessage({ body: event, messageId: 'm-1', publishedAt: PUBLISHED_AT }, sources));
  check(read(JSON.stringify(Array.from({ length: 50_000 }, () => '界'.repeat(10)))));
});
