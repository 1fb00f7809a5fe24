// The IAM policy of a role that deploys and removes one stage.
import { named, serviceRights, TAGS } from './deploy-services.ts';

export interface Place {
  readonly stage: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  /** ARN of a permissions boundary that every role of the stack must have. */
  readonly boundary?: string;
}

export interface Right {
  readonly sid: string;
  /** Types of resources that need it. None: Serverless itself calls these operations. */
  readonly types: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: object;
}

/** The place with what the names of a stage's resources are made of. */
export interface Names extends Place {
  /** The name of the stack, with which all other names begin. */
  readonly name: string;
  arn(service: string, last: string): string;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** What gives rights to a role. */
const GRANTING = ['CreateRole', 'PutRolePolicy'];

/** CloudFormation calls these operations with the rights of whoever deploys, and IAM cannot restrict them to a stage. */
const THROUGH_CLOUDFORMATION = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } };

/** What Serverless calls itself: it uploads the template and the code, and starts and watches a change set. */
const ownRights = ({ name, partition, arn }: Names): Right[] => {
  // CloudFormation shortens the name of the bucket if the stage's is long.
  const bucket = `arn:${partition}:s3:::${name.toLowerCase()}-serverless*`;
  return [
    {
      sid: 'Stack',
      types: [],
      actions: named(
        'cloudformation',
        ...['*ChangeSet', 'DeleteStack', 'DescribeStack*', 'ListStackResources', 'TagResource'],
      ),
      resources: [arn('cloudformation', `stack/${name}/*`), arn('cloudformation', `changeSet/${name}-*`)],
    },
    {
      sid: 'Look',
      types: ['AWS::Logs::LogGroup', 'AWS::CloudWatch::Alarm'],
      actions: ['cloudformation:ValidateTemplate', 'logs:DescribeLogGroups', 'cloudwatch:DescribeAlarms'],
      resources: ['*'],
    },
    {
      sid: 'Bucket',
      types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
      actions: named(
        's3',
        ...['CreateBucket', 'DeleteBucket', 'ListBucket', 'PutBucketTagging', 'PutEncryptionConfiguration'],
        ...['PutBucketPublicAccessBlock', '*BucketPolicy'],
      ),
      resources: [bucket],
    },
    {
      sid: 'Code',
      types: [],
      actions: named('s3', 'GetObject', 'PutObject', 'DeleteObject'),
      resources: [`${bucket}/*`],
    },
  ];
};

/** Roles, and a key that has no name before it exists. */
const roleRights = ({ name, account, partition, boundary }: Names): Right[] => {
  const role = (id: string): string => `arn:${partition}:iam::${account}:role/${name}-${id}-*`;
  const roles = ['RouterRole', 'DelivererRole', 'PublishRole'].map(role);
  return [
    {
      sid: 'Roles',
      types: ['AWS::IAM::Role'],
      actions: named(
        'iam',
        ...['DeleteRole', 'GetRole', 'GetRolePolicy', 'DeleteRolePolicy', 'UpdateRole', 'UpdateAssumeRolePolicy'],
        ...['ListRolePolicies', 'ListAttachedRolePolicies', 'TagRole', 'UntagRole'],
        ...(boundary ? [] : GRANTING),
      ),
      resources: roles,
    },
    ...(boundary
      ? [
          {
            sid: 'Grant',
            types: ['AWS::IAM::Role'],
            actions: named('iam', ...GRANTING, 'PutRolePermissionsBoundary'),
            resources: roles,
            condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
          },
        ]
      : []),
    {
      sid: 'PassToLambda',
      types: ['AWS::Lambda::Function'],
      actions: ['iam:PassRole'],
      resources: ['RouterRole', 'DelivererRole'].map(role),
      condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    {
      sid: 'PassToRules',
      types: ['AWS::Events::Rule'],
      actions: ['iam:PassRole'],
      resources: [role('PublishRole')],
      condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
    },
    {
      sid: 'AlarmKey',
      types: ['AWS::KMS::Key'],
      actions: named(
        'kms',
        ...['CreateKey', 'DescribeKey', 'EnableKeyRotation', 'GetKey*', 'PutKeyPolicy', 'ScheduleKeyDeletion', TAGS],
      ),
      resources: ['*'],
      condition: THROUGH_CLOUDFORMATION,
    },
  ];
};

/**
 * The rights by type of resource: those that the type's handlers in the CloudFormation registry declare, without the ones
 * for properties that the template does not use. Serverless gives the stack a tag, which CloudFormation gives to every
 * resource.
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export const rightsOf = (place: Place): Right[] => {
  const { stage, region, account, partition } = place;
  const arn = (service: string, last: string): string => `arn:${partition}:${service}:${region}:${account}:${last}`;
  const names = { ...place, name: `pipebell-${stage}`, arn };
  return [...ownRights(names), ...serviceRights(names), ...roleRights(names)];
};

/** The policy as IAM takes it. */
export const deployPolicy = (place: Place): { Version: string; Statement: Statement[] } => ({
  Version: '2012-10-17',
  Statement: rightsOf(place).map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  })),
});
