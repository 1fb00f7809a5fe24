import { cloudtrail } from '../../../src/events/cloudtrail/index.ts';
import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

test('never shows tokens, configurations and addresses', () => {
  for (const name of ['cloudtrail-rejected', 'cloudtrail-pipeline-changed']) {
    const event = exampleBody(name);
    event.detail.requestParameters.token = 'canary-token';
    event.detail.requestParameters.clientRequestToken = 'canary-client';
    event.detail.sourceIPAddress = 'canary-address';
    event.detail.userIdentity.accessKeyId = 'canary-key';
    for (const { pipeline } of [event.detail.requestParameters, event.detail.responseElements ?? {}]) {
      for (const { actions } of pipeline?.stages ?? []) {
        actions[0].configuration = { OAuthToken: 'canary-oauth', EnvironmentVariables: '[{"value": "canary"}]' };
      }
    }

    expectHidden('canary', event);
    expect(read(event).source).toBe('cloudtrail');
  }
});

const by = (userIdentity: object) => {
  const event = exampleBody('cloudtrail-transition-disabled');
  event.detail.userIdentity = userIdentity;
  return headline(read(event)).split(' disabled ')[0];
};

test.each([
  [{ type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/team/ada', userName: 'ada' }, 'ada'],
  [{ type: 'IAMUser', userName: 'ada', invokedBy: 'signin.amazonaws.com' }, 'ada'],
  [{ type: 'Root', arn: 'arn:aws:iam::111122223333:root' }, 'root'],
  [{ type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/ada' }, 'ada'],
  [
    { type: 'AssumedRole', arn: 'arn:aws-cn:sts::111122223333:assumed-role/Ops/botocore-session-1700000000' },
    'Role Ops',
  ],
  [{ type: 'AWSService', invokedBy: 'scheduler.amazonaws.com' }, 'EventBridge Scheduler'],
  [{ type: 'AWSService', invokedBy: 'backup.amazonaws.com' }, 'backup'],
  [{ type: 'AWSAccount', accountId: '444455556666' }, 'Account 444455556666'],
  [{}, 'Somebody'],
])('shows the caller %j as %s', (identity, name) => {
  expect(by(identity)).toBe(name);
});

test('reads the pipeline of a denied call from the error message', () => {
  const event = exampleBody('cloudtrail-start-refused');
  const pipeline = 'arn:aws:codepipeline:eu-central-1:111122223333:shop-prod';
  event.detail.requestParameters = null;
  event.detail.errorMessage = `User: x is not authorized to perform: codepipeline:StartPipelineExecution on resource: ${pipeline} because no policy allows it`;

  expect(read(event)).toMatchObject({ source: 'cloudtrail', moment: 'change', pipeline: { name: 'shop-prod' } });
});

test('leaves state changes of pipelines to the source codepipeline', () => {
  const message = { messageId: 'm-1', publishedAt: '2026-03-04T09:20:00.000Z' };

  expect(cloudtrail.read({ ...message, body: exampleBody('failed') })).toBeUndefined();
  expect(read(exampleBody('failed')).source).toBe('codepipeline');
});

test('leaves a call without a pipeline to the generic source, which hides its parameters', () => {
  const event = exampleBody('cloudtrail-transition-disabled');
  event.detail.eventName = 'PutWebhook';
  event.detail.requestParameters = { webhook: { authenticationConfiguration: { SecretToken: 'canary' } } };

  expect(read(event).source).toBe('generic');
  expectHidden('canary', event);
});

test('builds no command from a name with shell characters', () => {
  const event = exampleBody('cloudtrail-pipeline-changed');
  const commands = () => read(event).details.filter(({ label }) => label === 'before');
  expect(commands()).toHaveLength(1);
  event.detail.requestParameters.pipeline.name = 'shop; rm -rf .';

  expect(commands()).toEqual([]);
});

test.each([1, 0, undefined, '8', null])('has no version before %p', (version) => {
  const event = exampleBody('cloudtrail-pipeline-changed');
  event.detail.responseElements = version === undefined ? null : { pipeline: { version } };

  expect(read(event).source).toBe('cloudtrail');
  expect(read(event).details.map(({ label }) => label)).toEqual(['in-role', 'through', 'stages']);
});

test('derives an identity from the record’s id without an EventBridge id', () => {
  const [one, other] = [exampleBody('cloudtrail-rejected'), exampleBody('cloudtrail-rejected')];
  delete one.id;
  delete other.id;
  expect(read(one).id).toBe(read(structuredClone(one)).id);
  other.detail.eventID = crypto.randomUUID();

  expect(read(other).id).not.toBe(read(one).id);
});

describe('the rules of EventBridge', () => {
  const patterns = cloudtrail.subscribes.map(({ detail }) => detail as { eventName: string[] });

  test('send no read-only calls and no calls of job workers', () => {
    expect(
      patterns.flatMap(({ eventName }) => eventName).filter((call) => /^(?:Get|List|Poll|Ack|PutJob)/.test(call)),
    ).toEqual([]);
  });

  test('send a service’s start only if it failed, and no call twice', () => {
    const others = patterns.filter(({ eventName }) => !eventName.includes('StartPipelineExecution'));

    expect(others).toHaveLength(1);
    expect(patterns.filter((pattern) => !others.includes(pattern))).toEqual([
      { eventName: ['StartPipelineExecution'], userIdentity: { invokedBy: [{ exists: false }] } },
      {
        eventName: ['StartPipelineExecution'],
        userIdentity: { invokedBy: [{ exists: true }] },
        errorCode: [{ exists: true }],
      },
    ]);
  });
});
