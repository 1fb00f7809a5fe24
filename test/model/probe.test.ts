import { probeId, probeText } from '../../src/model/probe.ts';

const ID = '5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';

describe('a probe', () => {
  test('is recognised by its text', () => {
    expect(probeId(JSON.parse(probeText(ID)))).toBe(ID);
  });

  test.each([
    ['a text', 'ring'],
    ['nothing', null],
    ['a list', [ID]],
    ['an event', { id: ID, source: 'aws.codepipeline', detail: {} }],
    ['an object with further fields', { 'pipebell-probe': ID, source: 'aws.codepipeline' }],
    ['an id that is none', { 'pipebell-probe': 'https://canary.example' }],
    ['a number', { 'pipebell-probe': 7 }],
  ])('is not %s', (_, body) => {
    expect(probeId(body)).toBeUndefined();
  });
});
