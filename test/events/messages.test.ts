import { readMessage, sourcesFor, toMessage } from '../../src/events/index.ts';
import { fixture, fixtureText, PUBLISHED_AT, read, sources } from './reading.ts';

const bodyOf = (text: string): unknown => toMessage({ text, messageId: 'm-1', publishedAt: PUBLISHED_AT }).body;

describe('a message', () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    ['[1]', [1]],
    ['null', null],
    ['plain', 'plain'],
    ['', ''],
    ['{"a":', '{"a":'],
    ['5', '5'],
    ['true', 'true'],
    ['"quoted"', 'quoted'],
    ['"{\\"a\\":1}"', { a: 1 }],
    ['"\\"twice\\""', 'twice'],
  ])('of the text %s has the body %j', (text, body) => {
    expect(bodyOf(text)).toEqual(body);
  });

  test('has no subject if SNS sends null', () => {
    expect(toMessage({ text: 'x', subject: null, messageId: 'm-1', publishedAt: PUBLISHED_AT })).toEqual({
      body: 'x',
      subject: undefined,
      messageId: 'm-1',
      publishedAt: PUBLISHED_AT,
    });
  });

  test('is unwrapped from a JSON string', () => {
    expect(read(JSON.stringify(fixtureText('pipeline-failed')))).toEqual(read(fixture('pipeline-failed')));
  });

  test.each(['originalEvent', 'event', 'anything'])('is unwrapped from the field %p', (key) => {
    expect(read({ note: 'hello', [key]: fixture('pipeline-failed') })).toEqual(read(fixture('pipeline-failed')));
    expect(read({ [key]: fixture('pipeline-failed-rule') })).toEqual(read(fixture('pipeline-failed-rule')));
  });

  test('is not unwrapped from two levels down, nor if it only resembles an event', () => {
    expect(read({ a: { b: fixture('pipeline-failed') } }).source).toBe('generic');
    expect(read({ a: { source: 'aws.codepipeline' } }).source).toBe('generic');
  });

  test('is the outer of two nested events', () => {
    const event = { ...fixture('pipeline-failed'), extra: fixture('action-failed') };

    expect(read(event)).toMatchObject({ level: 'pipeline' });
  });
});

describe('the event sources', () => {
  test('have unique names, and the generic source is the last', () => {
    const names = sources.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
    expect(names.at(-1)).toBe('generic');
  });

  test.each(['pipeline-failed', 'approval-message', 'codebuild-phase'] as const)('have one reader of %s', (name) => {
    const message = toMessage({ text: fixtureText(name), messageId: 'm-1', publishedAt: PUBLISHED_AT });

    const readers = sources.filter((source) => source.name !== 'generic' && source.read(message));

    expect(readers.length).toBeLessThanOrEqual(1);
    expect(readMessage(message, sources).source).toBe(readers[0]?.name ?? 'generic');
  });

  test.each([
    ['pipeline-failed', ['codepipeline']],
    ['pipeline-failed-rule', ['codepipeline']],
    ['approval-message', ['codepipeline-approval']],
    ['codebuild-phase', ['codebuild']],
  ] as const)('are loaded for %s only if they may read it', async (name, expected) => {
    const message = toMessage({ text: fixtureText(name), messageId: 'm-1', publishedAt: PUBLISHED_AT });

    expect((await sourcesFor(message)).map((source) => source.name)).toEqual(expected);
  });

  test('include the generic one for a message that no other reads', async () => {
    const event = { ...fixture('pipeline-failed'), detail: {} };
    const namesFor = async (body: unknown) => {
      const text = JSON.stringify(body);
      return (await sourcesFor(toMessage({ text, messageId: 'm-1', publishedAt: PUBLISHED_AT }))).map(
        ({ name }) => name,
      );
    };

    expect(await namesFor(event)).toEqual(['codepipeline', 'generic']);
    expect(await namesFor('hello')).toEqual(['generic']);
  });
});
