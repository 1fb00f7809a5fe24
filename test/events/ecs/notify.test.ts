import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const EVENTS =
  'https://eu-central-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/web/events?region=eu-central-1';

const deployment = (eventName: string, reason = 'words') => {
  const event = exampleBody('ecs-deployment-failed');
  Object.assign(event.detail, { eventName, reason });
  return event;
};

const action = (eventType: string, eventName: string, more = {}) => {
  const event = exampleBody('ecs-tasks-fail');
  Object.assign(event.detail, { eventType, eventName }, more);
  return event;
};

describe('a deployment', () => {
  test('reports a failure with reason, service and link', () => {
    expect(read(exampleBody('ecs-deployment-failed'))).toMatchObject({
      source: 'ecs',
      moment: 'failed',
      severity: 'failure',
      account: '111122223333',
      region: 'eu-central-1',
      resource: { kind: 'deployment', name: 'shop/web', url: EVENTS },
      execution: { id: 'ecs-svc/5204837619204857316' },
      failures: [{ reason: 'ECS deployment circuit breaker: tasks failed to start.' }],
      links: [{ label: 'Open tasks', url: EVENTS.replace('/events?', '/tasks?') }],
    });
  });

  test.each([
    ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'started', 'info', 'Deployment shop/web started'],
    ['SERVICE_DEPLOYMENT_COMPLETED', 'succeeded', 'success', 'Deployment shop/web succeeded'],
    ['SERVICE_DEPLOYMENT_FAILED', 'failed', 'failure', 'Deployment shop/web failed'],
    ['SERVICE_DEPLOYMENT_PAUSED', 'change', 'info', 'Deployment shop/web is now SERVICE_DEPLOYMENT_PAUSED'],
  ])('%s is the moment "%s" of severity %s', (eventName, moment, severity, words) => {
    const notification = read(deployment(eventName));

    expect(notification).toMatchObject({ moment, severity, state: eventName });
    expect(headline(notification)).toBe(words);
  });

  test('reports a rollback as a started deployment with a title', () => {
    expect(read(exampleBody('ecs-rollback'))).toMatchObject({
      moment: 'started',
      severity: 'warning',
      title: 'Deployment shop/web is rolling back',
      text: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4917203845610293847.',
    });
  });
});

describe('a problem of a service', () => {
  test('is a failure with ECS’s reason if the service does not run', () => {
    expect(read(exampleBody('ecs-no-room'))).toMatchObject({
      moment: 'failed',
      severity: 'failure',
      title: 'Service shop/web has no room for a task',
      resource: { kind: 'service', name: 'shop/web', url: EVENTS },
      execution: undefined,
      failures: [{ reason: 'RESOURCE:FARGATE', code: 'SERVICE_TASK_PLACEMENT_FAILURE' }],
      details: [{ label: 'Capacity provider', value: 'FARGATE_SPOT' }],
    });
  });

  test.each([
    ['WARN', 'SERVICE_TASK_START_IMPAIRED', 'failed', 'failure'],
    ['ERROR', 'SERVICE_TASK_CONFIGURATION_FAILURE', 'failed', 'failure'],
    ['ERROR', 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', 'failed', 'failure'],
    ['ERROR', 'ECS_OPERATION_THROTTLED', 'change', 'warning'],
    ['ERROR', 'SERVICE_DISCOVERY_OPERATION_THROTTLED', 'change', 'warning'],
    ['ERROR', 'SERVICE_HEALTH_UNKNOWN', 'change', 'warning'],
    ['WARN', 'SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', 'change', 'warning'],
    ['WARN', 'VPC_LATTICE_TARGET_UNHEALTHY', 'change', 'warning'],
    ['INFO', 'SERVICE_STEADY_STATE', 'change', 'info'],
    ['INFO', 'TASKSET_STEADY_STATE', 'change', 'info'],
  ])('%s %s is the moment "%s" of severity %s, with words', (eventType, eventName, moment, severity) => {
    const notification = read(action(eventType, eventName));

    expect(notification).toMatchObject({ moment, severity, state: eventName });
    expect(notification.title).toMatch(/^Service shop\/web [a-z ]+$/);
  });

  test.each([
    ['ERROR', 'SOMETHING_NEW', 'failed', 'failure', 'Service shop/web failed'],
    ['WARN', 'SOMETHING_NEW', 'change', 'warning', 'Service shop/web is now SOMETHING_NEW'],
    ['INFO', 'TASKS_STOPPED', 'change', 'info', 'Service shop/web is now TASKS_STOPPED'],
    ['NEW', 'constructor', 'change', 'info', 'Service shop/web is now constructor'],
  ])('%s %s, an unknown event, is the moment "%s" of severity %s', (eventType, name, moment, severity, words) => {
    const notification = read(action(eventType, name));

    expect(notification).toMatchObject({ moment, severity });
    expect(headline(notification)).toBe(words);
  });
});
