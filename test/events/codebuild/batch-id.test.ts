import { read } from '../reading.ts';
import { build, example } from './builds.ts';

const SESSION = 'matrix-batch/AWSCodeBuild-7d20';

/** A build of a batch that started at 9:11. */
const child = (name: string, information: Record<string, unknown> = {}, status = 'FAILED') =>
  build(status, {
    initiator: SESSION,
    'source-version': 'refs/heads/main',
    environment: {
      'environment-variables': [
        { name: 'API_TOKEN', type: 'PLAINTEXT', value: 'canary-1' },
        { name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: name },
      ],
    },
    ...information,
  });

test('a build of a batch names itself and its batch, and is a job', () => {
  const notification = read(child('linux_node20'));

  expect(notification).toMatchObject({
    moment: 'failed',
    level: 'job',
    resource: { kind: 'build', name: 'web-tests' },
    batch: { id: expect.stringMatching(/^batch_\w{26}$/), child: 'linux_node20' },
    series: { kind: 'branch', name: 'main' },
    failures: [{ action: 'linux_node20', reason: 'Error while executing command: npm test. Reason: exit status 1' }],
  });
  expect(notification.failures[0]?.stage).toBeUndefined();
  expect(notification.batch?.over).toBeUndefined();
  expect(notification.trigger).toBeUndefined();
  expect(JSON.stringify(notification)).not.toContain('canary');
  expect(read(build('FAILED'))).not.toHaveProperty('batch');
  expect(read(build('FAILED'))).not.toHaveProperty('level');
});

test('the builds of one batch share its id, whatever their state', () => {
  const ids = [child('a'), child('b'), child('c', {}, 'SUCCEEDED'), child('d', { 'build-number': 7 })].map(
    (event) => read(event).batch?.id,
  );

  expect(new Set(ids).size).toBe(1);
});

test.each([
  ['a minute later', { 'build-start-time': 'Mar 4, 2026 9:12:30 AM' }],
  ['of another branch', { 'source-version': 'refs/heads/next' }],
  ['of another session', { initiator: 'matrix-batch/AWSCodeBuild-81aa' }],
])('a batch %s has another id', (_, changes) => {
  expect(read(child('a', changes)).batch?.id).not.toBe(read(child('a')).batch?.id);
});

test('a session with a whole id is one batch, whenever its builds start', () => {
  const initiator = 'matrix-batch/AWSCodeBuild-0f6f2f0e-51c1-4b7f-8a51-3f0f5b0c9d11';
  const late = child('deploy', { initiator, 'build-start-time': 'Mar 4, 2026 11:50:02 AM' });

  expect(read(late).batch?.id).toBe(read(child('a', { initiator })).batch?.id);
});

test('a build of a pipeline’s batch is a job of the pipeline, which reports the result', () => {
  const notification = read(child('a', { initiator: 'codepipeline/shop-prod' }));

  expect(notification).toMatchObject({ level: 'job', pipeline: { name: 'shop-prod' } });
  expect(notification).not.toHaveProperty('batch');
});

test.each([
  [{ name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PARAMETER_STORE', value: '/canary/path' }],
  [{ name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: ' ' }],
  [{ name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: 7 }],
  [{ name: 'codebuild_batch_build_identifier', type: 'PLAINTEXT', value: 'canary' }],
  ['CODEBUILD_BATCH_BUILD_IDENTIFIER'],
])('the variable %j makes no batch', (variable) => {
  const notification = read(build('FAILED', { environment: { 'environment-variables': [variable] } }));

  expect(notification).not.toHaveProperty('batch');
  expect(JSON.stringify(notification)).not.toContain('canary');
});

test('the phase of a batch’s build is the phase of a job', () => {
  const event = example('phase-failed');
  event.detail['additional-information'] = child('a').detail['additional-information'];

  expect(read(event)).toMatchObject({ moment: 'change', level: 'job', batch: { child: 'a' } });
});
