// The words of the page for events. A test requires one for each value.

/** Titles of event sources by their name in the relay. */
const SOURCES: Readonly<Record<string, string>> = {
  codepipeline: 'CodePipeline',
  'codepipeline-approval': 'CodePipeline',
  codebuild: 'CodeBuild',
  codedeploy: 'CodeDeploy',
  codecommit: 'CodeCommit',
  'step-functions': 'Step Functions',
  'cloudwatch-alarm': 'CloudWatch alarms',
  cloudformation: 'CloudFormation',
  cloudtrail: 'CloudTrail',
  'elastic-beanstalk': 'Elastic Beanstalk',
  ecs: 'ECS',
  ecr: 'ECR',
  s3: 'S3',
  lambda: 'Lambda',
  health: 'AWS Health',
  'pipebell-notification': 'Own notifications',
  generic: 'Other',
};

export const sourceTitle = (name: string): string => SOURCES[name] ?? name;

/** The meaning of an end after the runs before it. Without a choice the sample, or the relay's history, decides. */
export const HISTORIES: Readonly<Record<string, string>> = {
  automatic: 'automatic',
  broken: 'first failure',
  'still-failing': 'still failing',
  fixed: 'fixed',
  'recovered-on-retry': 'recovered on retry',
};
