import { teams } from '../../../src/platforms/teams.ts';
import { teamsExample } from './target.ts';

const { classify } = teams.open(teamsExample.target, { allowPrivate: false }).channel;
const failure = (code: string) => JSON.stringify({ error: { code, message: 'The workflow … canary.' } });

describe('teams classify', () => {
  test.each([
    [202, ''],
    [200, ''],
    [200, '1'],
    [200, '{"status":"ok"}'],
    [200, '{"id":"error"}'],
    [200, '<html>'],
  ])('classifies %d with %j as delivered', (status, body) => {
    expect(classify({ status, body })).toEqual({ kind: 'delivered', status });
  });

  test.each([
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
    '{"error":{"code":"ActionFailed"}}',
    ' { "status": "Failed" }',
  ])('retries after a 200 whose body reports a failure: %j', (body) => {
    expect(classify({ status: 200, body })).toMatchObject({ kind: 'retry', reason: 'unavailable', status: 200 });
  });

  test.each([
    [400, 'WorkflowTriggerIsNotEnabled', 'gone'],
    [400, 'MissingApiVersionParameter', 'gone'],
    [404, 'WorkflowNotFound', 'gone'],
    [400, 'TriggerInputSchemaMismatch', 'payload'],
    [400, 'InvalidRequestContent', 'payload'],
    [401, 'DirectApiAuthorizationRequired', 'unauthorized'],
    [401, 'MisMatchingOAuthClaims', 'unauthorized'],
  ])('classifies %d with %s as %s', (status, code, reason) => {
    expect(classify({ status, body: failure(code) })).toEqual({ kind: 'rejected', reason, status, detail: code });
    expect(classify({ status, body: failure(code).slice(0, -10) })).toMatchObject({ reason, detail: code });
  });

  test('classifies a too large message as a refused payload, so that the plain one is sent', () => {
    expect(classify({ status: 413, body: 'Request Entity too large' })).toMatchObject({ reason: 'payload' });
  });

  test('uses the status if the code is unknown or temporary', () => {
    expect(classify({ status: 400, body: failure('SomethingNew') })).toEqual({
      kind: 'rejected',
      reason: 'payload',
      status: 400,
    });
    expect(classify({ status: 429, body: failure('WorkflowNotFound') })).toMatchObject({ kind: 'retry' });
  });
});
