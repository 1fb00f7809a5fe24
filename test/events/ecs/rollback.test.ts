import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const OLD = 'ecs-svc/3306112458790012345';
const NEW = 'ecs-svc/7741200983456120001';

const deployment = (status: string, deploymentId: string, reason: string) => {
  const event = exampleBody('ecs-rollback');
  Object.assign(event.detail, { eventName: `SERVICE_DEPLOYMENT_${status}`, deploymentId, reason });
  return event;
};

const started = (reason: string, deploymentId = OLD) => read(deployment('IN_PROGRESS', deploymentId, reason));

describe('the start of a rollback', () => {
  test('is a started deployment that is marked, and no failure', () => {
    const notification = started(`ECS deployment circuit breaker: rolling back to deploymentId ${OLD}.`);

    expect(notification).toMatchObject({
      moment: 'started',
      severity: 'warning',
      verdict: { code: 'ecs-rolling-back', values: { cause: 'circuit-breaker' } },
      execution: { id: OLD },
      rollback: true,
      rollbackTo: { id: OLD },
      failures: [],
    });
    expect(notification.rollbackRun).toBeUndefined();
    expect(notification.text).toBeUndefined();
    expect(headline(notification)).toMatch(/shop\/web deployment is being rolled back by the circuit breaker$/);
  });

  test('marks the deployment that it names too, if that is another one', () => {
    expect(started(`ECS deployment circuit breaker: rolling back to deploymentId ${OLD}.`, NEW)).toMatchObject({
      execution: { id: NEW },
      rollback: true,
      rollbackTo: { id: OLD },
      rollbackRun: OLD,
    });
  });

  test.each([
    [`ECS deployment failed: alarm detected, rolling back to deployment ${OLD}`, 'alarm', { id: OLD }],
    [`Rolling back to deployment: ${OLD}.`, '', { id: OLD }],
    [
      'Rolled back to task definition arn:aws:ecs:eu-central-1:111122223333:task-definition/shop:41',
      '',
      { name: 'shop:41' },
    ],
    [
      'rolling back to service revision arn:aws:ecs:eu-central-1:111122223333:service-revision/shop/web/41980.',
      '',
      undefined,
    ],
    ['Rolling back to the last completed deployment.', '', undefined],
    ['The rollback has started: roll back requested', '', undefined],
  ])('is recognised from %j', (reason, cause, rollbackTo) => {
    const notification = started(reason);

    expect(notification).toMatchObject({ moment: 'started', rollback: true, verdict: { values: { cause } } });
    expect(notification.rollbackTo).toEqual(rollbackTo);
  });

  test.each([`ECS deployment ${NEW} in progress.`, 'Scrolling backwards', ''])(
    'is not recognised from %j',
    (reason) => {
      const notification = started(reason, NEW);

      expect(notification).toMatchObject({ moment: 'started', severity: 'info' });
      expect(notification).not.toHaveProperty('rollback');
    },
  );
});

test('a failure whose reason announces a rollback is the failure of the deployment, not of a rollback', () => {
  const notification = read(deployment('FAILED', NEW, `tasks failed to start, rolling back to deploymentId ${OLD}.`));

  expect(notification).toMatchObject({ moment: 'failed', severity: 'failure', execution: { id: NEW } });
  expect(notification).not.toHaveProperty('rollback');
});

test.each([
  ['ROLLBACK_REQUESTED', 'started', 'warning'],
  ['ROLLBACK_IN_PROGRESS', 'started', 'warning'],
  ['ROLLBACK_SUCCESSFUL', 'rolled-back', 'warning'],
  ['ROLLBACK_FAILED', 'failed', 'failure'],
])('the status %s is the moment "%s" of a rollback, of severity %s', (status, moment, severity) => {
  expect(read(deployment(status, OLD, 'words'))).toMatchObject({ moment, severity, rollback: true });
});

test('a completed deployment is a success, whose start decides whether it was a rollback', () => {
  expect(read(deployment('COMPLETED', OLD, `ECS deployment ${OLD} completed.`))).toMatchObject({
    moment: 'succeeded',
    severity: 'success',
    execution: { id: OLD },
  });
  expect(read(deployment('COMPLETED', OLD, `Rolled back to ${OLD}.`))).toMatchObject({ moment: 'rolled-back' });
});
