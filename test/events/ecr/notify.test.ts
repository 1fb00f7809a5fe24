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
      title: 'Image shop/api:41 has 2 critical and 3 high findings',
      resource: {
        kind: 'repository',
        name: 'shop/api',
        url: 'https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/111122223333/shop/api?region=eu-central-1',
      },
      execution: { id: expect.stringMatching(/^sha256:/) },
      details: [
        { label: 'Critical', value: '2' },
        { label: 'High', value: '3' },
        { label: 'Medium', value: '9' },
      ],
    });
  });

  test.each([
    [{ HIGH: 1 }, 'Image shop/api:41 has 1 high finding', 'failed'],
    [{ CRITICAL: 0, HIGH: 0, LOW: 7 }, 'Image shop/api:41 has no grave findings', 'succeeded'],
    [{}, 'Image shop/api:41 has no grave findings', 'succeeded'],
    [undefined, 'Image shop/api:41 has no grave findings', 'succeeded'],
    [{ CRITICAL: 'many' }, 'Image shop/api:41 has no grave findings', 'succeeded'],
  ])('with %j has the title %s', (counts, title, moment) => {
    expect(read(change('ecr-findings', { 'finding-severity-counts': counts }))).toMatchObject({ title, moment });
  });

  test.each([
    ['FAILED', 'failed', 'could not be scanned'],
    ['ACTIVE', 'change', 'is in scan state ACTIVE'],
    [undefined, 'change', 'is in scan state unknown'],
  ])('in the state %s is %s', (state, moment, words) => {
    const notification = read(change('ecr-scanned', { 'scan-status': state }));

    expect([notification.moment, headline(notification)]).toEqual([moment, `Image shop/api:42 ${words}`]);
  });

  test('names an image without a tag by its digest', () => {
    expect(read(change('ecr-findings', { 'image-tags': [] })).title).toMatch(/^Image shop\/api@4f1d2c3b4f1d has/);
  });
});

test.each([
  ['PUSH', 'SUCCESS', 'change', 'Image shop/api:42 was pushed'],
  ['DELETE', 'SUCCESS', 'change', 'Image shop/api:42 was deleted'],
  ['PUSH', 'FAILURE', 'failed', 'Image shop/api:42 could not be pushed'],
  ['REPLICATE', 'SUCCESS', 'change', 'Image shop/api:42 has changed: REPLICATE'],
])('%s with %s is %s', (action, result, moment, title) => {
  expect(read(change('ecr-pushed', { 'action-type': action, result }))).toMatchObject({ moment, title });
});

test('lists at most five repositories of changed scan settings', () => {
  const repositories = Array.from({ length: 7 }, (_, at) => ({
    'repository-name': `r${at}`,
    'scan-frequency': 'CONTINUOUS_SCAN',
    'previous-scan-frequency': 'MANUAL',
  }));
  const { title, details } = read(change('ecr-scanning-changed', { repositories }));

  expect(title).toBe('Scanning of 7 repositories was changed');
  expect(details).toHaveLength(5);
  expect(details[0]).toEqual({ label: 'r0', value: 'CONTINUOUS_SCAN, was MANUAL' });
});
