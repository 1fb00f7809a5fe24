import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

test('reads the cluster from the detail if the ARN has the old format', () => {
  const event = exampleBody('ecs-tasks-fail');
  event.resources = ['arn:aws:ecs:eu-central-1:111122223333:service/web'];

  expect(read(event).resource).toMatchObject({ name: 'shop/web', url: expect.stringContaining('/clusters/shop/') });
  delete event.detail.clusterArn;
  expect(read(event).resource).toEqual({ kind: 'service', name: 'web', url: undefined });
});

test.each([
  [[]],
  [undefined],
  [['web']],
  [['arn:aws:ecs:eu-central-1:111122223333:task/shop/0f3c']],
  [['arn:aws:ecs:eu-central-1:111122223333:service']],
])('leaves an event without a service in %j to the generic source', (resources) => {
  expect(read({ ...exampleBody('ecs-tasks-fail'), resources })).toMatchObject({ source: 'generic' });
});

test('does not subscribe to tasks, only to services', () => {
  const event = { ...exampleBody('ecs-tasks-fail'), 'detail-type': 'ECS Task State Change' };

  expect(read(event).source).toBe('generic');
});

test('reads a failed deployment in a service action as a deployment', () => {
  const event = exampleBody('ecs-tasks-fail');
  Object.assign(event.detail, { eventType: 'ERROR', eventName: 'SERVICE_DEPLOYMENT_FAILED', reason: 'No.' });

  expect(read(event)).toMatchObject({
    moment: 'failed',
    resource: { kind: 'deployment', name: 'shop/web' },
    failures: [{ reason: 'No.' }],
  });
});

test('lists a few instances by their ids', () => {
  const event = exampleBody('ecs-no-room');
  event.detail.containerInstanceArns = ['a', 'b', 'c', 'd'].map(
    (id) => `arn:aws:ecs:x:1:container-instance/shop/${id}`,
  );

  expect(read(event).details).toContainEqual({ label: 'instance', value: 'a, b, c' });
});
