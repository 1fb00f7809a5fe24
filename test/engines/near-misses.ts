/** The fields of an event that are read here. */
export interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  // biome-ignore lint/suspicious/noExplicitAny: the detail of an event is arbitrary JSON
  readonly detail: any;
  readonly [field: string]: unknown;
}

/** An event that differs from an example in one place, and that no rule may match. */
export interface NearMiss {
  /** Name of the example, which a rule matches. */
  readonly example: string;
  /** Path of the changed field, with dots. */
  readonly field: string;
  /** The new value. `undefined` removes the field. */
  readonly value: unknown;
}

const of = (example: string, field: string, ...values: unknown[]): NearMiss[] =>
  values.map((value) => ({ example, field, value }));

/** Changes that the sources do not read: their rules filter them, so that they start no function. */
export const NEAR_MISSES: readonly NearMiss[] = [
  ...of('codebuild-phase-failed', 'detail.completed-phase-status', 'SUCCEEDED', 'STOPPED', undefined),
  ...of('codedeploy-instance-failed', 'detail.state', 'SUCCESS', 'READY', 'failure', undefined),
  ...of('cloudwatch-alarm', 'detail.alarmName', 'TargetTracking-service/shop-AlarmHigh'),
  ...of('ecs-tasks-fail', 'detail.eventType', 'INFO', undefined),
  ...of('ecs-tasks-fail', 'detail.eventName', 'SERVICE_DEPLOYMENT_FAILED'),
  ...of('beanstalk-load-balancer', 'detail.Status', 'Instance added', 'Instance removed'),
  ...of(
    'cloudformation-failed',
    'detail.status-details.status',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  ),
  ...of('cloudformation-drift', 'detail.status-details.detection-status', 'DETECTION_IN_PROGRESS'),
  ...of('cloudtrail-pipeline-changed', 'detail.eventName', 'GetPipeline', 'PutJobSuccessResult', 'TagResource'),
  ...of('cloudtrail-start-refused', 'detail.errorCode', undefined),
  ...of('cloudtrail-pipeline-changed', 'source', 'aws.codebuild'),
  ...of('ecr-enhanced-findings', 'detail.image-digest', undefined),
  ...of('ecr-finding', 'detail.severity', 'HIGH', 'critical'),
  ...of('ecr-finding', 'detail.status', 'CLOSED', 'SUPPRESSED'),
  ...of('ecr-finding', 'detail.resources', [{ type: 'AWS_EC2_INSTANCE' }], [{ type: 'AWS_LAMBDA_FUNCTION' }]),
  ...of('codecommit-pushed', 'detail.event', 'referenceRenamed'),
  ...of('codecommit-pull-request-comment', 'detail.event', 'commentOnPullRequestUpdated', 'commentReactionUpdated'),
  ...of('codecommit-commit-comment', 'detail.event', 'commentOnCommitDeleted'),
];

/** The example's event with the change. @throws Error if the example has no such field. */
export const changed = (event: Event, { example, field, value }: NearMiss): Event => {
  const copy = structuredClone(event);
  const path = field.split('.');
  const last = path.pop() ?? '';
  // biome-ignore lint/suspicious/noExplicitAny: a path into arbitrary JSON
  const parent = path.reduce((node: any, key) => node?.[key], copy);
  if (parent?.[last] === undefined) throw new Error(`the example ${example} has no field ${field}`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
};
