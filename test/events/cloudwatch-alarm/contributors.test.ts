import { alarmEvents } from '../../../src/events/cloudwatch-alarm/event.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

const contributor = () => exampleBody('cloudwatch-alarm-contributor');

/** The contributor's change as its SNS action sends it. */
const snsForm = () => {
  const { account, detail, resources } = contributor();
  const { alarmContributor, state, configuration } = detail;
  return {
    AlarmName: detail.alarmName,
    AlarmDescription: configuration.description,
    AWSAccountId: account,
    AlarmArn: resources[0],
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: state.timestamp,
    OldStateValue: 'OK',
    Region: 'EU (Frankfurt)',
    AlarmContributorId: alarmContributor.id,
    AlarmContributorAttributes: alarmContributor.attributes,
    Trigger: {
      Period: 300,
      Metrics: [{ Id: 'q1', Expression: configuration.metrics[0].expression, Period: 300, ReturnData: true }],
    },
  };
};

/** The contributor's change as its Lambda action sends it, with the contributor inside or beside the alarm's data. */
const lambdaForm = (place: 'inside' | 'beside') => {
  const { account, region, detail, resources } = contributor();
  const { alarmContributor, ...alarmData } = detail;
  return {
    source: 'aws.cloudwatch',
    alarmArn: resources[0],
    accountId: account,
    time: detail.state.timestamp,
    region,
    ...(place === 'beside' && { alarmContributor }),
    alarmData: place === 'inside' ? detail : alarmData,
  };
};

test('a contributor is named, with its value', () => {
  const notification = read(contributor());

  expect(alarmEvents.detailTypes).toContain(contributor()['detail-type']);
  expect(sentence(notification)).toBe('fleet-disk-full: i-0c4f7a2be91d35860 at 97.9 %, limit 90 %');
  expect(notification).toMatchObject({
    moment: 'failed',
    resource: { kind: 'alarm', name: 'fleet-disk-full' },
    series: { kind: 'contributor', name: 'i-0c4f7a2be91d35860' },
    counts: undefined,
    failures: [],
    text: 'A disk of the fleet fills up.',
    details: expect.arrayContaining([{ label: 'dimension', value: 'InstanceId i-0c4f7a2be91d35860' }]),
    links: [{ label: 'runbook', url: 'https://wiki.example.com/runbooks/disk-full' }],
  });
});

test('the same change of a contributor has one id and the same facts in all forms', () => {
  const { id, verdict, series, moment, text, details, region, account } = read(contributor());
  const facts = { id, verdict, series, moment, text, details, region, account };

  expect(read(snsForm(), { messageId: 'm-2' })).toMatchObject(facts);
  expect(read(lambdaForm('inside'), { messageId: 'm-3' })).toMatchObject(facts);
  expect(read(lambdaForm('beside'), { messageId: 'm-4' })).toMatchObject(facts);
});

test('contributors of one evaluation and the alarm itself have different ids', () => {
  const other = snsForm();
  other.AlarmContributorId = '90ad5b21c7e4f638';
  const unnamed = { ...snsForm(), AlarmContributorId: undefined, AlarmContributorAttributes: { InstanceId: 'i-2' } };
  const unnamedToo = { ...unnamed, AlarmContributorAttributes: { InstanceId: 'i-3' } };
  const whole = exampleBody('cloudwatch-alarm-several-series');
  whole.detail.state.timestamp = contributor().detail.state.timestamp;

  const ids = [contributor(), other, unnamed, unnamedToo, whole].map((each) => read(each).id);

  expect(new Set(ids).size).toBe(5);
});

test.each<[string, object, string]>([
  ['one attribute', { endpoint: '/api/orders' }, '/api/orders'],
  ['several attributes, in the order of their names', { path: '/data', InstanceId: 'i-7' }, 'i-7, /data'],
  ['a metric name among them', { __name__: 'up', job: 'web' }, 'web'],
  ['no attributes', {}, '4be07c2a91d35f68'],
  ['attributes that are no text', { InstanceId: 7, path: null }, '4be07c2a91d35f68'],
])('a contributor with %s has a name', (_, attributes, name) => {
  const event = contributor();
  event.detail.alarmContributor.attributes = attributes;

  expect(read(event).series).toEqual({ kind: 'contributor', name });
});

