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
      links: [{ label: 'open-tasks', url: EVENTS.replace('/events?', '/tasks?') }],
    });
  });

  test.each([
    ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'started', 'info'],
    ['SERVICE_DEPLOYMENT_COMPLETED', 'succeeded', 'success'],
    ['SERVICE_DEPLOYMENT_FAILED', 'failed', 'failure'],
    ['SERVICE_DEPLOYMENT_SUCCESSFUL', 'succeeded', 'success'],
    ['SERVICE_DEPLOYMENT_STOP_REQUESTED', 'stopping', 'warning'],
    ['SERVICE_DEPLOYMENT_STOPPED', 'stopped', 'warning'],
    ['SERVICE_DEPLOYMENT_PAUSED', 'change', 'info'],
    ['SERVICE_DEPLOYMENT_constructor', 'change', 'info'],
  ])('%s is the moment "%s" of severity %s and no rollback', (eventName, moment, severity) => {
    const notification = read(deployment(eventName));

    expect(notification).toMatchObject({ moment, severity, state: eventName });
    expect(notification).not.toHaveProperty('rollback');
    expect(notification.verdict).toBeUndefined();
  });
});

describe('a problem of a service', () => {
  test('without room for a task says what is lacking, not AWS’s code', () => {
    const notification = read(exampleBody('ecs-no-room'));

    expect(notification).toMatchObject({
      moment: 'failed',
      severity: 'failure',
      verdict: { code: 'ecs-no-capacity', values: { lacks: 'FARGATE' } },
      resource: { kind: 'service', name: 'shop/web', url: EVENTS },
      failures: [],
      details: [{ label: 'capacity-provider', value: 'FARGATE_SPOT' }],
    });
    expect(notification.execution).toBeUndefined();
    expect(headline(notification)).toMatch(/shop\/web cannot place a task: Fargate has no capacity$/);
  });

  test.each([
    ['RESOURCE:MEMORY', 'no instance has enough memory'],
    ['RESOURCE:GPU', 'no instance has a free GPU'],
    ['AGENT', 'no instance has a connected agent'],
    ['RESOURCE:NEW_THING', 'NEW_THING'],
  ])('for the reason %s has the words "%s"', (reason, words) => {
    const notification = read(action('ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason }));

    expect(headline(notification)).toMatch(new RegExp(`cannot place a task: ${words}$`));
    expect(notification.failures).toEqual([]);
  });

  test('keeps a reason that is a sentence', () => {
    const reason = 'ECS was unable to assume the role that the task requires.';

    expect(read(action('ERROR', 'SERVICE_TASK_CONFIGURATION_FAILURE', { reason }))).toMatchObject({
      verdict: { code: 'ecs-task-configuration', values: {} },
      failures: [{ reason }],
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
  ])('%s %s is the moment "%s" of severity %s, with a sentence', (eventType, eventName, moment, severity) => {
    const notification = read(action(eventType, eventName));

    expect(notification).toMatchObject({ moment, severity, state: eventName });
    expect(notification.title).toBeUndefined();
    expect(headline(notification)).toMatch(/shop\/web [a-z ]+$/);
    expect(JSON.stringify(notification.failures)).not.toContain(eventName);
  });

  test.each([
    ['ERROR', 'SOMETHING_NEW', 'failed', 'failure'],
    ['WARN', 'SOMETHING_NEW', 'change', 'warning'],
    ['INFO', 'TASKS_STOPPED', 'change', 'info'],
    ['NEW', 'constructor', 'change', 'info'],
  ])('%s %s, an unknown event, is the moment "%s" of severity %s', (eventType, name, moment, severity) => {
    const notification = read(action(eventType, name));

    expect(notification).toMatchObject({ moment, severity, state: name });
    expect(notification.verdict).toBeUndefined();
  });
});
