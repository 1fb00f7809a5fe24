import { stoppedBy } from '../../../src/relay/route.ts';
import { headline, plainText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const EXECUTION = '3f0b6c2e-91d4-4e57-8a60-7b1c2d3e4f50';

/** A record of any call, based on that of a disabled transition. */
const called = (eventName: string, requestParameters: object, more: object = {}) => {
  const event = exampleBody('cloudtrail-transition-disabled');
  Object.assign(event.detail, { eventName, requestParameters, responseElements: null, ...more });
  return event;
};

const at = (stageName: string, more: object = {}) => ({ pipelineName: 'bakery', stageName, ...more });
const run = { responseElements: { pipelineExecutionId: EXECUTION } };

test.each([
  ['CreatePipeline', { pipeline: { name: 'bakery' } }, {}, 'jo.okafor created pipeline bakery'],
  ['DeletePipeline', { name: 'bakery' }, {}, 'jo.okafor deleted pipeline bakery'],
  ['StartPipelineExecution', { name: 'bakery' }, run, 'jo.okafor started pipeline bakery'],
  ['StopPipelineExecution', { pipelineName: 'bakery' }, run, 'jo.okafor stopped pipeline bakery'],
  ['RetryStageExecution', at('Test'), run, 'jo.okafor retried bakery › Test'],
  ['RollbackStage', at('Test'), run, 'jo.okafor rolled back bakery › Test'],
  [
    'EnableStageTransition',
    at('Test', { transitionType: 'Outbound' }),
    {},
    'jo.okafor enabled the outbound transition of bakery › Test',
  ],
  [
    'OverrideStageCondition',
    at('Test', { conditionType: 'BEFORE_ENTRY' }),
    {},
    'jo.okafor overrode the before entry condition of bakery › Test',
  ],
  [
    'PutApprovalResult',
    at('Test', { actionName: 'Ask', result: { status: 'Approved' } }),
    {},
    'jo.okafor approved bakery › Test › Ask',
  ],
  ['PutApprovalResult', at('Test', { actionName: 'Ask' }), {}, 'jo.okafor answered bakery › Test › Ask'],
  ['TidyPipeline', { pipelineName: 'bakery' }, {}, 'jo.okafor called TidyPipeline on pipeline bakery'],
])('%s of %j is a change without an alert', (call, request, more, words) => {
  const notification = read(called(call, request, more));

  expect(headline(notification)).toBe(words);
  expect(notification).toMatchObject({
    source: 'cloudtrail',
    moment: 'change',
    level: 'pipeline',
    severity: 'info',
    state: call,
    pipeline: { name: 'bakery', url: expect.stringContaining('/pipelines/bakery/view') },
    failures: [],
  });
});

test('reports a disabled transition with its reason, for attention', () => {
  expect(headline(read(exampleBody('cloudtrail-transition-disabled')))).toBe(
    'jo.okafor disabled the inbound transition of shop-prod › Deploy',
  );
  expect(read(exampleBody('cloudtrail-transition-disabled'))).toMatchObject({
    severity: 'attention',
    verdict: { code: 'call', values: { part: 'inbound', stage: 'Deploy' } },
    text: 'No releases during the sale, until Monday 08:00',
    stage: 'Deploy',
    details: [{ label: 'in-role', value: 'SSO Developers' }],
  });
});

test('reports a changed pipeline with its stages and a command for the version before', () => {
  expect(headline(read(exampleBody('cloudtrail-pipeline-changed')))).toBe(
    'ada.moreno changed pipeline shop-prod (version 8)',
  );
  expect(read(exampleBody('cloudtrail-pipeline-changed'))).toMatchObject({
    verdict: {
      code: 'call',
      values: { call: 'UpdatePipeline', who: 'ada.moreno', pipeline: 'shop-prod', version: 8 },
    },
    text: undefined,
    details: [
      { label: 'in-role', value: 'Infrastructure' },
      { label: 'through', value: 'CloudFormation' },
      { label: 'stages', value: 'Source, Test (2 actions), Deploy' },
      { label: 'before', value: 'aws codepipeline get-pipeline --name shop-prod --pipeline-version 7' },
    ],
  });
});

test('reports a start that was denied to a service, for attention', () => {
  const notification = read(exampleBody('cloudtrail-start-refused'));

  expect(notification).toMatchObject({
    moment: 'change',
    severity: 'attention',
    verdict: { code: 'call-refused', values: { who: 'EventBridge', pipeline: 'shop-prod' } },
    failures: [{ code: 'AccessDenied', reason: expect.stringContaining('is not authorized to perform') }],
    details: [{ label: 'in-role', value: 'start-shop' }],
  });
  expect(notification.execution).toBeUndefined();
  expect(headline(notification)).toBe('EventBridge could not start pipeline shop-prod');
});

test('reports a call that was denied to a person as without effect', () => {
  const error = { errorCode: 'AccessDenied', errorMessage: 'not today' };

  expect(read(called('DeletePipeline', { name: 'bakery' }, error))).toMatchObject({
    severity: 'warning',
    verdict: { code: 'call-refused', values: { call: 'DeletePipeline', who: 'jo.okafor' } },
    failures: [{ code: 'AccessDenied', reason: 'not today' }],
  });
});

test('reports a stop with reason, execution and effect on running actions', () => {
  const request = { pipelineName: 'bakery', pipelineExecutionId: EXECUTION, abandon: true, reason: 'wrong branch' };

  expect(read(called('StopPipelineExecution', request))).toMatchObject({
    text: 'wrong branch',
    execution: { id: EXECUTION, url: expect.stringContaining(`/executions/${EXECUTION}/`) },
    details: expect.arrayContaining([{ label: 'running-actions', value: 'abandoned' }]),
  });
});

test('reports a rollback with its execution and its target', () => {
  const request = at('Deploy', { targetPipelineExecutionId: 'aaaabbbb-91d4-4e57-8a60-7b1c2d3e4f50' });

  expect(read(called('RollbackStage', request, run))).toMatchObject({
    execution: { id: EXECUTION },
    details: expect.arrayContaining([{ label: 'rolls-back-to', value: 'aaaabbbb' }]),
  });
});

test('raises no alert by default and respects filters', () => {
  const defaults = { enabled: true, on: ['failed', 'fixed', 'approval'], levels: ['pipeline'] } as never;
  const asked = { enabled: true, on: ['change'], levels: ['pipeline'] };
  const notification = read(called('RetryStageExecution', at('Test')));

  expect(stoppedBy(defaults, notification)).toBe('on');
  const of = (when: object) => stoppedBy({ ...asked, when } as never, notification);
  expect(of({ pipelines: ['bakery'], stages: ['Test'] })).toBeUndefined();
  expect(of({ pipelines: ['shop-*'] })).toBe('when.pipelines');
  expect(of({ stages: ['Deploy'] })).toBe('when.stages');
  expect(plainText(notification)).toMatch(/jo\.okafor retried bakery › Test$/);
});
