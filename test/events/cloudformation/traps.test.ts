import { exampleBody, exampleText } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

const SUBJECT = { subject: 'AWS CloudFormation Notification' };

const message = (changes: Record<string, string> = {}) =>
  Object.entries(changes).reduce(
    (text, [key, value]) => text.replace(new RegExp(`^${key}='.*'$`, 'm'), () => `${key}='${value}'`),
    exampleText('cloudformation-sns'),
  );

describe('the text that a stack publishes', () => {
  test('has the facts of the event', () => {
    expect(read(message(), SUBJECT)).toMatchObject({
      source: 'cloudformation',
      moment: 'failed',
      account: '111122223333',
      region: 'eu-central-1',
      time: '2026-03-04T09:15:30.000Z',
      resource: { kind: 'stack', name: 'shop-prod', url: read(exampleBody('cloudformation-failed')).resource?.url },
      execution: { id: expect.stringMatching(/^Console-ExecuteChangeSet-/) },
      failures: [{ action: 'Database' }, { action: 'PaymentQueue' }],
    });
  });

  test('never shows a resource’s properties', () => {
    const text = message({ ResourceProperties: '{"MasterUserPassword":"canary"}' });

    expectHidden('canary', text, SUBJECT);
  });

  test.each(['null', ''])('without a token (%j) has no execution, so its state lasts', (ClientRequestToken) => {
    const notification = read(message({ ClientRequestToken }), SUBJECT);

    expect(notification.execution).toBeUndefined();
    expect(notification.lasting).toBe(true);
    expect(read(message(), SUBJECT)).not.toHaveProperty('lasting');
  });

  test('can have a reason of several lines', () => {
    const notification = read(message({ ResourceStatusReason: "Template error:\nno such 'Fn'\nA='b'" }), SUBJECT);

    expect(notification).toMatchObject({ resource: { name: 'shop-prod' }, moment: 'failed' });
    expect(notification.failures[0]?.reason).toMatch(/^Template error:\nno such 'Fn$/);
  });

  test('has the same id in every copy', () => {
    expect(read(message(), { messageId: 'm-2' }).id).toBe(read(message(), { messageId: 'm-1' }).id);
    expect(read(message({ EventId: 'another' })).id).not.toBe(read(message()).id);
  });

  test.each(["StackId='nothing'", "StackId='arn:aws:cloudformation:eu-central-1:1:changeSet/x'\nA='b'", "StackId='"])(
    'is left to the generic source if it names no stack: %j',
    (text) => {
      expect(read(text, SUBJECT)).toMatchObject({ source: 'generic', title: 'AWS CloudFormation Notification' });
    },
  );
});

test('reads a stack’s ARN without an id, as in AWS’s example', () => {
  const event = exampleBody('cloudformation-updated');
  event.detail['stack-id'] = 'arn:aws:cloudformation:us-west-1:111122223333:stack/teststack';
  event.detail['client-request-token'] = '';

  expect(read(event)).toMatchObject({ resource: { name: 'teststack' }, lasting: true });
});

test('leaves events without a stack to the generic source', () => {
  const event = exampleBody('cloudformation-updated');

  expect(read(event).source).toBe('cloudformation');
  event.detail['stack-id'] = 'shop-prod';
  expect(read(event).source).toBe('generic');
});
