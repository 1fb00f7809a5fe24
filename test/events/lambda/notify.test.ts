import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

const record = () => exampleBody('lambda-failed-sns');

test('reports a failed invocation with function, reason and attempts', () => {
  const notification = read(exampleBody('lambda-failed'));

  expect(headline(notification)).toBe('warm-cache failed 3 times');
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
    verdict: { code: 'invocation-failed', values: { function: 'warm-cache', tries: 3 } },
    details: [],
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

const conditioned = (condition: string, more: object = {}) => {
  const event = record();
  return { ...event, requestContext: { ...event.requestContext, condition, ...more }, responsePayload: null };
};

test('says that an event was never run because it waited too long', () => {
  const notification = read(conditioned('EventAgeExceeded', { approximateInvokeCount: 0 }));

  expect(notification).toMatchObject({ moment: 'failed', details: [] });
  expect(headline(notification)).toBe('warm-cache was not run, because its event waited too long');
});

test('shows an unknown condition as Lambda names it', () => {
  expect(read(conditioned('SomethingNew'))).toMatchObject({
    moment: 'failed',
    details: [{ label: 'given-up', value: 'SomethingNew' }],
  });
});

test('leaves the headline of a single try to the moment', () => {
  expect(read(conditioned('RetriesExhausted', { approximateInvokeCount: 1 }))).toMatchObject({
    moment: 'failed',
    verdict: undefined,
  });
});

test.each([
  ['no ARN', { requestContext: { functionArn: 'warm-cache' } }],
  ['another service’s ARN', { requestContext: { functionArn: 'arn:aws:states:eu-central-1:111122223333:x' } }],
  ['no payload, so that it could be anybody’s request', { requestPayload: undefined }],
])('leaves a record with %s to the generic source', (_, change) => {
  expect(read({ ...record(), ...change }).source).toBe('generic');
});
