import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

test('a creation with trouble on the way succeeds with a warning', () => {
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

test('AWS’s own example has an ARN and an id of wrong forms, and is read all the same', () => {
  const event = exampleBody('beanstalk-updated');
  event.id = '1234a678-1b23-c123-12fd3f456e78';
  event.resources = ['arn:was:elasticbeanstalk:us-east-1:111122223333:environment/shop/shop-prod'];

  expect(read(event)).toMatchObject({ id: event.id, resource: { name: 'shop-prod' } });
});

test('an event without an application leads nowhere rather than somewhere', () => {
  const event = exampleBody('beanstalk-updated');
  delete event.detail.ApplicationName;

  expect(read(event)).toMatchObject({ moment: 'succeeded', details: [], links: [] });
});

test('an event of another type, or about no environment, is told as it is', () => {
  const { EnvironmentName: _, ...detail } = exampleBody('beanstalk-updated').detail;

  expect(read({ ...exampleBody('beanstalk-updated'), detail }).source).toBe('generic');
  expect(read({ ...exampleBody('beanstalk-updated'), 'detail-type': 'Something else' }).source).toBe('generic');
});
