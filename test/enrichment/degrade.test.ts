import { enrich } from '../../src/enrichment/enrich.ts';
import { fakeAws, refusal } from './fake-aws.ts';
import { aBareFailure, aFailedBuild } from './fixtures.ts';

const never = () => new Promise(() => undefined);
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const OPERATIONS = [
  'codepipeline GetPipelineExecution',
  'codepipeline ListActionExecutions',
  'codepipeline ListPipelineExecutions',
  'codebuild BatchGetBuilds',
  'logs GetLogEvents',
] as const;

describe('a missing answer', () => {
  test.each([
    ['logs GetLogEvents', 'AccessDeniedException', 'log: access-denied'],
    ['codebuild BatchGetBuilds', 'AccessDeniedException', 'build: access-denied'],
    ['codepipeline GetPipelineExecution', 'ThrottlingException', 'commits: throttled'],
    ['codepipeline ListPipelineExecutions', 'Timeout', 'last-success: no-answer'],
    ['codepipeline ListActionExecutions', 'Network', 'failed-action: network'],
    ['codepipeline GetPipelineExecution', 'PipelineExecutionNotFoundException', 'commits: not-found'],
    ['logs GetLogEvents', 'ResourceNotFoundException', 'log: not-found'],
    ['codepipeline ListPipelineExecutions', 'ServiceUnavailable503', 'last-success: aws-trouble'],
    ['codepipeline ListPipelineExecutions', 'SomethingNew', 'last-success: not-available'],
  ])('is named in missing: %s with %s', async (operation, code, words) => {
    const aws = fakeAws({ [operation]: refusal(code) });

    const result = await enrich(aBareFailure(), aws);

    expect(result.missing).toEqual([words]);
  });

  test.each(OPERATIONS)('leaves the other answers when %s is late', async (operation) => {
    const aws = fakeAws({ [operation]: never });

    const pending = enrich(aBareFailure(), aws);
    await settled();
    aws.timeIsUp();
    const result = await pending;

    expect(result.missing).toEqual([expect.stringMatching(/: no-answer$/)]);
    expect(result.failures.length > 0).toBe(operation !== 'codepipeline ListActionExecutions');
    expect(result.lastGood !== undefined).toBe(operation !== 'codepipeline ListPipelineExecutions');
    expect(result.commits.length).toBeGreaterThan(0);
  });

  test('is ignored after the deadline', async () => {
    const aws = fakeAws({
      'codepipeline GetPipelineExecution': () =>
        settled()
          .then(settled)
          .then(() => ({})),
    });

    const pending = enrich(aBareFailure(), aws);
    aws.timeIsUp();
    const result = await pending;
    const before = JSON.stringify(result);
    await settled().then(settled).then(settled);

    expect(JSON.stringify(result)).toBe(before);
    expect(result.missing).toHaveLength(3);
  });

  test('uses a timer if no deadline is given', async () => {
    const { deadline: _, ...aws } = fakeAws(Object.fromEntries(OPERATIONS.map((operation) => [operation, never])));
    const started = Date.now();

    const result = await enrich(aBareFailure(), { ...aws, budgetMs: 30 });

    expect(Date.now() - started).toBeLessThan(1000);
    expect(result.missing).toContain('commits: no-answer');
  });

  test('is named once, in at most four entries', async () => {
    const twin = aFailedBuild({ actionName: 'Contract' });
    const aws = fakeAws({
      'codepipeline ListActionExecutions': { actionExecutionDetails: [aFailedBuild(), twin] },
      'codepipeline GetPipelineExecution': refusal('AccessDeniedException'),
      'codepipeline ListPipelineExecutions': refusal('AccessDeniedException'),
      'codebuild BatchGetBuilds': refusal('AccessDeniedException'),
    });

    const result = await enrich(aBareFailure({ missing: ['settings: not readable'] }), aws);

    expect(result.missing).toEqual([
      'settings: not readable',
      'commits: access-denied',
      'last-success: access-denied',
      'build: access-denied',
    ]);
  });

  test('removes no fact of the event', async () => {
    const aws = fakeAws(Object.fromEntries(OPERATIONS.map((operation) => [operation, refusal('AccessDenied')])));
    const event = aBareFailure({ failures: [{ stage: 'Test', reason: 'It says' }], commits: [{ id: 'abc1234' }] });

    const { missing, execution: _, ...rest } = await enrich(event, aws);
    const { execution: __, ...said } = event;

    expect(JSON.parse(JSON.stringify(rest))).toEqual(said);
    expect(missing).toHaveLength(3);
  });

  test.each([
    ['nothing', {}],
    ['null', null],
    ['text', 'Service Unavailable'],
    ['an empty list', []],
  ])('counts as missing if it is %s', async (_, answer) => {
    const aws = fakeAws(Object.fromEntries(OPERATIONS.map((operation) => [operation, answer])));

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures).toEqual([]);
    expect(result.missing).toContain('commits: bad-answer');
  });

  test('is reported without a call if the action ran in another Region', async () => {
    const { input } = aFailedBuild();
    const elsewhere = aFailedBuild({ input: { ...input, region: 'us-east-1' } });
    const aws = fakeAws({ 'codepipeline ListActionExecutions': { actionExecutionDetails: [elsewhere] } });

    const result = await enrich(aBareFailure(), aws);

    expect(result.missing).toEqual(['build: other-region']);
    expect(result.failures[0]).toMatchObject({ action: 'Unit', reason: 'Build terminated with state: FAILED' });
    expect(aws.calls).toContain('codepipeline ListActionExecutions');
    expect(aws.calls).not.toContain('codebuild BatchGetBuilds');
  });

  test('on the second page keeps the first page', async () => {
    const aws = fakeAws({
      'codepipeline ListActionExecutions': ({ nextToken }: { nextToken?: string }) =>
        nextToken ? refusal('ThrottlingException') : { actionExecutionDetails: [aFailedBuild()], nextToken: 'more' },
    });

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures[0]?.action).toBe('Unit');
  });
});
