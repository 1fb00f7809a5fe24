import { counts } from '../../src/lambda/emf.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { metricsOf } from '../support/emf.ts';
import { outputOf } from '../support/output.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** The lines that `work` writes with these variables in the environment. */
const linesWith = (env: Record<string, string>, work: (powertools: ReturnType<typeof createPowertools>) => void) => {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return outputOf(() => work(createPowertools('test', () => START))).map((line) => JSON.parse(line));
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
};

const dimensions = { target: 'team' };

describe('a log line with metrics', () => {
  test('is one line of JSON, of the time of the clock, from which CloudWatch reads all of them', () => {
    const [line, ...others] = linesWith({}, ({ log }) =>
      log('info', 'routed', 'event routed', { target: 'other', ms: 5 }, counts('Events', 'NoTargets'), {
        dimensions,
        values: [['RunSeconds', 252, 'Seconds']],
      }),
    );

    const common = { service: 'pipebell', stage: 'test' };
    expect(others).toEqual([]);
    expect(line).toMatchObject({ level: 'INFO', event: 'routed', message: 'event routed', ms: 5, target: 'team' });
    expect(line._aws.Timestamp).toBe(START.getTime());
    expect(metricsOf(line)).toEqual([
      { namespace: 'Pipebell', name: 'Events', value: 1, unit: 'Count', dimensions: common },
      { namespace: 'Pipebell', name: 'NoTargets', value: 1, unit: 'Count', dimensions: common },
      {
        namespace: 'Pipebell',
        name: 'RunSeconds',
        value: 252,
        unit: 'Seconds',
        dimensions: { ...common, ...dimensions },
      },
    ]);
  });

  test('is no document of metrics if it has none', () => {
    const [line] = linesWith({}, ({ log }) => log('info', 'summary', 'summary opened', {}, counts()));

    expect(line).toMatchObject({ event: 'summary' });
    expect(line).not.toHaveProperty('_aws');
  });

  test('leaves its metrics alone where the level of the log omits the line', () => {
    const lines = linesWith({ POWERTOOLS_LOG_LEVEL: 'ERROR' }, ({ log }) => {
      log('info', 'routed', 'event routed', { ms: 5 }, counts('Events'));
      log('info', 'summary', 'summary opened', {});
      log('error', 'unrouted', 'event not routed', {}, counts('Unrouted'));
    });

    expect(lines.map(({ event }) => event)).toEqual([undefined, 'unrouted']);
    expect(lines.flatMap(metricsOf).map(({ name }) => name)).toEqual(['Events', 'Unrouted']);
    expect(lines[0]).not.toHaveProperty('ms');
  });
});

test('a line names the request and a cold start, and nothing that its log stream names', () => {
  const context = {
    awsRequestId: 'request-1',
    functionName: 'pipebell-prod-router',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:pipebell-prod-router',
    memoryLimitInMB: '256',
  };
  const [first, second] = linesWith({ AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }, ({ logger, log }) => {
    for (let times = 0; times < 2; times++) {
      logger.addContext(context as never);
      log('info', 'probe', 'probe received', {});
    }
  });

  expect(first).toMatchObject({ function_request_id: 'request-1', cold_start: true });
  expect(Object.keys(second)).toEqual([
    'level',
    'message',
    'timestamp',
    'service',
    'function_request_id',
    'stage',
    'event',
  ]);
});
