import type { Stack } from '@aws-sdk/client-cloudformation';

/** A stack as CloudFormation describes it. */
export const aStack = (fields: Partial<Stack> = {}): Stack => ({
  StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/pipebell-prod/5d2f0c9a',
  StackName: 'pipebell-prod',
  CreationTime: new Date(0),
  StackStatus: 'UPDATE_COMPLETE',
  Outputs: [{ OutputKey: 'AllowPrivateTargets', OutputValue: 'false' }],
  ...fields,
});

/** Where {@link aStack} is. */
export const WHERE = 'pipebell-prod in 111122223333 / eu-central-1';

/** The stack's answer over HTTP, in the Query protocol. */
const describeStacksXml = (region: string, allowPrivate: boolean): string =>
  '<DescribeStacksResponse><DescribeStacksResult><Stacks><member>' +
  `<StackId>arn:aws:cloudformation:${region}:111122223333:stack/pipebell-prod/5d2f0c9a</StackId>` +
  '<StackName>pipebell-prod</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member>' +
  `<OutputKey>AllowPrivateTargets</OutputKey><OutputValue>${allowPrivate}</OutputValue>` +
  '</member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>';

/** An error in the Query protocol. */
export const errorXml = (code: string): string =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>see https://canary.example</Message></Error></ErrorResponse>`;

export const CALLER_XML =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/robin</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** Answers a form of CloudFormation or STS as AWS does; `undefined` for any other. Only the stack of `prod` exists. */
export const answerForm = (
  body: string,
  region: string,
  allowPrivate = false,
): { status: number; xml: string } | undefined => {
  const { Action, StackName } = Object.fromEntries(new URLSearchParams(body));
  if (Action === 'GetCallerIdentity') return { status: 200, xml: CALLER_XML };
  if (Action !== 'DescribeStacks') return undefined;
  if (StackName !== 'pipebell-prod') return { status: 400, xml: errorXml('ValidationError') };
  return { status: 200, xml: describeStacksXml(region, allowPrivate) };
};
