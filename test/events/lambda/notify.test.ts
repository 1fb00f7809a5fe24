import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

const record = () => exampleBody('lambda-failed-sns');

test('reports a failed invocation with function, reason and attempts', () => {
  const notification = read(exampleBody('lambda-failed'));

  expect(headline(notification)).toBe('Function warm-cache failed');
  expect(notification).toMatchObject({
    moment: 'failed',
    severity: 'failure',
    account: '111122223333',
    region: 'eu-central-1',
    resource: {
      kind: 'function',
      name: 'warm-cache',
      url: 'https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/warm-cache',
    },
    failures: [{ code: 'TimeoutError', reason: 'The cache cluster did not answer within 3 s' }],
    details: [
      { label: 'Given up', value: 'All tries failed' },
      { label: 'Tries', value: '3' },
    ],
  });
});

test.each(['codebuild-succeeded', 'failed'])('reads the record even if the request is an event such as %s', (name) => {
  const { requestPayload: _, ...rest } = record();

  expect(read({ ...rest, requestPayload: exampleBody(name) })).toMatchObject({
    source: 'lambda',
    moment: 'failed',
    resource: { name: 'warm-cache' },
  });
});

test('does not show the response of a successful invocation', () => {
  const notification = read(exampleBody('lambda-succeeded'));

  expect(notification).toMatchObject({ moment: 'succeeded', severity: 'success', details: [], failures: [] });
  expectHidden('212', exampleBody('lambda-succeeded'));
});

test('has the same notification from EventBridge and SNS', () => {
  const event = exampleBody('lambda-failed');
  const { time: _byEvent, ...byEvent } = read(event);
  const { time: _bySns, ...bySns } = read(event.detail);

  expect(bySns).toEqual(byEvent);
});

test('never shows the request', () => {
  const event = { ...record(), requestPayload: { card: 'canary' } };

  expectHidden('canary', event);
});

test.each([
  ['EventAgeExceeded', 'It waited too long to be tried again'],
  ['SomethingNew', 'SomethingNew'],
])('shows the condition %s as %s', (condition, words) => {
  const event = record();
  const changed = { ...event, requestContext: { ...event.requestContext, condition }, responsePayload: null };

  expect(read(changed)).toMatchObject({ moment: 'failed', details: [{ label: 'Given up', value: words }, {}] });
});

test.each([
  ['no ARN', { requestContext: { functionArn: 'warm-cache' } }],
  ['another service’s ARN', { requestContext: { functionArn: 'arn:aws:states:eu-central-1:111122223333:x' } }],
  ['no payload, so that it could be anybody’s request', { requestPayload: undefined }],
])('leaves a record with %s to the generic source', (_, change) => {
  expect(read({ ...record(), ...change }).source).toBe('generic');
});
