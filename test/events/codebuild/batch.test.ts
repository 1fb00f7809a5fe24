import { enrich } from '../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { byteLength } from '../../../src/text/clean.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { read } from '../reading.ts';
import { build } from './builds.ts';

const BUILDS = 'codebuild BatchGetBuilds';
const BATCHES = 'codebuild BatchGetBuildBatches';
const BATCH = '51f0c2a8-7be4-4d09-a3c6-2f9d80e1b745';
const ARN = 'arn:aws:codebuild:eu-central-1:111122223333';
const SECRET = `ghp_${'Xy7'.repeat(12)}`;

const idOf = (name: string) => `web-tests:${name}-0001`;

/** The end of a build in a batch. */
const ended = (name: string, status: string, changes: Partial<Notification> = {}): Notification => {
  const event = build(status, {
    initiator: 'matrix-batch/AWSCodeBuild-7d20',
    environment: {
      'environment-variables': [{ name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: name }],
    },
    phases: status === 'FAILED' ? [{ 'phase-type': 'BUILD', 'phase-status': 'FAILED', 'phase-context': [] }] : [],
  });
  event.detail['build-id'] = `${ARN}:build/${idOf(name)}`;
  return { ...read(event), ...changes };
};

/** AWS's list of the builds, by name and status. */
const batchOf = (statuses: Record<string, string>, more: object = {}, groups: Record<string, object> = {}) => ({
  buildBatches: [
    {
      id: `web-tests:${BATCH}`,
      startTime: 1772615400,
      complete: false,
      initiator: 'ada.moreno',
      buildGroups: Object.entries(statuses).map(([identifier, buildStatus]) => ({
        identifier,
        ...(buildStatus && { currentBuildSummary: { arn: `${ARN}:build/${idOf(identifier)}`, buildStatus } }),
        ...groups[identifier],
      })),
      ...more,
    },
  ],
});

/** Each build's failed phase has a reason of its own. */
const builds = (input: unknown) => ({
  builds: (input as { ids: string[] }).ids.map((id) => ({
    id,
    buildBatchArn: `${ARN}:build-batch/web-tests:${BATCH}`,
    phases: [
      { phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{ statusCode: 'X', message: `${id} broke ${SECRET}` }] },
    ],
  })),
});

const awsWith = (batch: unknown, changes: Record<string, unknown> = {}) =>
  fakeAws({ [BUILDS]: builds, [BATCHES]: batch, ...changes });

test('a failed build lists every failed build of its batch, itself first, with counts', async () => {
  const aws = awsWith(batchOf({ jdk17: 'FAILED', jdk21: 'FAILED', lint: 'SUCCEEDED', docs: 'IN_PROGRESS' }));

  const { batch, counts, failures, execution, missing } = await enrich(ended('jdk21', 'FAILED'), aws);

  expect(batch).toEqual({ id: `build-batch/web-tests:${BATCH}`, child: 'jdk21', over: false });
  expect(counts).toEqual({ of: 'builds', failed: 2, total: 4 });
  expect(failures).toMatchObject([
    { action: 'jdk21', reason: `${idOf('jdk21')} broke [redacted]` },
    {
      action: 'jdk17',
      reason: `${idOf('jdk17')} broke [redacted]`,
      url: expect.stringContaining('/projects/web-tests/build/web-tests%3Ajdk17-0001'),
    },
  ]);
  expect(execution).toMatchObject({ id: idOf('jdk21'), startedAt: '2026-03-04T09:10:00.000Z' });
  expect(failures.map(({ stage }) => stage)).toEqual([undefined, undefined]);
  expect(missing).toBeUndefined();
});

test('the failing test in its log replaces the sentence about the command', async () => {
  const phases = [
    {
      phaseType: 'BUILD',
      phaseStatus: 'FAILED',
      contexts: [{ message: 'Error while executing command: npm test. Reason: exit status 1' }],
    },
  ];
  const withLog = (input: unknown) => ({
    builds: builds(input).builds.map((each) => ({ ...each, phases, logs: { groupName: 'g', streamName: 's' } })),
  });
  const events = ['FAIL test/oven.test.ts', '  ● oven › heats up', '', '    Expected: 230', '    Received: 20'];
  const aws = awsWith(batchOf({ a: 'FAILED' }), {
    [BUILDS]: withLog,
    'logs GetLogEvents': { events: events.map((message) => ({ message })) },
  });

  const { failures } = await enrich(ended('a', 'FAILED'), aws);

  expect(failures).toEqual([expect.objectContaining({ action: 'a', reason: expect.stringContaining('heats up') })]);
  expect(failures[0]?.reason).not.toContain('exit status');
});

