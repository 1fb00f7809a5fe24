import fc from 'fast-check';
import { enrich } from '../../src/enrichment/enrich.ts';
import { endingsOf } from '../../src/events/codepipeline/enrichment/executions.ts';
import { eventSources } from '../../src/events/index.ts';
import { Notification } from '../../src/model/notification.ts';
import { withoutAuthors } from '../../src/relay/authors.ts';
import { emailOf } from '../../src/text/email.ts';
import { LABELS } from '../../src/wording/labels.ts';
import { read } from '../events/reading.ts';
import { anyText } from '../support/arbitraries.ts';
import { fakeAws, refusal } from './fake-aws.ts';
import { aBareFailure, theAnswers } from './fixtures.ts';

const OPERATIONS = [...Object.keys(theAnswers()), 'codebuild BatchGetBuildBatches'];

/** A JSON value like this one, with some of its parts replaced by anything. */
const mutated = (value: unknown): fc.Arbitrary<unknown> => {
  const anything = fc.oneof(fc.jsonValue(), anyText(), fc.constantFrom(null, '', -1, 1e300, [], {}));
  const same = (): fc.Arbitrary<unknown> => {
    if (Array.isArray(value)) {
      return fc
        .tuple(...value.map(mutated))
        .chain((items) => fc.nat(25).map((more) => [...items, ...Array(more).fill(items[0])]));
    }
    if (typeof value !== 'object' || value === null) return fc.constant(value);
    return fc.record(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mutated(field)])));
  };
  return fc.oneof({ weight: 12, arbitrary: same() }, { weight: 1, arbitrary: anything });
};

/** Larger answers are cut off by the HTTP exchange. */
const MAX_ANSWER_CHARS = 500_000;

const anyAnswer = (operation: string, known: Readonly<Record<string, unknown>> = theAnswers()) =>
  fc
    .oneof(
      { weight: 4, arbitrary: mutated(known[operation] ?? {}) },
      { weight: 1, arbitrary: fc.jsonValue() },
      { weight: 1, arbitrary: fc.string().map(refusal) },
    )
    .map((answer) => ((JSON.stringify(answer)?.length ?? 0) > MAX_ANSWER_CHARS ? refusal('NetworkBrokenOff') : answer));

const anyAnswers = fc.record(Object.fromEntries(OPERATIONS.map((operation) => [operation, anyAnswer(operation)])));

const anyEvent = fc
  .record({
    moment: fc.constantFrom('failed', 'approval', 'succeeded'),
    level: fc.constantFrom('pipeline', 'stage', 'action'),
    known: fc.boolean(),
  })
  .map(({ moment, level, known }) => {
    const { execution, ...event } = aBareFailure({
      moment,
      level,
      stage: 'Test',
      action: { name: 'Unit', category: 'Approval' },
    } as Partial<Notification>);
    return known || moment !== 'approval' ? { ...event, execution } : { ...event, source: 'codepipeline-approval' };
  });

/** The examples of the sources that declare answers, with those answers. */
const declaring = await Promise.all(
  (await eventSources.all()).map(async (source) => {
    const answers = (await source.enrichment?.exampleAnswers?.()) ?? {};
    const examples = await source.examples(new Date('2026-04-08T14:20:00Z'));
    const notifications = examples.map(({ text, subject }) => read(text, subject === undefined ? {} : { subject }));
    return { name: source.name, answers, notifications };
  }),
);
const withAnswers = declaring.filter(({ answers }) => Object.keys(answers).length > 0);

const expectValid = (result: Notification): void => {
  const json = JSON.stringify(withoutAuthors(result));
  for (const { email, login } of result.authors ?? []) {
    expect(email ?? login).toMatch(/\S/);
    expect(emailOf(email)).toBe(email);
  }
  expect(Notification.parse(JSON.parse(json))).toEqual(JSON.parse(json));
  expect(Buffer.byteLength(json)).toBeLessThan(28 * 1024);
  expect(result.missing?.length ?? 0).toBeLessThanOrEqual(4);
};

describe.each(withAnswers.map((each) => [each.name, each] as const))('any answer about %s', (_, source) => {
  const { answers, notifications } = source;

  test('leaves a valid notification that fits into a message, without a secret', async () => {
    const operations = Object.keys(answers);
    const anyOf = fc.record(Object.fromEntries(operations.map((name) => [name, anyAnswer(name, answers)])));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...notifications), anyOf, async (event, given) => {
        const aws = fakeAws(given);

        const result = await enrich(event, aws);

        expectValid(result);
        expect({ ...result, severity: event.severity, id: event.id }).toMatchObject({
          source: event.source,
          resource: event.resource,
        });
        expect(aws.calls.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test('shows the answers of the examples', async () => {
    const changed = [];
    for (const event of notifications) {
      const result = await enrich(event, fakeAws(answers));
      expectValid(result);
      expect(result.missing).toBeUndefined();
      const codes = [...result.details.map(({ label }) => label), ...(result.counts ? [result.counts.of] : [])];
      expect(codes.filter((code) => !Object.hasOwn(LABELS, code))).toEqual([]);
      if (JSON.stringify(result) !== JSON.stringify(event)) changed.push(result);
    }
    expect(changed.length).toBeGreaterThan(0);
  });

  test.each(['AccessDeniedException', 'ThrottlingException', 'Timeout', 'BadAnswer'])(
    'is named in missing with codes that have words, and nothing else changes, after %s',
    async (code) => {
      const refused = Object.fromEntries(Object.keys(answers).map((name) => [name, refusal(code)]));
      const named = new Set<string>();
      for (const event of notifications) {
        const { missing = [], ...result } = await enrich(event, fakeAws(refused));
        expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(event)));
        for (const part of missing.flatMap((fact) => fact.split(': '))) named.add(part);
      }
      expect([...named].filter((part) => !Object.hasOwn(LABELS, part))).toEqual([]);
      expect(named.size).toBeGreaterThan(1);
    },
  );
});

test('the sources that ask AWS, but for pipelines and their parts, declare answers for their examples', () => {
  expect(withAnswers.map(({ name }) => name)).toEqual(expect.arrayContaining(['cloudformation', 'step-functions']));
});

describe('any answer of AWS', () => {
  test('leaves a valid notification that fits into a message', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, anyAnswers, async (event, answers) => {
        const aws = fakeAws(answers);

        const result = await enrich(event as Notification, aws);

        expectValid(result);
        expect(result.commits.length).toBeLessThanOrEqual(10);
        expect(aws.calls.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('is read as valid endings', () => {
    fc.assert(
      fc.property(anyAnswer('codepipeline ListPipelineExecutions'), (output) => {
        for (const ending of endingsOf(output)) {
          expect(new Date(ending.time).toISOString()).toBe(ending.time);
          expect(ending).toMatchObject({ attempt: 1, execution: expect.any(String), failed: expect.any(Boolean) });
        }
      }),
    );
  });
});
