import { codepipeline } from '../../../src/events/codepipeline/index.ts';
import { headline } from '../../../src/wording/words.ts';
import { fixture, read } from '../reading.ts';

const SHA = '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5';
const CONSOLE = 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/storefront';
const EXECUTION = '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910';

describe('a state change of a pipeline', () => {
  test('has pipeline, time, trigger and link', () => {
    const notification = read(fixture('pipeline-started'));

    expect(notification).toEqual({
      version: 1,
      id: expect.stringMatching(/^pipeline_\w{26}$/),
      source: 'codepipeline',
      moment: 'started',
      level: 'pipeline',
      severity: 'info',
      time: '2026-03-04T09:11:19.000Z',
      account: '111122223333',
      region: 'eu-west-1',
      pipeline: { name: 'storefront', url: `${CONSOLE}/view?region=eu-west-1` },
      state: 'STARTED',
      execution: {
        id: EXECUTION,
        attempt: 1,
        startedAt: '2026-03-04T09:11:18.204Z',
        url: `${CONSOLE}/executions/${EXECUTION}/visualization?region=eu-west-1`,
      },
      trigger: {
        type: 'StartPipelineExecution',
        detail: 'arn:aws:sts::111122223333:assumed-role/Release/ada.moreno',
      },
      commits: [],
      failures: [],
      details: [],
      links: [],
    });
  });

  test.each([
    ['Pipeline', 'STARTED', 'started', 'info'],
    ['Pipeline', 'SUCCEEDED', 'succeeded', 'success'],
    ['Pipeline', 'FAILED', 'failed', 'failure'],
    ['Pipeline', 'CANCELED', 'canceled', 'warning'],
    ['Pipeline', 'RESUMED', 'resumed', 'info'],
    ['Pipeline', 'STOPPED', 'stopped', 'warning'],
    ['Pipeline', 'STOPPING', 'stopping', 'warning'],
    ['Pipeline', 'SUPERSEDED', 'superseded', 'warning'],
    ['Stage', 'CANCELED', 'canceled', 'warning'],
    ['Stage', 'FAILED', 'failed', 'failure'],
    ['Stage', 'RESUMED', 'resumed', 'info'],
    ['Stage', 'STARTED', 'started', 'info'],
    ['Stage', 'STOPPED', 'stopped', 'warning'],
    ['Stage', 'STOPPING', 'stopping', 'warning'],
    ['Stage', 'SUCCEEDED', 'succeeded', 'success'],
    ['Action', 'ABANDONED', 'abandoned', 'warning'],
    ['Action', 'CANCELED', 'canceled', 'warning'],
    ['Action', 'FAILED', 'failed', 'failure'],
    ['Action', 'STARTED', 'started', 'info'],
    ['Action', 'SUCCEEDED', 'succeeded', 'success'],
  ])('%s %s is the moment "%s" of severity %s', (level, state, moment, severity) => {
    const event = fixture('action-failed');
    event['detail-type'] = `CodePipeline ${level} Execution State Change`;
    event.detail.state = state;

    expect(read(event)).toMatchObject({ level: level.toLowerCase(), moment, severity, state });
  });

  test.each(['SKIPPED', 'failed', '', 'constructor', '__proto__', 'toString'])(
    'in an undocumented state (%p) is a change with AWS’s word',
    (state) => {
      const event = fixture('pipeline-failed');
      event.detail.state = state;

      expect(read(event)).toMatchObject({ source: 'codepipeline', moment: 'change', severity: 'info', failures: [] });
    },
  );

  test('has a duration once it has ended', () => {
    expect(read(fixture('pipeline-failed')).durationSeconds).toBe(252);
    expect(read(fixture('pipeline-stopping')).durationSeconds).toBeUndefined();
  });

  test('has no duration if its end is before its start', () => {
    const event = fixture('pipeline-failed');
    event.time = '2026-03-04T09:11:00Z';

    expect(read(event).durationSeconds).toBeUndefined();
  });

  test('has the comment of the person who stopped it', () => {
    expect(read(fixture('pipeline-stopping'))).toMatchObject({
      moment: 'stopping',
      stopReason: 'Wrong branch, sorry',
    });
  });

  test('has the time of its publication if its own is missing or invalid', () => {
    for (const time of [undefined, null, 5, 'yesterday', '2026-13-45T99:99:99Z', '2026-03-04T09:15:30']) {
      expect(read({ ...fixture('pipeline-failed'), time }).time).toBe('2026-03-04T09:20:00.000Z');
    }
  });

  test('has no link without a Region', () => {
    for (const region of ['us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1', 'cn-north-1.evil.example/', '', null]) {
      const { pipeline, execution } = read({ ...fixture('pipeline-failed'), region });

      expect([pipeline?.url, execution?.url]).toEqual([undefined, undefined]);
    }
  });

  test('has no link for an invalid execution id, as in one of AWS’s examples', () => {
    const event = fixture('pipeline-failed');
    event.detail['execution-id'] = event.resources[0];

    const { execution, pipeline } = read(event);

    expect(execution).toMatchObject({ id: event.resources[0], url: undefined });
    expect(pipeline?.url).toMatch(/\/codepipeline\/pipelines\/storefront\/view/);
  });

  test('leads to the console of its partition', () => {
    expect(read({ ...fixture('pipeline-failed'), region: 'cn-north-1' }).pipeline?.url).toMatch(
      /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
    );
    expect(read({ ...fixture('pipeline-failed'), region: 'us-gov-west-1' }).pipeline?.url).toMatch(
      /^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//,
    );
  });
});

