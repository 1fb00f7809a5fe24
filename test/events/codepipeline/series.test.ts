import { fixture, read } from '../reading.ts';

const triggeredBy = (
  change: Record<string, unknown>,
  name: 'pipeline-started' | 'pipeline-succeeded-git' = 'pipeline-succeeded-git',
) => {
  const event = fixture(name);
  const trigger = { ...event.detail['execution-trigger'], 'branch-name': undefined, ...change };
  return read({ ...event, detail: { ...event.detail, 'execution-trigger': trigger } });
};

describe('the series of a run', () => {
  test.each([
    ['a branch', { 'branch-name': 'release/7' }, { kind: 'branch', name: 'release/7' }],
    ['a tag', { 'tag-name': 'v7.0.1' }, { kind: 'tag', name: 'v7.0.1' }],
    [
      'a pull request',
      { 'branch-name': 'fix/rounding', 'pull-request-id': '52' },
      { kind: 'pull-request', name: 'fix/rounding', number: '52' },
    ],
    [
      'a pull request whose number is a JSON number',
      { 'branch-name': 'fix/rounding', 'pull-request-id': 52 },
      { kind: 'pull-request', name: 'fix/rounding', number: '52' },
    ],
    [
      'a pull request without a branch',
      { 'pull-request-id': '52' },
      { kind: 'pull-request', name: '52', number: '52' },
    ],
  ])('is %s', (_, trigger, series) => {
    expect(triggeredBy(trigger).series).toEqual(series);
  });

  test('is in the event of the start too', () => {
    expect(triggeredBy({ 'branch-name': 'main' }, 'pipeline-started')).toMatchObject({
      moment: 'started',
      series: { kind: 'branch', name: 'main' },
    });
  });

  test('differs between pull requests of forks whose branches have the same name', () => {
    const series = ['52', '53'].map(
      (number) => triggeredBy({ 'branch-name': 'main', 'pull-request-id': number }).series,
    );

    expect(series[0]).not.toEqual(series[1]);
  });

  test.each([
    ['an empty name', { 'branch-name': ' ' }],
    ['another type', { 'branch-name': 7, 'tag-name': ['v1'] }],
    ['no name', {}],
  ])('is unknown for a trigger with %s', (_, trigger) => {
    expect(triggeredBy(trigger).series).toBeUndefined();
  });

  test('is unknown for a run that a person started, and for a state without a trigger', () => {
    expect(read(fixture('pipeline-started')).series).toBeUndefined();
    expect(read(fixture('pipeline-failed')).series).toBeUndefined();
  });

  test('has no invisible characters and a limited length', () => {
    expect(triggeredBy({ 'branch-name': 'fix\u202e\u0000' }).series?.name).toBe('fix');
    expect(triggeredBy({ 'branch-name': 'x'.repeat(5000) }).series?.name).toHaveLength(200);
  });
});

describe('a rollback', () => {
  test.each(['ManualRollback', 'AutomatedRollback'])('is recognised at its start (%s)', (type) => {
    expect(triggeredBy({ 'trigger-type': type }, 'pipeline-started')).toMatchObject({
      rollback: true,
      trigger: { type },
    });
  });

  test('is not assumed for other triggers', () => {
    expect(read(fixture('pipeline-started')).rollback).toBeUndefined();
  });
});
