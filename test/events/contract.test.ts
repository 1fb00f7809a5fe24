import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { eventSources, loadEventSources, readMessage, sourcesFor, toMessage } from '../../src/events/index.ts';
import type { EventSource, Example } from '../../src/model/event-source.ts';
import { Notification } from '../../src/model/notification.ts';
import { byteLength } from '../../src/text/clean.ts';
import { plainText } from '../../src/wording/words.ts';

const NOW = new Date('2026-03-04T09:15:30.000Z');
const PUBLISHED_AT = '2026-03-04T09:20:00.000Z';
const GUIDE = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8');
const ROWS = [...GUIDE.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);

const sources = await loadEventSources();
const examplesOf = new Map<string, readonly Example[]>();
for (const source of sources) examplesOf.set(source.name, await source.examples(NOW));

const messageOf = (text: string, subject?: string) =>
  toMessage({ text, subject, messageId: 'm-1', publishedAt: PUBLISHED_AT });

const read = async ({ text, subject }: Pick<Example, 'text' | 'subject'>): Promise<Notification> => {
  const message = messageOf(text, subject);
  return readMessage(message, await sourcesFor(message));
};

// biome-ignore lint/suspicious/noExplicitAny: tests change events in every place
type Json = any;

const isJson = ({ text }: Example): boolean => text.startsWith('{');

const walk = (node: Json, visit: (parent: Json, key: string) => void): void => {
  if (typeof node !== 'object' || node === null) return;
  for (const key of Object.keys(node)) {
    walk(node[key], visit);
    visit(node, key);
  }
};

const places = (node: Json, path: string[] = []): string[][] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, child]) => [[...path, key], ...places(child, [...path, key])])
    : [];

const without = (event: Json, path: string[], value?: unknown): Json => {
  const copy = structuredClone(event);
  const parent = path.slice(0, -1).reduce((node, key) => node[key], copy);
  if (value === undefined) delete parent[path.at(-1) ?? ''];
  else parent[path.at(-1) ?? ''] = value;
  return copy;
};

/** Checks that hold for the notification of any event. */
const check = (notification: Notification): void => {
  const { id, time } = Notification.parse(notification);
  expect(id).toMatch(/^[\w.:-]{1,100}$/);
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(byteLength(JSON.stringify(notification))).toBeLessThan(24 * 1024);
  expect(plainText(notification).length).toBeGreaterThan(3);
};

test('no two sources have an example of the same name', () => {
  const names = [...examplesOf.values()].flat().map(({ name }) => name);

  expect(names).toEqual([...new Set(names)]);
});

test('no two sources explain the failed actions of the same provider', () => {
  const providers = sources.flatMap(({ enrichment }) => enrichment?.providers ?? []);

  expect(providers).toEqual([...new Set(providers)]);
  expect(providers).toContain('CodeBuild');
});

