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
  ['CreatePipeline', { pipeline: { name: 'bakery' } }, {}, 'bakery was created by jo.okafor'],
  ['DeletePipeline', { name: 'bakery' }, {}, 'bakery was deleted by jo.okafor'],
  ['StartPipelineExecution', { name: 'bakery' }, run, 'bakery was started by jo.okafor'],
  ['StopPipelineExecution', { pipelineName: 'bakery' }, run, 'bakery was stopped by jo.okafor'],
  ['RetryStageExecution', at('Test'), run, 'bakery › Test was retried by jo.okafor'],
  ['RollbackStage', at('Test'), run, 'bakery › Test was rolled back by jo.okafor'],
  [
    'EnableStageTransition',
    at('Test', { transitionType: 'Outbound' }),
    {},
    'bakery › Test: outbound transition was enabled by jo.okafor',
  ],
  [
    'OverrideStageCondition',
    at('Test', { conditionType: 'BEFORE_ENTRY' }),
    {},
    'bakery › Test: before entry condition was overridden by jo.okafor',
  ],
  [
    'PutApprovalResult',
    at('Test', { actionName: 'Ask', result: { status: 'Approved' } }),
    {},
    'bakery › Test › Ask was approved by jo.okafor',
  ],
  ['PutApprovalResult', at('Test', { actionName: 'Ask' }), {}, 'bakery › Test › Ask was answered by jo.okafor'],
  ['TidyPipeline', { pipelineName: 'bakery' }, {}, 'bakery: TidyPipeline by jo.okafor'],
])('%s of %j is a change without an alert', (call, request, more, title) => {
  const notification = read(called(call, request, more));

  expect(headline(notification)).toBe(title);
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
  expect(read(exampleBody('cloudtrail-transition-disabled'))).toMatchObject({
    severity: 'attention',
    title: 'shop-prod › Deploy: inbound transition was disabled by jo.okafor',
    text: 'No releases during the sale, until Monday 08:00',
    stage: 'Deploy',
    details: [{ label: 'In role', value: 'SSO Developers' }],
  });
});

test('reports a changed pipeline with its stages and a command for the version before', () => {
  expect(read(exampleBody('cloudtrail-pipeline-changed'))).toMatchObject({
    title: 'shop-prod was changed by ada.moreno (version 8)',
    text: 'Before: aws codepipeline get-pipeline --name shop-prod --pipeline-version 7',
    details: [
      { label: 'In role', value: 'Infrastructure' },
      { label: 'Through', value: 'CloudFormation' },
      { label: 'Stages', value: 'Source, Test (2 actions), Deploy' },
    ],
  });
});

test('reports a start that was denied to a service, for attention', () => {
  const notification = read(exampleBody('cloudtrail-start-refused'));

  expect(notification).toMatchObject({
    moment: 'change',
    severity: 'attention',
    title: 'shop-prod could not be started by EventBridge',
    failures: [{ code: 'AccessDenied', reason: expect.stringContaining('is not authorized to perform') }],
    details: [{ label: 'In role', value: 'start-shop' }],
  });
  expect(notification.execution).toBeUndefined();
});

test('reports a call that was denied to a person as without effect', () => {
  const error = { errorCode: 'AccessDenied', errorMessage: 'not today' };

  expect(read(called('DeletePipeline', { name: 'bakery' }, error))).toMatchObject({
    severity: 'warning',
    title: 'bakery could not be deleted by jo.okafor',
    failures: [{ code: 'AccessDenied', reason: 'not today' }],
  });
});

test('reports a stop with reason, execution and effect on running actions', () => {
  const request = { pipelineName: 'bakery', pipelineExecutionId: EXECUTION, abandon: true, reason: 'wrong branch' };

  expect(read(called('StopPipelineExecution', request))).toMatchObject({
    text: 'wrong branch',
    execution: { id: EXECUTION, url: expect.stringContaining(`/executions/${EXECUTION}/`) },
    details: expect.arrayContaining([{ label: 'Running actions', value: 'abandoned' }]),
  });
});

test('reports a rollback with its execution and its target', () => {
  const request = at('Deploy', { targetPipelineExecutionId: 'aaaabbbb-91d4-4e57-8a60-7b1c2d3e4f50' });

  expect(read(called('RollbackStage', request, run))).toMatchObject({
    execution: { id: EXECUTION },
    details: expect.arrayContaining([{ label: 'Back to execution', value: 'aaaabbbb' }]),
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
  expect(plainText(notification)).toBe('🔵 bakery › Test was retried by jo.okafor');
});
