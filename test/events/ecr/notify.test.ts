import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const change = (name: string, detail: object) => {
  const event = exampleBody(name);
  return { ...event, detail: { ...event.detail, ...detail } };
};

describe('a scan', () => {
  test('is a failure with counts if it has critical or high findings', () => {
    expect(read(exampleBody('ecr-findings'))).toMatchObject({
      moment: 'failed',
      severity: 'failure',
      verdict: { code: 'ecr-findings', values: { image: 'shop/api:41', critical: 2, high: 3, medium: 9 } },
      resource: {
        kind: 'repository',
        name: 'shop/api',
        url: 'https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/111122223333/shop/api?region=eu-central-1',
      },
      execution: { id: expect.stringMatching(/^sha256:/) },
      series: { kind: 'image', name: '41' },
      details: [{ label: 'medium-findings', value: '9' }],
    });
    expect(headline(read(exampleBody('ecr-findings')))).toBe('shop/api:41 has 2 critical and 3 high findings');
  });

  test.each([
    [{ HIGH: 1 }, 'shop/api:41 has 1 high finding', 'failed'],
    [{ CRITICAL: 0, HIGH: 0, LOW: 7 }, 'shop/api:41 has no critical or high findings', 'succeeded'],
    [{}, 'shop/api:41 has no critical or high findings', 'succeeded'],
    [undefined, 'shop/api:41 has no critical or high findings', 'succeeded'],
    [{ CRITICAL: 'many' }, 'shop/api:41 has no critical or high findings', 'succeeded'],
  ])('with %j has the headline %s', (counts, words, moment) => {
    const notification = read(change('ecr-findings', { 'finding-severity-counts': counts }));

    expect([headline(notification), notification.moment]).toEqual([words, moment]);
  });

  test.each([
    ['FAILED', 'failed', 'could not be scanned'],
    ['ACTIVE', 'change', 'is in scan state ACTIVE'],
    [undefined, 'change', 'is in scan state unknown'],
  ])('in the state %s is %s', (state, moment, words) => {
    const notification = read(change('ecr-scanned', { 'scan-status': state }));

    expect([notification.moment, headline(notification)]).toEqual([moment, `shop/api:42 ${words}`]);
  });

  test('names an image without a tag by its digest', () => {
    const notification = read(change('ecr-findings', { 'image-tags': [] }));

    expect(headline(notification)).toMatch(/^shop\/api@4f1d2c3b4f1d has/);
    expect(notification.series?.name).toMatch(/^sha256:/);
  });

  test.each([
    [['91', 'main'], 'main', 'shop/api:91'],
    [['latest', '5715'], 'latest', 'shop/api:latest'],
    [['91', '92'], '91', 'shop/api:91'],
  ])('of the tags %j belongs to the series %s', (tags, series, image) => {
    const notification = read(change('ecr-findings', { 'image-tags': tags }));

    expect([notification.series?.name, notification.verdict?.values.image]).toEqual([series, image]);
  });
});

test.each([
  ['PUSH', 'SUCCESS', 'change', 'shop/api:42 was pushed'],
  ['DELETE', 'SUCCESS', 'change', 'shop/api:42 was deleted'],
  ['PUSH', 'FAILURE', 'failed', 'shop/api:42 could not be pushed'],
  ['REPLICATE', 'SUCCESS', 'change', 'shop/api:42 has changed: REPLICATE'],
])('%s with %s is %s', (action, result, moment, words) => {
  const notification = read(change('ecr-pushed', { 'action-type': action, result }));

  expect([notification.moment, headline(notification)]).toEqual([moment, words]);
});

test('lists at most five repositories of changed scan settings', () => {
  const repositories = Array.from({ length: 7 }, (_, at) => ({
    'repository-name': `r${at}`,
    'scan-frequency': 'CONTINUOUS_SCAN',
    'previous-scan-frequency': 'MANUAL',
  }));
  const notification = read(change('ecr-scanning-changed', { repositories }));
  const { details } = notification;

  expect(headline(notification)).toBe('Scanning of 7 repositories was changed');
  expect(details).toHaveLength(5);
  expect(details[0]).toEqual({ label: 'r0', value: 'MANUAL → CONTINUOUS_SCAN' });
});
