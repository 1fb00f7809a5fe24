import { inspect } from 'node:util';
import { resolveSecrets, SecretError } from '../../src/aws/secrets.ts';
import { createLocalAws } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { ConfigError } from '../../src/model/errors.ts';

/** A target whose URL goes to hosts of its platform only. */
const TEAM = { target: 'team', stage: 'prod', shared: ['url'] };

const open = (parameters: Record<string, string> = {}) => {
  const aws = createLocalAws(frozenClock(new Date('2026-03-04T09:00:00.000Z')));
  for (const [name, value] of Object.entries(parameters)) aws.parameters.set(name, value);
  return aws;
};

const thrown = async (parameters: Record<string, string>, target: unknown, fault?: string): Promise<unknown> => {
  const aws = open(parameters);
  aws.fault = () => fault;
  return resolveSecrets(aws.call, target, TEAM).then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
};

describe('a reference to a secret', () => {
  test.each([
    ['a parameter', { parameter: '/team/url' }, '/team/url'],
    ['a parameter like the path of a Slack webhook', { parameter: '/team/billing/url' }, '/team/billing/url'],
    ['a parameter named after a host', { parameter: '/team/discord.com' }, '/team/discord.com'],
    ['a parameter below such a name', { parameter: '/outlook.office.com/url' }, '/outlook.office.com/url'],
    ['a secret by its name', { secret: 'team/url' }, '/aws/reference/secretsmanager/team/url'],
    [
      'a secret by its ARN',
      { secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/url-AbC123' },
      '/aws/reference/secretsmanager/team/url',
    ],
  ])('to %s is replaced by its value', async (_, reference, name) => {
    const { call, calls } = open({ [name]: 'https://example.com/' });

    expect(await resolveSecrets(call, { platform: 'slack', url: reference }, TEAM)).toEqual({
      raw: { platform: 'slack', url: 'https://example.com/' },
      hasShared: true,
    });
    expect(calls).toEqual(['ssm GetParameter']);
  });

  const PLACE = { region: 'eu-central-1', account: '111122223333' };
  const arnIn = (region: string, account: string): string =>
    `arn:aws:secretsmanager:${region}:${account}:secret:team/url-AbC123`;

  test.each([
    ['Region', arnIn('eu-west-1', '111122223333')],
    ['account', arnIn('eu-central-1', '444455556666')],
  ])('to a secret of another %s is refused by its name and not read', async (_, secret) => {
    const { call, calls } = open({ '/aws/reference/secretsmanager/team/url': 'https://example.com/canary' });

    const error = await resolveSecrets(call, { url: [{ secret }] }, TEAM, PLACE).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toEqual([
      `the secret ${secret} is not in the Region and the account of the relay`,
    ]);
    expect(calls).toEqual([]);
  });

  test('to a secret of the own Region and account is read', async () => {
    const { call } = open({ '/aws/reference/secretsmanager/team/url': 'https://example.com/' });

    const url = { secret: arnIn('eu-central-1', '111122223333') };

    expect((await resolveSecrets(call, { url }, TEAM, PLACE)).raw).toEqual({ url: 'https://example.com/' });
  });

  test('may select a field of JSON, and may be at any depth', async () => {
    const parameter = '/pipebell/prod/secrets/team/keys';
    const { call } = open({ [parameter]: '{"a":"first","b":"second"}' });
    const raw = { signingKeys: [{ parameter, key: 'a' }, 'plain'], headers: { 'X-Key': { parameter, key: 'b' } } };

    expect(await resolveSecrets(call, raw, TEAM)).toEqual({
      raw: { signingKeys: ['first', 'plain'], headers: { 'X-Key': 'second' } },
      hasShared: false,
    });
  });

  test('is not recognised in similar objects', async () => {
    const { call, calls } = open();
    const target = {
      a: { parameter: 7 },
      b: { parameter: '/a', also: 'that' },
      c: { secret: 'with spaces in it' },
      d: null,
      e: [1, true],
    };

    expect(await resolveSecrets(call, target, TEAM)).toEqual({ raw: target, hasShared: false });
    expect(calls).toEqual([]);
  });

  test.each([
    [undefined, 'ParameterNotFound'],
    ['AccessDeniedException', 'AccessDeniedException'],
  ])('is named with the reason if it cannot be read (%s)', async (fault, code) => {
    const error = await thrown({}, { url: { parameter: '/team/url' } }, fault);

    expect(error).toBeInstanceOf(SecretError);
    expect((error as Error).message).toBe(`/team/url could not be read: ssm GetParameter: ${code}`);
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ Parameter: {} }],
    [{ Parameter: { Value: null } }],
    [{ message: 'canary' }],
  ])('cannot be read if the answer %j has no value', async (output) => {
    const error = await resolveSecrets(async () => output, { url: { parameter: '/team/url' } }, TEAM).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(SecretError);
    expect((error as Error).message).toBe('/team/url could not be read: ssm GetParameter: BadAnswer');
  });

  test.each([
    ['is no JSON', 'canary'],
    ['has no such key', '{"b":"canary"}'],
    ['has a number there', '{"a":7,"b":"canary"}'],
    ['is null', 'null'],
    ['has it from elsewhere only', '{"__proto__":{"a":"canary"}}'],
  ])('with a key is an error of the configuration if the secret %s, and quotes nothing', async (_, value) => {
    const error = await thrown({ '/team': value }, { url: { parameter: '/team', key: 'a' } });

    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toBe('/team holds no text under that key');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});

test.each([
  { secret: 'whsec_c2VjcmV0LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFyeQ==' },
  { secret: 'https://hooks.slack.com/services/T0CANARY/B0CANARY/canary' },
  { parameter: '/services/T0CANARY/B0CANARY/canary' },
  { parameter: '/team/hooks.slack.com/services/canary' },
  { secret: 'discord.com/api/webhooks/1/canary' },
  { secret: 'prod-1.westeurope.logic.azure.com:443/workflows/canary' },
])('a secret that is entered instead of its name is not requested, so it is in no log', async (reference) => {
  const asked: object[] = [];
  const call = async (_service: string, _operation: string, input: object) => {
    asked.push(input);
    return {};
  };

  expect((await resolveSecrets(call, { url: reference }, TEAM)).raw).toEqual({ url: reference });
  expect(asked).toEqual([]);
});
