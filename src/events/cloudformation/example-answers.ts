import { EXAMPLE_ACCOUNT, EXAMPLE_REGION } from '../shared/example.ts';

const STACK_ARN = `arn:aws:cloudformation:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:stack/shop-prod/5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f`;

const event = (LogicalResourceId: string, ResourceType: string, ResourceStatus: string, ResourceStatusReason = '') => ({
  StackId: STACK_ARN,
  StackName: 'shop-prod',
  LogicalResourceId,
  PhysicalResourceId: LogicalResourceId.toLowerCase(),
  ResourceType,
  ResourceStatus,
  ResourceStatusReason,
});

const own = (status: string, reason = '') => ({
  ...event('shop-prod', 'AWS::CloudFormation::Stack', status, reason),
  PhysicalResourceId: STACK_ARN,
});

/** What CloudFormation answers about the examples: an update that fails, and a rollback that fails too. */
export const exampleAnswers = {
  'cloudformation DescribeStackEvents': {
    StackEvents: [
      own('UPDATE_ROLLBACK_FAILED', 'The following resource(s) failed to update: [Database]. '),
      event(
        'Database',
        'AWS::RDS::DBInstance',
        'UPDATE_FAILED',
        'DB instance shop-prod is not in state available (Service: Rds, Status Code: 400, Request ID: 0c6f2c1e-3f0a-4d5b-9e2f-7a1b2c3d4e5f)',
      ),
      own('UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [Database, PaymentQueue]. '),
      event('Database', 'AWS::RDS::DBInstance', 'UPDATE_FAILED', 'Resource update cancelled'),
      event(
        'PaymentQueue',
        'AWS::SQS::Queue',
        'CREATE_FAILED',
        'Resource handler returned message: "Queue payments already exists (Service: Sqs, Status Code: 400, Request ID: 7b1e4c9a-2d3f-4a5b-8c6d-9e0f1a2b3c4d)" (RequestToken: 3e2d1c0b-9a8f-4e7d-b6c5-d4e3f2a1b0c9, HandlerErrorCode: AlreadyExists)',
      ),
      own('UPDATE_IN_PROGRESS', 'User Initiated'),
    ],
  },
  'cloudformation DescribeStackResourceDrifts': {
    StackResourceDrifts: [
      { LogicalResourceId: 'Database', StackResourceDriftStatus: 'MODIFIED' },
      { LogicalResourceId: 'PaymentQueue', StackResourceDriftStatus: 'DELETED' },
    ],
  },
  'cloudformation ListStackSetOperationResults': {
    Summaries: [
      {
        Account: '444455556666',
        Region: EXAMPLE_REGION,
        Status: 'FAILED',
        StatusReason:
          'ResourceLogicalId:Trail, ResourceType:AWS::CloudTrail::Trail, ResourceStatusReason:The bucket audit-logs does not exist.',
      },
    ],
  },
};