describe.each(sources.map((source) => [source.name, source] as const))('the event source %s', (name, source) => {
  const examples = examplesOf.get(name) ?? [];

  test('reads its own examples, and no other source does', async () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const message = messageOf(example.text, example.subject);
      const readers = sources.filter((each) => each.name !== 'generic' && each.read(message));

      expect({ example: example.name, readers: readers.map((each) => each.name) }).toEqual({
        example: example.name,
        readers: name === 'generic' ? [] : [name],
      });
      const notification = await read(example);
      expect(notification.source).toBe(name);
      check(notification);
    }
  });

  test('is registered under its own name', async () => {
    expect(await eventSources.named(name)).toBe(name === 'generic' ? undefined : source);
  });

  test('is found by the providers whose failed actions it explains', async () => {
    for (const provider of source.enrichment?.providers ?? []) {
      expect(await eventSources.explaining(provider)).toBe(source);
      expect(await eventSources.explaining(provider.toLowerCase())).toBe(source);
    }
  });

  test('declares for enrichment only operations that read', async () => {
    for (const { operations, resources } of source.enrichment?.asks ?? []) {
      for (const operation of operations) expect(operation).toMatch(/^(?:Get|List|BatchGet|Describe)[A-Z]\w+$/);
      expect(resources.length).toBeGreaterThan(0);
    }
    if (source.enrichedBy) {
      expect((await eventSources.named(source.enrichedBy))?.enrichment?.asks.length).toBeGreaterThan(0);
    }
  });

  test('gives copies the same identity and different events different ones', async () => {
    const again = await source.examples(NOW);
    for (const [at, example] of examples.entries()) {
      const { id } = await read(example);
      expect((await read(example)).id).toBe(id);
      if (isJson(example)) expect((await read(again[at] as Example)).id).not.toBe(id);
    }
  });

  test('has an example of every detail type that it subscribes to', () => {
    const events = examples.filter(isJson).map(({ text }) => JSON.parse(text));
    const isSample = (own: EventSource['subscribes'][number], type: string) =>
      events.some((event) => [event.source, undefined].includes(own.source) && event['detail-type'] === type);

    for (const own of source.subscribes) {
      expect(own.detailTypes.filter((type) => !isSample(own, type))).toEqual([]);
    }
  });

  test('ignores unknown fields of AWS', async () => {
    // The generic source shows fields of any name.
    for (const example of examples.filter((each) => isJson(each) && name !== 'generic')) {
      const event = JSON.parse(example.text);
      walk({ event }, (parent, key) => {
        const node = parent[key];
        if (typeof node === 'object' && node !== null && !Array.isArray(node)) node['pipebell-new'] = { a: ['field'] };
      });

      expect(await read({ ...example, text: JSON.stringify(event) })).toEqual(await read(example));
    }
  });

  test('reads an event with any field missing or changed', async () => {
    const events = examples.filter(isJson).map((example) => ({ example, event: JSON.parse(example.text) }));
    const odd = fc.constantFrom(undefined, null, 7, '', 'x', [[]], [null], {}, { odd: true }, '\u202e\u0000\ud800');
    if (events.length === 0) return;
    const change = fc
      .constantFrom(...events)
      .chain(({ example, event }) =>
        fc.tuple(fc.constant(example), fc.constant(event), fc.constantFrom(...places(event)), odd),
      );

    await fc.assert(
      fc.asyncProperty(change, async ([{ subject }, event, path, value]) => {
        const text = JSON.stringify(without(event, path, value));
        check(await read({ text, ...(subject !== undefined && { subject }) }));
      }),
      { numRuns: 300 },
    );
  });

  test('limits the size of long fields', async () => {
    for (const example of examples.filter(isJson)) {
      const event = JSON.parse(example.text);
      const needed = new Set(['source', 'detail-type', 'detailType']);
      for (const path of places(event).filter(([first = '']) => !needed.has(first))) {
        const before = path.reduce((node, key) => node[key], event);
        if (typeof before !== 'string') continue;
        check(await read({ text: JSON.stringify(without(event, path, `${before}${'界'.repeat(20_000)}`)) }));
      }
    }
  });

  test('links to the console of the Region’s partition or has no link', async () => {
    for (const example of examples.filter(isJson)) {
      for (const [region, host] of [
        ['cn-north-1', '.amazonaws.cn/'],
        ['us-gov-west-1', 'console.amazonaws-us-gov.com/'],
        ['us-iso-east-1', 'no console is known'],
      ] as const) {
        const notification = await read({ text: example.text.replaceAll('eu-central-1', region) });
        const links = JSON.stringify(notification).match(/https:[^"]*console[^"]*amazon[^"]*/g) ?? [];
        // Links from the event itself are AWS's and not checked.
        const own = links.filter((link) => !example.text.replaceAll('eu-central-1', region).includes(link));
        expect(own.filter((link) => !link.includes(host))).toEqual([]);
      }
    }
  });

  test('has a test folder', () => {
    const folder = new URL(`./${name}/`, import.meta.url);
    const files = existsSync(folder) ? readdirSync(folder) : [];

    if (!files.some((file) => file.endsWith('.test.ts'))) {
      throw new Error(`the event source ${name} has no tests: add test/events/${name}/notify.test.ts`);
    }
  });

  test('has a row in docs/sources.md', () => {
    expect({ source: name, hasRow: ROWS.includes(name) }).toEqual({ source: name, hasRow: true });
  });
});
