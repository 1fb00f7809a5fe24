import { inspect } from 'node:util';
import { awsOptions, listOf, readEnvironment } from '../../src/lambda/environment.ts';
import { ConfigError } from '../../src/model/errors.ts';

describe('the environment', () => {
  test('returns the requested variables only', () => {
    expect(readEnvironment({ STAGE: 'prod', PATH: '/bin', TOPIC_ARN: 'arn' }, 'STAGE', 'TOPIC_ARN')).toEqual({
      STAGE: 'prod',
      TOPIC_ARN: 'arn',
    });
  });

  test('names all missing variables, and no others', () => {
    let error: unknown;
    try {
      readEnvironment({ STAGE: 'canary', TOPIC_ARN: '' }, 'STAGE', 'TOPIC_ARN', 'TARGETS_PATH');
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toEqual([
      'TOPIC_ARN: not set in the environment',
      'TARGETS_PATH: not set in the environment',
    ]);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  test('lists values that commas separate, and none of a variable that is not set or empty', () => {
    expect([listOf('a, b,,c '), listOf(''), listOf()]).toEqual([['a', 'b', 'c'], [], []]);
  });

  test('contains the Region and the endpoints', () => {
    const { region, endpoint } = awsOptions({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });

    expect([region, endpoint]).toEqual(['eu-west-1', 'http://127.0.0.1:4566']);
    expect(awsOptions({ AWS_REGION: 'eu-west-1' }).endpoint).toBeUndefined();
    expect(() => awsOptions({})).toThrow('AWS_REGION: not set in the environment');
  });

  test('contains the suffix of the partition and the choice of FIPS endpoints, each of which may be empty', () => {
    const { urlSuffix, fips } = awsOptions({
      AWS_REGION: 'eusc-de-east-1',
      URL_SUFFIX: 'amazonaws.eu',
      AWS_USE_FIPS_ENDPOINT: 'true',
    });
    const empty = awsOptions({ AWS_REGION: 'eu-west-1', URL_SUFFIX: '', AWS_USE_FIPS_ENDPOINT: '' });

    expect([urlSuffix, fips]).toEqual(['amazonaws.eu', true]);
    expect([empty.urlSuffix, empty.fips]).toEqual([undefined, false]);
  });

  test.each([
    ['logs', 'CLOUDWATCH_LOGS'],
    ['states', 'SFN'],
    ['elasticbeanstalk', 'ELASTIC_BEANSTALK'],
    ['monitoring', 'CLOUDWATCH'],
    ['ecs', 'ECS'],
  ])('contains the endpoint of %s under the name that the SDKs use', (service, name) => {
    const { endpointOf } = awsOptions({ AWS_REGION: 'eu-west-1', [`AWS_ENDPOINT_URL_${name}`]: 'http://127.0.0.1:1' });

    expect(endpointOf?.(service)).toBe('http://127.0.0.1:1');
    expect(endpointOf?.('sqs')).toBeUndefined();
  });

  test('is read for the credentials at each call, since Lambda changes them', () => {
    const env: Record<string, string> = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'a' };
    const { credentials } = awsOptions(env);
    const before = credentials();
    Object.assign(env, { AWS_ACCESS_KEY_ID: 'B', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 't' });

    expect(before).toEqual({ accessKeyId: 'A', secretAccessKey: 'a', sessionToken: undefined });
    expect(credentials()).toEqual({ accessKeyId: 'B', secretAccessKey: 'b', sessionToken: 't' });
  });
});