test('two long names with the same start are two series', () => {
  const named = (id: string) => {
    const event = contributor();
    event.detail.alarmContributor = { id, attributes: { path: `/srv/${'x'.repeat(400)}${id}` } };
    return read(event).series?.name ?? '';
  };

  expect(named('a1')).not.toBe(named('b2'));
  expect(named('a1').length).toBeLessThanOrEqual(201);
});

test('a contributor event without id and attributes is still no change of the whole alarm', () => {
  const event = contributor();
  delete event.detail.alarmContributor;

  expect(read(event).series).toEqual({ kind: 'contributor', name: 'one series' });
});

test('a contributor that is OK is named and states no transition', () => {
  const event = snsForm();
  const ok = {
    ...event,
    NewStateValue: 'OK',
    OldStateValue: 'ALARM',
    NewStateReason:
      'Threshold Crossed: 1 datapoint [51.0 (04/03/26 09:13:00)] was not greater than the threshold (90.0).',
  };

  expect(sentence(read(ok))).toBe('fleet-disk-full is OK for i-0c4f7a2be91d35860: disk used at 51 %, limit 90 %');
  expect(read(ok)).toMatchObject({ moment: 'succeeded', transition: undefined });
  const { AlarmContributorId: _id, AlarmContributorAttributes: _attributes, ...whole } = ok;
  expect(read(whole).transition).toMatchObject({ kind: 'fixed' });
});

test('a contributor whose data ended is OK', () => {
  const event = contributor();
  event.detail.state = { ...event.detail.state, value: 'OK', reason: 'No data was returned for this contributor' };

  expect(sentence(read(event))).toBe('fleet-disk-full has no more data for i-0c4f7a2be91d35860');
  expect(read(event).details.map(({ label }) => label)).not.toContain('reason');
});

test.each<[string, string, object, string]>([
  ['ALARM', '1 out of 7 time series evaluated to ALARM', { failed: 1, total: 7 }, ': 1 of 7 series in alarm'],
  ['ALARM', '2 out of 10 contributors evaluated to ALARM', { failed: 2, total: 10 }, ': 2 of 10 series in alarm'],
  ['ALARM', '100+ time series evaluated to ALARM', { failed: 100 }, ': more than 100 series in alarm'],
  [
    'ALARM',
    'No time series were returned by the query. Treat missing data is configured as [Breaching].',
    { failed: 0, total: 0 },
    ': the query found no series',
  ],
  ['OK', '7 time series evaluated to OK', { failed: 0, total: 7 }, ' is OK again: all 7 series are OK'],
])('an alarm in %s with the reason %j has counts', (value, reason, counts, words) => {
  const event = exampleBody('cloudwatch-alarm-several-series');
  event.detail.state = { ...event.detail.state, value, reason };
  event.detail.previousState = { value: value === 'OK' ? 'ALARM' : 'OK' };

  const notification = read(event);

  expect(notification.counts).toEqual({ of: 'contributors', ...counts });
  expect(notification).toMatchObject({ series: undefined, failures: [] });
  expect(sentence(notification)).toBe(`fleet-disk-full${words}`);
});

test('a contributor of a log alarm is named although the reason is that of the alarm', () => {
  const event = { ...snsForm(), NewStateReason: '2 out of 10 contributors evaluated to ALARM' };
  event.AlarmContributorAttributes = { endpoint: '/api/orders' };

  expect(sentence(read(event))).toBe('fleet-disk-full: /api/orders in alarm (2 of 10 series)');
  expect(read(event)).toMatchObject({ counts: undefined, series: { name: '/api/orders' } });
});
