import type { Notification } from '../../../src/model/notification.ts';
import { enrichSample } from '../../../src/samples/enrichment.ts';
import { notificationOf } from '../../../src/samples/notification.ts';
import { loadSamples } from '../../../src/samples/samples.ts';

const NOW = new Date('2026-06-09T15:40:00.000Z');

const samples = new Map<string, Notification>();
for (const sample of await loadSamples(NOW)) {
  if (sample.source.startsWith('codepipeline')) {
    samples.set(sample.name, await enrichSample(await notificationOf(sample, NOW), NOW));
  }
}

const sample = (name: string): Notification => {
  const found = samples.get(name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found;
};
const shas = (name: string): string[] => sample(name).commits.map(({ id }) => id.slice(0, 7));

describe('the samples of CodePipeline', () => {
  test.each([
    ['failed', 'failed'],
    ['still-failing', 'failed'],
    ['fixed', 'succeeded'],
    ['recovered', 'succeeded'],
    ['started', 'started'],
    ['approval', 'approval'],
    ['approved', 'approved'],
    ['rejected', 'rejected'],
    ['expired', 'expired'],
    ['stopped', 'stopped'],
    ['rolled-back', 'rolled-back'],
    ['failed-pull-request', 'failed'],
  ])('contain %s, whose moment is %s, with every fact', (name, moment) => {
    expect(sample(name)).toMatchObject({ moment });
    expect(sample(name).missing).toBeUndefined();
  });

  test('tell one story: the suspects of one are the failures before, and no fix was a suspect', () => {
    expect(shas('failed')).toEqual(['5f0c1a9']);
    expect(shas('still-failing')).toEqual(['9be47d1', '0aa1b2c', '5f0c1a9']);
    expect(sample('still-failing').commits.map(({ author }) => author)).toEqual([
      'Ada Moreno',
      'Grace Okafor',
      'Ada Moreno',
    ]);
    expect(shas('fixed')).toEqual(['61e0a7f']);
    expect(sample('fixed').commits[0]).toMatchObject({ summary: 'Restore the rounding', author: 'Jo Lindqvist' });
    expect(sample('recovered')).toMatchObject({ commits: [], commitsNote: 'same' });
    expect(shas('approval')).toEqual(['61e0a7f', '9be47d1']);
  });

  test('agree on the failures and on the time for which the pipeline was red', () => {
    expect(sample('still-failing').transition).toMatchObject({ count: 3, error: 'same' });
    expect(sample('fixed').transition).toMatchObject({ count: 3, since: sample('still-failing').transition?.since });
  });

  test('return to the last success that the failures name', () => {
    const good = sample('failed').lastGood;

    expect(good?.commit).toMatch(/^c81d2e3/);
    expect(sample('rolled-back').rollbackTo).toMatchObject({ id: good?.execution, commit: good?.commit });
    expect(sample('still-failing').lastGood?.execution).toBe(good?.execution);
  });

  test('name the people', () => {
    expect(sample('approved').decision).toEqual({ kind: 'approved', by: 'hana.kim', comment: 'Looks good' });
    expect(sample('rejected').decision).toEqual({ kind: 'rejected', by: 'hana.kim', comment: 'Wait for #318' });
    expect(sample('expired').decision).toEqual({ kind: 'expired' });
    expect(sample('stopped')).toMatchObject({
      stoppedBy: 'ada.moreno',
      stopReason: 'Wrong configuration',
      stage: 'Deploy',
    });
    expect(sample('failed-pull-request').series).toEqual({
      kind: 'pull-request',
      name: 'feature/delivery-slot',
      number: '7',
    });
  });
});
