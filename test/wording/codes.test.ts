import type { Notification } from '../../src/model/notification.ts';
import { enrichSample } from '../../src/samples/enrichment.ts';
import { notificationOf } from '../../src/samples/notification.ts';
import { loadSamples } from '../../src/samples/samples.ts';
import { codeText, LABELS, labelText } from '../../src/wording/labels.ts';
import { loadAllVerdicts } from '../../src/wording/verdict-tables.ts';
import { verdictText } from '../../src/wording/verdicts.ts';

const NOW = new Date('2026-03-04T09:15:30.000Z');

/** Sources whose labels are their sender's. */
const FOREIGN: readonly string[] = ['generic', 'pipebell-notification'];

const samples: { name: string; notification: Notification }[] = [];
for (const sample of await loadSamples(NOW)) {
  const notification = await enrichSample(await notificationOf(sample, NOW), NOW);
  samples.push({ name: sample.name, notification });
}

/** The codes that must have words: those of our own sources. */
const codesOf = ({ source, details, links, resource, counts, missing = [] }: Notification): string[] => [
  ...(FOREIGN.includes(source) ? [] : [...details, ...links].map(({ label }) => label)),
  ...(resource && !FOREIGN.includes(source) ? [resource.kind] : []),
  ...(counts ? [counts.of] : []),
  ...missing.flatMap((fact) => fact.split(': ')),
];

const VERDICTS = await loadAllVerdicts();

const isCode = (label: string): boolean => /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(label);

test('every code of a sample has words', () => {
  const codes = [...new Set(samples.flatMap(({ notification }) => codesOf(notification)).filter(isCode))];

  expect(codes).toContain('alarm');
  expect(codes.filter((code) => codeText(code) === undefined)).toEqual([]);
});

test('every verdict of a sample has a sentence', () => {
  const without = samples.filter(
    ({ notification: { verdict } }) => verdict && verdictText('shop', verdict) === undefined,
  );

  expect(verdictText('shop', { code: 'nothing-of-the-kind', values: {} })).toBeUndefined();
  expect(without.map(({ name, notification }) => `${name}: ${notification.verdict?.code}`)).toEqual([]);
});

test('a sentence is complete without the values of another version', () => {
  for (const [code, sentence] of Object.entries(VERDICTS)) {
    const text = sentence('shop', {});
    expect({ code, text }).toEqual({ code, text: expect.not.stringMatching(/undefined|NaN|\n|\.$/) });
    expect(code).toMatch(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/);
  }
});

test('labels are codes, and a label of a sender stays as it is', () => {
  expect(Object.keys(LABELS).length).toBeGreaterThan(100);
  expect(Object.keys(LABELS).filter((label) => !isCode(label))).toEqual([]);
  expect(labelText('access-denied')).toBe('access denied');
  expect(labelText('exit-code')).toBe('Exit code');
  expect(labelText('open-log')).toBe('Open log');
  expect(labelText('Open the log, please')).toBe('Open the log, please');
  expect(labelText('open-stack-set')).toBe('Open stack set');
  expect(labelText('open-sesame')).toBe('open-sesame');
  expect(labelText('constructor')).toBe('constructor');
});
