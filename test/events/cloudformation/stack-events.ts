/** The id of a stack of the account 222233334444. */
export const stackArn = (name: string): string =>
  `arn:aws:cloudformation:eu-central-1:222233334444:stack/${name}/0c1d2e3f-17b6-11f1-9a55-0a1b2c3d4e5f`;

/** The message of a resource's provider, as CloudFormation quotes it. */
export const handlerSaid = (message: string, code: string): string =>
  `Resource handler returned message: "${message}" (RequestToken: 3e2d1c0b-9a8f-4e7d-b6c5-d4e3f2a1b0c9, HandlerErrorCode: ${code})`;

/** An event of a stack's resource, as DescribeStackEvents returns it. */
export const resourceEvent = (
  LogicalResourceId: string,
  ResourceStatus: string,
  ResourceStatusReason?: string,
  more: Record<string, string> = {},
) => ({
  StackId: stackArn('bakery'),
  LogicalResourceId,
  PhysicalResourceId: `bakery-${LogicalResourceId}`,
  ResourceType: 'AWS::SQS::Queue',
  ResourceStatus,
  ...(ResourceStatusReason !== undefined && { ResourceStatusReason }),
  ...more,
});

/** An event of the stack itself. */
export const ownEvent = (ResourceStatus: string, more: Record<string, string> = {}) =>
  resourceEvent('bakery', ResourceStatus, '', {
    PhysicalResourceId: stackArn('bakery'),
    ResourceType: 'AWS::CloudFormation::Stack',
    ...more,
  });

/** An event about a nested stack in its parent. */
export const nestedEvent = (LogicalResourceId: string, status: string, stack: string) =>
  resourceEvent(
    LogicalResourceId,
    status,
    `Embedded stack ${stackArn(stack)} was not successfully created: The following resource(s) failed to create: [Any].`,
    {
      ResourceType: 'AWS::CloudFormation::Stack',
      PhysicalResourceId: stackArn(stack),
    },
  );
