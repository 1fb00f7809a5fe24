import { createSettings } from '../../src/aws/settings.ts';
import { createLocalAws } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';

const NAME = '/pipebell/local/settings';

test.each([[undefined], [null], [{}], [{ Parameter: {} }], [{ message: 'slow down' }]])(
  'the settings are kept if the answer %j has no value',
  async (output) => {
    const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
    const outputs: unknown[] = [{ Parameter: { Value: JSON.stringify({ aliases: ALIASES }) } }, output];
    const errors: unknown[] = [];
    const call = async () => outputs.shift();
    const settings = createSettings({ call, name: NAME, report: (error) => errors.push(error), now: clock.now });
    await settings();
    await clock.until(new Date(clock.now().getTime() + 61_000));

    expect(await settings()).toEqual({ aliases: ALIASES });
    expect(errors).toMatchObject([{ name: 'AwsError', code: 'BadAnswer' }]);
  },
);

const setUp = (value?: string) => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  if (value !== undefined) aws.parameters.set(NAME, value);
  const errors: string[] = [];
  const report = (error: unknown) => void errors.push(String(error));
  const pass = (seconds: number) => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  return { aws, errors, pass, settings: createSettings({ call: aws.call, name: NAME, report, now: clock.now }) };
};

const ALIASES = { accounts: { '111122223333': 'Production' }, environments: { live: ['*-prod'] } };

describe('the settings', () => {
  test('are empty if the parameter does not exist', async () => {
    const { settings, errors } = setUp();

    expect(await settings()).toEqual({});
    expect(errors).toEqual([]);
  });

  test('name accounts and environments', async () => {
    const { settings } = setUp(JSON.stringify({ aliases: ALIASES }));

    expect(await settings()).toEqual({ aliases: ALIASES });
  });

  test('name people by platform', async () => {
    const people = { 'slack-app': { 'ada@example.com': 'U1', 'Jo Lindqvist': 'U2' }, discord: { jo: '7' } };
    const { settings, errors } = setUp(JSON.stringify({ people }));

    expect(await settings()).toEqual({ people });
    expect(errors).toEqual([]);
  });

  test('are read once a minute', async () => {
    const { aws, settings, pass } = setUp('{}');
    await settings();
    await settings();
    expect(aws.calls).toHaveLength(1);

    await pass(61);
    await settings();

    expect(aws.calls).toHaveLength(2);
  });

  test.each([
    ['{', 'not valid JSON'],
    ['[]', 'expected object'],
    ['{"alias":{}}', 'unknown field "alias"'],
    ['{"aliases":{"accounts":{"1":"x"}}}', 'aliases.accounts: expected account ids'],
    ['{"aliases":{"accounts":[]}}', 'aliases.accounts: expected account ids'],
    ['{"aliases":{"environments":{"live":"*"}}}', 'aliases.environments: expected names'],
    ['{"people":{"slack":{"ada@example.com":"U1"}}}', 'people: expected slack-app or discord'],
    ['{"people":{"slack-app":{"ada@example.com":"<!here>"}}}', 'people: expected slack-app or discord'],
    ['{"people":{"slack-app":["U1"]}}', 'people: expected slack-app or discord'],
  ])('that are %s are reported and replaced by none', async (value, words) => {
    const { settings, errors } = setUp(value);

    expect(await settings()).toEqual({});
    expect(errors.join()).toContain(words);
  });

  test('are kept while they cannot be read', async () => {
    const { aws, settings, pass, errors } = setUp(JSON.stringify({ aliases: ALIASES }));
    await settings();
    aws.fault = () => 'InternalServerError';

    await pass(61);

    expect(await settings()).toEqual({ aliases: ALIASES });
    expect(errors).toEqual(['AwsError: ssm GetParameter: InternalServerError']);
  });
});