describe('a state change of a stage', () => {
  test('has stage and attempt, without a start of the execution', () => {
    const notification = read(fixture('stage-resumed'));

    expect(notification).toMatchObject({ level: 'stage', moment: 'resumed', stage: 'Deploy' });
    expect(notification.execution).toMatchObject({ attempt: 2, startedAt: undefined });
    expect(headline(notification)).toBe('storefront › Deploy resumed');
  });

  test('does not use the start of the stage as the start of the execution', () => {
    expect(read(fixture('stage-started-rule')).execution?.startedAt).toBeUndefined();
    expect(read(fixture('pipeline-started')).execution?.startedAt).toBe('2026-03-04T09:11:18.204Z');
  });

  test('has the CodeCommit commits that a notification rule lists', () => {
    expect(read(fixture('stage-started-rule')).commits).toEqual([
      { id: SHA, repository: 'storefront-infra', branch: 'release' },
    ]);
  });
});

describe('a state change of an action', () => {
  test('has the action, its category and its provider', () => {
    expect(read(fixture('action-failed'))).toMatchObject({
      level: 'action',
      stage: 'Build',
      action: { name: 'UnitTests', category: 'Build', provider: 'CodeBuild' },
    });
  });

  test('has its Region if it differs from the pipeline’s', () => {
    const event = fixture('action-failed');
    event.detail.region = 'us-east-1';

    const { region, details, pipeline } = read(event);

    expect(region).toBe('eu-west-1');
    expect(pipeline?.url).toContain('region=eu-west-1');
    expect(details).toEqual([{ label: 'action-region', value: 'us-east-1' }]);
  });

  test('links its result if it succeeded', () => {
    const event = fixture('action-failed');
    event.detail.state = 'SUCCEEDED';

    expect(read(event)).toMatchObject({
      failures: [],
      text: expect.stringContaining('Build terminated'),
      links: [{ label: 'result', url: event.detail['execution-result']['external-execution-url'] }],
    });
  });
});

describe('a manual approval that waits', () => {
  test('is an approval with comment, entity and review link', () => {
    const notification = read(fixture('action-started-approval-rule'));

    expect(notification).toMatchObject({
      moment: 'approval',
      level: 'action',
      severity: 'attention',
      state: 'STARTED',
    });
    expect(notification.approval).toEqual({
      comment: 'Look at the checkout page',
      entityUrl: 'https://preview.example.com/storefront?build=41',
      reviewUrl: `${CONSOLE}/view?region=eu-west-1#/Release/SignOff/approve/c2a7d9e1-5b40-4f8e-93aa-7e1d20b6f544`,
    });
    expect(headline(notification)).toBe('storefront is waiting for approval · Release › SignOff');
  });

  test('has no review link without its token', () => {
    const event = fixture('action-started-approval-rule');
    delete event.detail['action-execution-id'];

    expect(read(event)).toMatchObject({ moment: 'approval', approval: { reviewUrl: undefined } });
  });

  test('has no comment and no link if a rule sends empty ones', () => {
    const event = fixture('action-started-approval-rule');
    event.additionalAttributes = { externalEntityLink: '', customData: '' };

    expect(read(event).approval).toMatchObject({ comment: undefined, entityUrl: undefined });
  });
});

test.each([
  ['pipeline', ['Pipeline'], 1],
  ['stage', ['Pipeline', 'Stage'], 1],
  ['action', ['Pipeline', 'Stage', 'Action'], 0],
] as const)(
  'of CodePipeline, levels=%s subscribes to %j, and to approvals and their answers once',
  (level, types, apart) => {
    const sent = codepipeline.subscribes.filter(({ levels }) => levels?.includes(level));
    const [first, ...approvals] = sent;

    expect(first?.detailTypes).toEqual(types.map((type) => `CodePipeline ${type} Execution State Change`));
    expect(approvals).toHaveLength(apart);
    for (const { detail } of approvals) {
      expect(detail).toEqual({ state: ['STARTED', 'SUCCEEDED', 'FAILED'], type: { category: ['Approval'] } });
    }
  },
);
