import { codebuild } from '../../../src/events/codebuild/index.ts';
import { footer } from '../../../src/wording/footer.ts';
import { headline, plainText } from '../../../src/wording/words.ts';
import { read } from '../reading.ts';
import { build, byRule, example } from './builds.ts';

const CONSOLE = 'https://eu-central-1.console.aws.amazon.com/codesuite';
const SHA = '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093';

describe('a build that failed', () => {
  test('has phase, reason, commit and link', () => {
    const event = example('failed');
    const id = String(event.detail['build-id']).split(':').at(-1) ?? '';

    expect(read(event)).toEqual({
      version: 1,
      id: expect.stringMatching(/^build_\w{26}$/),
      source: 'codebuild',
      moment: 'failed',
      severity: 'failure',
      time: '2026-03-04T09:15:30.000Z',
      account: '111122223333',
      region: 'eu-central-1',
      resource: {
        kind: 'build',
        name: 'web-tests',
        url: `${CONSOLE}/codebuild/111122223333/projects/web-tests/build/web-tests%3A${id}?region=eu-central-1`,
      },
      state: 'FAILED',
      execution: { id: `web-tests:${id}`, startedAt: '2026-03-04T09:11:30.000Z' },
      durationSeconds: 240,
      trigger: { type: 'webhook' },
      series: { kind: 'branch', name: 'main' },
      commits: [
        {
          id: SHA,
          url: `https://github.com/example-org/shop/commit/${SHA}`,
          repository: 'example-org/shop',
          branch: 'main',
        },
      ],
      failures: [
        {
          stage: 'BUILD',
          reason: 'Error while executing command: npm test. Reason: exit status 1',
          logUrl: `https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logEvent:group=/aws/codebuild/web-tests;stream=${id}`,
        },
      ],
      details: [],
      links: [],
    });
    expect(headline(read(event))).toBe('web-tests failed on main');
  });

  test('is read from a notification rule too', () => {
    expect(read(byRule(example('failed')))).toMatchObject({
      id: expect.stringMatching(/^build_\w{26}$/),
      moment: 'failed',
      failures: [{ stage: 'BUILD', reason: 'Error while executing command: npm test. Reason: exit status 1' }],
    });
  });

  test('has one identity in both dialects, for a state and for a phase', () => {
    for (const event of [example('failed'), example('phase-failed')]) {
      expect(read({ ...byRule(event), time: '2026-03-04T09:16:00Z' }).id).toBe(read(event).id);
    }
    const failed = example('failed');
    expect(read({ ...failed, id: 'b7' }).id).toBe(read(failed).id);
    const retried = example('failed');
    expect(read(retried).id).not.toBe(read(failed).id);
  });

  test('without its ARN has the identity of its event', () => {
    const event = example('failed');
    delete event.detail['build-id'];

    expect(read(event).id).toBe(event.id);
  });

  test('has another identity than its start and other builds, without an id', () => {
    const failed = byRule(build('FAILED'));
    const same = structuredClone(failed);
    const started = structuredClone(failed);
    started.detail['build-status'] = 'IN_PROGRESS';

    const ids = [failed, same, started, byRule(build('FAILED'))].map((event) => read(event).id);

    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  test('is a failure without a reason if no phase has one', () => {
    expect(read(build('FAILED', { phases: undefined })).failures).toEqual([
      { stage: undefined, code: undefined, reason: undefined, logUrl: expect.stringContaining('stream=') },
    ]);
  });

  test.each(['FAULT', 'TIMED_OUT', 'CLIENT_ERROR'])('by %s has that code', (status) => {
    const phases = [{ 'phase-type': 'PROVISIONING', 'phase-status': status, 'phase-context': [': '] }];

    expect(read(build('FAILED', { phases })).failures).toMatchObject([{ stage: 'PROVISIONING', code: status }]);
    expect(read(build(status, { phases: [] }))).toMatchObject({ moment: 'failed', failures: [{ code: status }] });
  });
});

test.each([
  ['Bitbucket-Hookshot/1.0', { type: 'webhook' }],
  ['rule/nightly-tests', { type: 'rule', detail: 'nightly-tests' }],
  ['Release/ada.moreno', { type: 'ada.moreno' }],
  ['ada.moreno', { type: 'ada.moreno' }],
  ['web-tests-role/AWSCodeBuild-1f0a', undefined],
  [undefined, undefined],
])('the initiator %p is the trigger %j', (initiator, trigger) => {
  expect(read(build('FAILED', { initiator })).trigger).toEqual(trigger);
});

describe('a state change of a build', () => {
  test.each([
    ['IN_PROGRESS', 'started', 'info', 'web-tests started on main'],
    ['SUCCEEDED', 'succeeded', 'success', 'web-tests succeeded on main'],
    ['STOPPED', 'stopped', 'warning', 'web-tests was stopped on main'],
    ['FAILED', 'failed', 'failure', 'web-tests failed on main'],
    ['PAUSED', 'change', 'info', 'web-tests is now PAUSED'],
    ['constructor', 'change', 'info', 'web-tests is now constructor'],
  ])('%s is the moment "%s" of severity %s', (status, moment, severity, title) => {
    const notification = read(build(status));

    expect(notification).toMatchObject({ moment, severity, state: status });
    expect(headline(notification)).toBe(title);
    expect(notification.failures).toHaveLength(moment === 'failed' ? 1 : 0);
  });

  test('has no duration before it has ended', () => {
    expect(read(build('IN_PROGRESS')).durationSeconds).toBeUndefined();
    expect(read(build('STOPPED')).durationSeconds).toBe(240);
  });
});

describe('a build that a pipeline started', () => {
  test('is a job of that pipeline', () => {
    const notification = read(example('job-failed'));

    expect(notification).toMatchObject({
      level: 'job',
      pipeline: { name: 'shop-prod', url: `${CONSOLE}/codepipeline/pipelines/shop-prod/view?region=eu-central-1` },
      commits: [],
      details: [],
    });
    expect(notification.trigger).toBeUndefined();
    expect(headline(notification)).toBe('web-tests failed');
    expect(footer(notification, [])).toContain('pipeline shop-prod');
  });

  test.each(['codepipeline/', 'mycodepipeline/shop', 'Release/ada.moreno', undefined])(
    'is not a pipeline’s job if its initiator is %p',
    (initiator) => {
      expect(read(build('FAILED', { initiator }))).not.toHaveProperty('level');
    },
  );
});

describe('a failed phase', () => {
  test('is a change, because the end of the build reports it again', () => {
    const notification = read(example('phase-failed'));

    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'warning',
      state: 'FAILED',
      durationSeconds: 210,
      verdict: { code: 'build-phase', values: { phase: 'BUILD', status: 'FAILED' } },
      failures: [{ stage: 'BUILD', code: undefined }],
    });
    expect(plainText(notification)).toMatch(/^⚪ web-tests: BUILD failed — npm test: exit status 1/);
  });

  test('names the pipeline of its job', () => {
    const event = example('phase-failed');
    event.detail['additional-information'].initiator = 'codepipeline/shop-prod';

    expect(read(event)).toMatchObject({ level: 'job', pipeline: { name: 'shop-prod' } });
  });

  test('has the time of its end, although its event has the time of its start', () => {
    const event = example('phase-failed');

    expect(event.time).toBe('2026-03-04T09:11:30Z');
    expect(read(event).time).toBe('2026-03-04T09:15:00.000Z');
  });

  test('is subscribed to, and successful phases are not', () => {
    expect(codebuild.subscribes).toEqual([
      { source: 'aws.codebuild', detailTypes: ['CodeBuild Build State Change'] },
      {
        source: 'aws.codebuild',
        detailTypes: ['CodeBuild Build Phase Change'],
        detail: { 'completed-phase-status': ['FAILED', 'FAULT', 'CLIENT_ERROR', 'TIMED_OUT'] },
      },
    ]);
  });

  test('is not a failure if a rule sends a successful phase', () => {
    const event = example('phase-failed');
    event.detail['completed-phase-status'] = 'SUCCEEDED';

    expect(read(byRule(event))).toMatchObject({
      moment: 'change',
      severity: 'info',
      verdict: { code: 'build-phase', values: { phase: 'BUILD', status: 'SUCCEEDED' } },
      failures: [],
    });
  });
});
