import { enrich } from '../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { aBareFailure } from '../../enrichment/fixtures.ts';

const SERVICES = 'ecs DescribeServices';
const LIST = 'ecs ListTasks';
const TASKS = 'ecs DescribeTasks';
const OWN = 'ecs-svc/2';
const OLD = 'ecs-svc/1';
const SECRET = `ghp_${'Ab3'.repeat(12)}`;
const GENERIC = 'ECS deployment circuit breaker: tasks failed to start.';
const IMAGE = '222233334444.dkr.ecr.eu-central-1.amazonaws.com/team/bakery:42';

const failedDeployment = (more: Partial<Notification> = {}): Notification => {
  const { pipeline: _pipeline, level: _level, ...facts } = aBareFailure();
  return {
    ...facts,
    source: 'ecs',
    state: 'SERVICE_DEPLOYMENT_FAILED',
    resource: { kind: 'deployment', name: 'kitchen/ovens' },
    execution: { id: OWN },
    failures: [{ reason: GENERIC }],
    ...more,
  };
};

const definition = (name: string) => `arn:aws:ecs:eu-central-1:222233334444:task-definition/${name}`;

const services = (...deployments: object[]) => ({ services: [{ deployments }] });

const FAILED = {
  id: OWN,
  status: 'ACTIVE',
  rolloutState: 'FAILED',
  taskDefinition: definition('bakery:42'),
  desiredCount: 4,
  failedTasks: 3,
};
const RESTORED = {
  id: OLD,
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  taskDefinition: definition('bakery:41'),
  desiredCount: 4,
};

const task = (stoppedReason: string, more: object = {}) => ({
  startedBy: OWN,
  stopCode: 'EssentialContainerExited',
  stoppedReason,
  stoppedAt: 1_775_658_000,
  containers: [{ name: 'web', image: IMAGE }],
  ...more,
});

