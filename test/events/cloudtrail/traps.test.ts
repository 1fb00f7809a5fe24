import { cloudtrail } from '../../../src/events/cloudtrail/index.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

test('neither a token nor a configuration nor an address is kept', () => {
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
  return read(event).title?.split(' by ')[1];
};

test.each([
  [{ type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/team/ada', userName: 'ada' }, 'ada'],
  [{ type: 'IAMUser', userName: 'ada', invokedBy: 'signin.amazonaws.com' }, 'ada'],
  [{ type: 'Root', arn: 'arn:aws:iam::111122223333:root' }, 'root'],
  [{ type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/ada' }, 'ada'],
  [
    { type: 'AssumedRole', arn: 'arn:aws-cn:sts::111122223333:assumed-role/Ops/botocore-session-1700000000' },
    'role Ops',
  ],
  [{ type: 'AWSService', invokedBy: 'scheduler.amazonaws.com' }, 'EventBridge Scheduler'],
  [{ type: 'AWSService', invokedBy: 'backup.amazonaws.com' }, 'backup'],
  [{ type: 'AWSAccount', accountId: '444455556666' }, 'account 444455556666'],
  [{}, 'somebody'],
])('who is %j is called %s', (identity, name) => {
  expect(by(identity)).toBe(name);
});

test('a call that is refused names its pipeline by what AWS says where its parameters are not recorded', () => {
  const event = exampleBody('cloudtrail-start-refused');
  const pipeline = 'arn:aws:codepipeline:eu-central-1:111122223333:shop-prod';
  event.detail.requestParameters = null;
  event.detail.errorMessage = `User: x is not authorized to perform: codepipeline:StartPipelineExecution on resource: ${pipeline} because no policy allows it`;

  expect(read(event)).toMatchObject({ source: 'cloudtrail', moment: 'change', pipeline: { name: 'shop-prod' } });
});

test('the state changes of pipelines are left to their own source', () => {
  const message = { messageId: 'm-1', publishedAt: '2026-03-04T09:20:00.000Z' };

  expect(cloudtrail.read({ ...message, body: exampleBody('failed') })).toBeUndefined();
  expect(read(exampleBody('failed')).source).toBe('codepipeline');
});

test('a call that is about no pipeline is nobody’s, and shows nothing of its parameters', () => {
  const event = exampleBody('cloudtrail-transition-disabled');
  event.detail.eventName = 'PutWebhook';
  event.detail.requestParameters = { webhook: { authenticationConfiguration: { SecretToken: 'canary' } } };

  expect(read(event).source).toBe('generic');
  expectHidden('canary', event);
});

test('a name that a shell would read otherwise makes no command', () => {
  const event = exampleBody('cloudtrail-pipeline-changed');
  event.detail.requestParameters.pipeline.name = 'shop; rm -rf .';

  expect(read(event).text).toBeUndefined();
});

test.each([1, 0, undefined, '8', null])('version %p makes no version before it', (version) => {
  const event = exampleBody('cloudtrail-pipeline-changed');
  event.detail.responseElements = version === undefined ? null : { pipeline: { version } };

  expect(read(event)).toMatchObject({ source: 'cloudtrail', text: undefined });
});

test('a record without an id of EventBridge is told from another by its own', () => {
  const [one, other] = [exampleBody('cloudtrail-rejected'), exampleBody('cloudtrail-rejected')];
  delete one.id;
  delete other.id;
  expect(read(one).id).toBe(read(structuredClone(one)).id);
  other.detail.eventID = crypto.randomUUID();

  expect(read(other).id).not.toBe(read(one).id);
});

describe('the rules of EventBridge', () => {
  const patterns = cloudtrail.subscribes.map(({ detail }) => detail as { eventName: string[] });

  test('send no call that only reads or that job workers make', () => {
    expect(
      patterns.flatMap(({ eventName }) => eventName).filter((call) => /^(?:Get|List|Poll|Ack|PutJob)/.test(call)),
    ).toEqual([]);
  });

  test('send a start by a service only where it failed, and no call by two rules', () => {
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
