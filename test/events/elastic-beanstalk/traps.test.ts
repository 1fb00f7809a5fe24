import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

test('reports a creation with problems as a success with a warning', () => {
  const event = exampleBody('beanstalk-updated');
  event.detail.Status = 'Environment creation successful';
  event.detail.Message =
    'Launched environment: shop-prod. However, there were issues during launch. See event log for details.';

  expect(read(event)).toMatchObject({
    moment: 'succeeded',
    severity: 'warning',
    text: expect.stringMatching(/issues/),
  });
});

test('reads AWS’s example, whose ARN and id have wrong forms', () => {
  const event = exampleBody('beanstalk-updated');
  event.id = '1234a678-1b23-c123-12fd3f456e78';
  event.resources = ['arn:was:elasticbeanstalk:us-east-1:111122223333:environment/shop/shop-prod'];

  expect(read(event)).toMatchObject({ id: event.id, resource: { name: 'shop-prod' } });
});

test('has no link without an application', () => {
  const event = exampleBody('beanstalk-updated');
  delete event.detail.ApplicationName;

  expect(read(event)).toMatchObject({ moment: 'succeeded', details: [], links: [] });
});

test('leaves events of other types, or without an environment, to the generic source', () => {
  const { EnvironmentName: _, ...detail } = exampleBody('beanstalk-updated').detail;

  expect(read({ ...exampleBody('beanstalk-updated'), detail }).source).toBe('generic');
  expect(read({ ...exampleBody('beanstalk-updated'), 'detail-type': 'Something else' }).source).toBe('generic');
});