const EXITED = task('Essential container in task exited', {
  containers: [
    { name: 'proxy', image: 'public.ecr.aws/envoy:1', exitCode: 0 },
    { name: 'web', image: IMAGE, exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
  ],
});

const answers = (tasks: readonly object[], more: Record<string, unknown> = {}) => ({
  [SERVICES]: services(RESTORED, FAILED),
  [LIST]: { taskArns: ['arn:task'] },
  [TASKS]: { tasks },
  ...more,
});

const enriched = (tasks: readonly object[], more: Record<string, unknown> = {}, event = failedDeployment()) =>
  enrich(event, fakeAws(answers(tasks, more)));

describe('the cause of a failed ECS deployment', () => {
  test('is the reason why its container ended, with image, exit code and task definition', async () => {
    const aws = fakeAws(answers([EXITED]));

    const { failures, details, counts, rollbackRun, missing } = await enrich(failedDeployment(), aws);

    expect(failures).toEqual([{ code: 'OutOfMemoryError', reason: 'Container killed due to memory usage' }]);
    expect(details.toSorted((a, b) => a.label.localeCompare(b.label))).toEqual([
      { label: 'exit-code', value: '137' },
      { label: 'image', value: 'team/bakery:42' },
      { label: 'task-definition', value: 'bakery:42' },
    ]);
    expect(counts).toEqual({ of: 'tasks', failed: 3, total: 4 });
    expect(rollbackRun).toBe(OLD);
    expect(missing).toBeUndefined();
    expect(aws.inputs).toContainEqual({ cluster: 'kitchen', services: ['ovens'] });
    expect(aws.inputs).toContainEqual({
      cluster: 'kitchen',
      serviceName: 'ovens',
      desiredStatus: 'STOPPED',
      maxResults: 20,
    });
    expect(aws.inputs).toContainEqual({ cluster: 'kitchen', tasks: ['arn:task'] });
  });

  test.each([
    [
      `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${IMAGE}: ${IMAGE}: not found`,
      'CannotPullContainerError',
      'team/bakery:42 not found',
    ],
    [
      `CannotPullContainerError: Error response from daemon: pull access denied for ${IMAGE}`,
      'CannotPullContainerError',
      'Error response from daemon: pull access denied for team/bakery:42',
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
      'ResourceInitializationError',
      'unable to pull secrets or registry auth: execution resource retrieval failed',
    ],
    [
      'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:222233334444:targetgroup/ovens/1f2e3d4c5b6a7988)',
      undefined,
      'Task failed ELB health checks in (target-group ovens)',
    ],
    ['Host EC2 (instance i-1) terminated.', undefined, 'Host EC2 (instance i-1) terminated.'],
  ])('says %s without registry, retries and ARNs', async (words, code, reason) => {
    const { failures } = await enriched([task(words)]);

    expect(failures).toEqual([{ ...(code && { code }), reason }]);
  });

  test('is the exit code if the container says nothing', async () => {
    const containers = [{ name: 'web', image: 'bakery@sha256:0123456789abcdef0123456789abcdef', exitCode: 1 }];
    const { failures, details } = await enriched([task('Essential container in task exited', { containers })]);

    expect(failures[0]?.reason).toBe('Essential container in task exited');
    expect(details).toContainEqual({ label: 'exit-code', value: '1' });
    expect(details).toContainEqual({ label: 'image', value: 'bakery@sha256:0123456789ab' });
  });

  test('is that of the newest task of this deployment that was not stopped as planned', async () => {
    const { failures } = await enriched([
      task('Scaling activity initiated by (deployment ecs-svc/1)', { stoppedAt: 1_775_658_400 }),
      task('stopped by a person', { stopCode: 'UserInitiated', stoppedAt: 1_775_658_300 }),
      task('of the deployment before', { startedBy: OLD, stoppedAt: 1_775_658_200 }),
      task('older', { stoppedAt: 1_775_657_000 }),
      task('newest', { stoppedAt: 1_775_658_100 }),
    ]);

    expect(failures).toEqual([{ reason: 'newest' }]);
  });

  test('of a service whose tasks do not start is that of any of its tasks', async () => {
    const event = failedDeployment({
      state: 'SERVICE_TASK_START_IMPAIRED',
      resource: { kind: 'service', name: 'kitchen/ovens' },
      failures: [],
    });
    const { failures, rollbackRun, counts } = await enriched(
      [task('the oven is cold', { startedBy: OLD })],
      { [SERVICES]: services({ ...RESTORED, rolloutState: 'COMPLETED', failedTasks: 9 }) },
      { ...event, execution: undefined },
    );

    expect(failures).toEqual([{ reason: 'the oven is cold' }]);
    expect(counts).toEqual({ of: 'tasks', failed: 9 });
    expect(rollbackRun).toBeUndefined();
  });

  test.each([
    ['there are no stopped tasks', { [LIST]: { taskArns: [] } }, undefined],
    ['listing is denied', { [LIST]: refusal('AccessDeniedException') }, ['tasks']],
    ['the tasks are late', { [TASKS]: refusal('Timeout') }, ['tasks']],
    ['the service is unknown', { [SERVICES]: { services: [] }, [LIST]: { taskArns: [] } }, ['service']],
    [
      'everything is throttled',
      { [SERVICES]: refusal('ThrottlingException'), [LIST]: refusal('ThrottlingException') },
      ['tasks', 'service'],
    ],
  ])('is absent if %s, and the event is kept', async (_, more, missing) => {
    const result = await enriched([EXITED], more);

    expect(result.failures).toEqual([{ reason: GENERIC }]);
    expect(result.missing?.map((text) => text.split(':')[0])).toEqual(missing);
  });

  test('contains no secret', async () => {
    const { failures } = await enriched([task(`ResourceInitializationError: denied for token=${SECRET}`)]);

    expect(failures[0]?.reason).toMatch(/^denied/);
    expect(JSON.stringify(failures)).not.toContain('ghp_');
  });

  test('is not searched for a service without room, nor without a cluster', async () => {
    const aws = fakeAws(answers([EXITED]));

    await enrich(failedDeployment({ state: 'SERVICE_TASK_PLACEMENT_FAILURE' }), aws);
    await enrich(failedDeployment({ resource: { kind: 'deployment', name: 'ovens' } }), aws);

    expect(aws.calls).toEqual([]);
  });
});

describe('a rollback of ECS', () => {
  const rollback = failedDeployment({
    moment: 'started',
    state: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    failures: [],
    rollback: true,
    rollbackTo: { id: OLD },
  });

  test('restores the task definition of the named deployment, or of the newest', async () => {
    const aws = fakeAws(answers([]));

    expect((await enrich(rollback, aws)).rollbackTo).toEqual({ id: OLD, name: 'bakery:41' });
    expect((await enrich({ ...rollback, id: 'x', rollbackTo: undefined }, aws)).rollbackTo).toEqual({
      name: 'bakery:41',
    });
    expect(new Set(aws.calls)).toEqual(new Set([SERVICES]));
  });

  test('keeps what the event says if the service cannot be read', async () => {
    const { rollbackTo, missing } = await enriched([], { [SERVICES]: refusal('AccessDeniedException') }, rollback);

    expect(rollbackTo).toEqual({ id: OLD });
    expect(missing).toHaveLength(1);
  });
});