test.each([
  ['all builds have ended', { a: 'FAILED', b: 'SUCCEEDED', c: 'STOPPED' }, {}, true],
  ['its own end is not in the list yet', { a: 'IN_PROGRESS', b: 'SUCCEEDED' }, {}, true],
  ['another build runs', { a: 'FAILED', b: 'IN_PROGRESS' }, {}, false],
  ['another build has not started', { a: 'FAILED', b: '' }, {}, false],
  ['AWS says so, because the batch stops at a failure', { a: 'FAILED', b: '' }, { complete: true }, true],
])('if %s, "over" is told by the list', async (_, statuses, more, over) => {
  const { batch, counts } = await enrich(ended('a', 'FAILED'), awsWith(batchOf(statuses, more)));

  expect(batch?.over).toBe(over);
  expect(counts?.failed).toBe(1);
});

test('the last build of a batch without failures says that none failed', async () => {
  const aws = awsWith(batchOf({ a: 'SUCCEEDED', b: 'IN_PROGRESS' }));

  expect(await enrich(ended('b', 'SUCCEEDED'), aws)).toMatchObject({
    moment: 'succeeded',
    batch: { id: `build-batch/web-tests:${BATCH}`, over: true },
    counts: { failed: 0, total: 2 },
    failures: [],
  });
});

test('a build that succeeds lists the failed builds only as the last of its batch', async () => {
  const last = await enrich(ended('b', 'SUCCEEDED'), awsWith(batchOf({ a: 'FAILED', b: 'SUCCEEDED' })));
  const earlier = await enrich(ended('b', 'SUCCEEDED'), awsWith(batchOf({ a: 'FAILED', b: 'SUCCEEDED', c: '' })));

  expect(last.failures).toMatchObject([{ action: 'a' }]);
  expect(earlier).toMatchObject({ failures: [], batch: { over: false }, counts: { failed: 1, total: 3 } });
});

test('a failure that the batch ignores stays the failure of a job', async () => {
  const groups = { flaky: { ignoreFailure: true } };
  const statuses = { flaky: 'FAILED', a: 'FAILED' };

  const ignored = await enrich(ended('flaky', 'FAILED'), awsWith(batchOf(statuses, {}, groups)));
  const counted = await enrich(ended('a', 'FAILED'), awsWith(batchOf(statuses, {}, groups)));

  expect(ignored).toMatchObject({ level: 'job', moment: 'failed', failures: [{ action: 'flaky' }] });
  expect(ignored).not.toHaveProperty('batch');
  expect(counted).toMatchObject({ counts: { failed: 1, total: 2 }, failures: [{ action: 'a' }] });
});

test('the batch of a pipeline’s action belongs to the pipeline', async () => {
  const batch = batchOf({ a: 'FAILED' }, { initiator: 'codepipeline/bakery-web' });

  expect(await enrich(ended('a', 'FAILED'), awsWith(batch))).toMatchObject({
    level: 'job',
    pipeline: { name: 'bakery-web', url: expect.stringContaining('/pipelines/bakery-web/') },
  });
});

test.each([
  ['denied', { [BATCHES]: refusal('AccessDeniedException') }],
  ['empty', { [BATCHES]: { buildBatches: [] } }],
  ['without a batch', { [BUILDS]: { builds: [{ phases: [] }] } }],
])('an answer that is %s leaves the batch of the event', async (_, changes) => {
  const event = ended('a', 'FAILED');

  const { batch, counts, failures } = await enrich(event, awsWith(batchOf({ a: 'FAILED' }), changes));

  expect(batch).toEqual(event.batch);
  expect(counts).toBeUndefined();
  expect(failures).toMatchObject([{ action: 'a' }]);
});

test('a hundred failed builds fit into a message, and are counted', async () => {
  const names = Array.from({ length: 100 }, (_, at) => `job${at}`);
  const batch = batchOf(Object.fromEntries(names.map((name) => [name, 'FAILED'])));

  const notification = await enrich(ended('job7', 'FAILED'), awsWith(batch));

  expect(notification.counts).toEqual({ of: 'builds', failed: 100, total: 100 });
  expect(notification.failures).toHaveLength(30);
  expect(notification.missing).toBeUndefined();
  expect(byteLength(JSON.stringify(notification))).toBeLessThan(28 * 1024);
});

test('a standalone build is not asked about a batch, and its success not at all', async () => {
  const aws = awsWith(batchOf({}));

  await enrich(read(build('SUCCEEDED')), aws);
  expect(aws.calls).toEqual([]);
  await enrich(read(build('FAILED')), aws);
  expect(aws.calls).toContain(BUILDS);
  expect(aws.calls).not.toContain(BATCHES);
});
