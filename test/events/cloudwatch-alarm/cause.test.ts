import { enrich } from '../../../src/enrichment/enrich.ts';
import { exampleAnswers } from '../../../src/events/cloudwatch-alarm/examples.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

const CALL = 'monitoring DescribeAlarmContributors';

const whole = (reason = '1 out of 7 time series evaluated to ALARM'): Notification => {
  const event = exampleBody('cloudwatch-alarm-several-series');
  event.detail.state.reason = reason;
  return read(event);
};

const contributor = (id: string, reason = 'Threshold Crossed: odd') => ({
  ContributorId: id,
  ContributorAttributes: { InstanceId: `i-${id}` },
  StateReason: reason,
});

describe('an alarm with several series, as a whole', () => {
  test('names the one series that is in alarm, with its value', async () => {
    const aws = fakeAws({ [CALL]: exampleAnswers[CALL] });

    const notification = await enrich(whole(), aws);

    expect(sentence(notification)).toBe('fleet-disk-full: i-0c4f7a2be91d35860 at 97.9 %, limit 90 %');
    expect(notification).toMatchObject({ counts: { failed: 1, total: 7 }, series: undefined });
    expect(notification.missing).toBeUndefined();
    expect(aws.calls).toEqual([CALL]);
    expect(aws.inputs).toEqual([{ AlarmName: 'fleet-disk-full' }]);
  });

  test('names the first of several series', async () => {
    const found = ['a', 'b', 'c'].map((id) => contributor(id));

    const several = await enrich(
      whole('5 out of 7 time series evaluated to ALARM'),
      fakeAws({ [CALL]: { AlarmContributors: found } }),
    );
    const odd = await enrich(whole(), fakeAws({ [CALL]: { AlarmContributors: found.slice(0, 1) } }));

    expect(sentence(several)).toBe('fleet-disk-full: i-a, i-b, i-c, 2 more in alarm');
    expect(sentence(odd)).toBe('fleet-disk-full: i-a in alarm');
  });

  test('asks again for the next change of the same alarm', async () => {
    const aws = fakeAws({ [CALL]: { AlarmContributors: [contributor('a')] } });
    await enrich(whole(), aws);
    aws.answers[CALL] = { AlarmContributors: [contributor('b')] };

    expect(sentence(await enrich(whole(), aws))).toBe('fleet-disk-full: i-b in alarm');
  });

  test.each<[string, unknown, string[] | undefined]>([
    ['a refusal', refusal('AccessDenied'), [expect.stringMatching(/^contributors: access.denied$/)]],
    ['an answer that is not documented', [], [expect.stringMatching(/^contributors: /)]],
    ['no series', { AlarmContributors: [] }, undefined],
  ])('keeps its counts after %s', async (_, answer, missing) => {
    const notification = await enrich(whole(), fakeAws({ [CALL]: answer }));

    expect(sentence(notification)).toBe('fleet-disk-full: 1 of 7 series in alarm');
    expect(notification.missing).toEqual(missing);
  });
});

test.each([
  'cloudwatch-alarm',
  'cloudwatch-alarm-contributor',
  'cloudwatch-alarm-composite',
  'cloudwatch-alarm-muted',
  'cloudwatch-alarm-fixed',
])('AWS is not asked about %s', async (name) => {
  const aws = fakeAws({ [CALL]: exampleAnswers[CALL] });
  await enrich(read(exampleBody(name)), aws);

  expect(aws.calls).toEqual([]);
});
