/**
 * What the handlers of each type in the CloudFormation registry declare for create, read, update and delete, as of
 * 2026-08, without the permissions for properties that the template does not use. Two types without a schema have the
 * operations of their documentation.
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 * @see https://github.com/hashicorp/terraform-provider-awscc/tree/main/internal/service/cloudformation/schemas
 */
export const NEEDED: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm':
    'cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms cloudwatch:DeleteAlarms cloudwatch:TagResource cloudwatch:UntagResource cloudwatch:ListTagsForResource',
  'AWS::CloudWatch::Dashboard':
    'cloudwatch:PutDashboard cloudwatch:GetDashboard cloudwatch:DeleteDashboards cloudwatch:TagResource cloudwatch:UntagResource cloudwatch:ListTagsForResource',
  'AWS::DynamoDB::Table':
    'dynamodb:CreateTable dynamodb:UpdateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:DescribeContinuousBackups dynamodb:UpdateContinuousBackups dynamodb:DescribeContributorInsights dynamodb:DescribeKinesisStreamingDestination dynamodb:DescribeTimeToLive dynamodb:UpdateTimeToLive dynamodb:GetResourcePolicy dynamodb:ListTagsOfResource dynamodb:TagResource dynamodb:UntagResource',
  'AWS::Events::Archive': 'events:CreateArchive events:DescribeArchive events:UpdateArchive events:DeleteArchive',
  'AWS::Events::Rule':
    'events:PutRule events:DescribeRule events:DeleteRule events:PutTargets events:RemoveTargets events:ListTargetsByRule events:TagResource events:UntagResource events:ListTagsForResource',
  'AWS::IAM::Role':
    'iam:CreateRole iam:GetRole iam:UpdateRole iam:DeleteRole iam:UpdateAssumeRolePolicy iam:PutRolePolicy iam:GetRolePolicy iam:DeleteRolePolicy iam:ListRolePolicies iam:ListAttachedRolePolicies iam:TagRole iam:UntagRole',
  'AWS::KMS::Key':
    'kms:CreateKey kms:EnableKeyRotation kms:DescribeKey kms:GetKeyPolicy kms:PutKeyPolicy kms:GetKeyRotationStatus kms:ScheduleKeyDeletion kms:TagResource kms:UntagResource kms:ListResourceTags',
  'AWS::Lambda::EventInvokeConfig':
    'lambda:PutFunctionEventInvokeConfig lambda:GetFunctionEventInvokeConfig lambda:UpdateFunctionEventInvokeConfig lambda:DeleteFunctionEventInvokeConfig',
  'AWS::Lambda::EventSourceMapping':
    'lambda:CreateEventSourceMapping lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping lambda:DeleteEventSourceMapping lambda:ListTags lambda:TagResource lambda:UntagResource',
  'AWS::Lambda::Function':
    'lambda:CreateFunction lambda:GetFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:DeleteFunction lambda:GetFunctionCodeSigningConfig lambda:GetFunctionRecursionConfig lambda:GetFunctionScalingConfig lambda:GetRuntimeManagementConfig lambda:ListTags lambda:TagResource lambda:UntagResource',
  'AWS::Lambda::Permission': 'lambda:AddPermission lambda:GetPolicy lambda:RemovePermission',
  'AWS::Logs::LogGroup':
    'logs:CreateLogGroup logs:DeleteLogGroup logs:PutRetentionPolicy logs:DeleteRetentionPolicy logs:GetDataProtectionPolicy logs:TagResource logs:UntagResource logs:ListTagsForResource',
  'AWS::S3::Bucket':
    's3:CreateBucket s3:DeleteBucket s3:ListBucket s3:PutBucketTagging s3:PutEncryptionConfiguration s3:PutBucketPublicAccessBlock',
  'AWS::S3::BucketPolicy': 's3:GetBucketPolicy s3:PutBucketPolicy s3:DeleteBucketPolicy',
  'AWS::SNS::Subscription': 'sns:Subscribe sns:Unsubscribe sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes',
  'AWS::SNS::Topic':
    'sns:CreateTopic sns:DeleteTopic sns:GetTopicAttributes sns:SetTopicAttributes sns:GetDataProtectionPolicy sns:ListSubscriptionsByTopic sns:TagResource sns:UntagResource sns:ListTagsForResource',
  'AWS::SNS::TopicPolicy': 'sns:GetTopicAttributes sns:SetTopicAttributes',
  'AWS::SQS::Queue':
    'sqs:CreateQueue sqs:DeleteQueue sqs:GetQueueUrl sqs:GetQueueAttributes sqs:SetQueueAttributes sqs:ListQueueTags sqs:TagQueue sqs:UntagQueue',
  'AWS::SQS::QueuePolicy': 'sqs:GetQueueAttributes sqs:SetQueueAttributes',
};
