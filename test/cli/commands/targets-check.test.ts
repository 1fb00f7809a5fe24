import { UNREADABLE } from '../fake-parameters.ts';
import { aStack } from '../fake-stack.ts';
import { addTarget, openWorld } from '../world.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const SLACK = { platform: 'slack', url: URL };

const check = async (targets: Record<string, object | string>, parameters: Record<string, string> = {}) => {
  const world = openWorld();
  for (const [name, value] of Object.entries(parameters)) world.parameters.set(name, value);
  for (const [name, target] of Object.entries(targets)) addTarget(world, name, target);
  const result = await world.run('targets', 'check', '--stage', 'prod');
  expect(result.stdout + result.stderr).not.toContain('canary');
  return { ...result, lines: result.stdout.trimEnd().split('\n'), world };
};

describe('pipebell targets check', () => {
  test('finds no problems in valid targets, and sends nothing', async () => {
    const { code, stdout, world } = await check(
      { team: SLACK, api: { ...SLACK, url: { parameter: '/team/url' }, when: { pipelines: ['api-*', '!api-test'] } } },
      { '/team/url': `${URL}/2` },
    );

    expect({ code, stdout }).toEqual({ code: 0, stdout: '2 targets, no problems\n' });
    expect(world.sent).toEqual([]);
  });

  test('shows the problems of every target', async () => {
    const { code, lines } = await check(
      {
        denied: { ...SLACK, url: { parameter: `/${UNREADABLE}` } },
        missing: { ...SLACK, url: { secret: 'none' } },
        text: '{',
        typo: { ...SLACK, onn: ['failed'], on: ['canary'] },
        wrong: { ...SLACK, url: { parameter: '/wrong' } },
      },
      { '/wrong': 'https://canary.example/' },
    );

    expect(code).toBe(3);
    expect(lines).toEqual([
      'denied: cannot be used: /unreadable could not be read: value of /unreadable: AccessDeniedException',
      '    ask for the permission to read /unreadable, then run this again',
      'missing: cannot be used: /aws/reference/secretsmanager/none could not be read: there is no such parameter',
      '    npx pipebell targets edit missing --stage prod --url-prompt',
      'text: cannot be used: not valid JSON',
      '    npx pipebell targets remove text --stage prod && npx pipebell targets add text --stage prod',
      expect.stringMatching(/^typo: cannot be used: on\.0: expected "started"/),
      'typo: cannot be used: unknown field "onn" (did you mean on?)',
      '    npx pipebell targets edit typo --stage prod --clear on --clear onn',
      expect.stringMatching(/^wrong: cannot be used: url: must be an incoming webhook/),
      '    npx pipebell targets edit wrong --stage prod --url-prompt',
      '5 targets, 5 with problems or warnings',
    ]);
  });

  test('accepts a shared URL of another host in no stack, and an own one only in a stack for private targets', async () => {
    const world = openWorld();
    const own = '/pipebell/prod/secrets/own/url';
    world.parameters.set('/team/url', 'http://10.0.0.1/canary');
    world.parameters.set(own, 'http://10.0.0.2/canary');
    addTarget(world, 'own', { ...SLACK, url: { parameter: own } });
    addTarget(world, 'shared', { ...SLACK, url: { parameter: '/team/url' } });
    const problems = async (): Promise<string[][]> => {
      const { stdout } = await world.run('targets', 'check', '--stage', 'prod', '--json');
      return JSON.parse(stdout).targets.map((target: { problems: string[] }) => target.problems);
    };

    expect(await problems()).toEqual([['url: must be https'], ['url: must be https']]);
    const Outputs = [{ OutputKey: 'AllowPrivateTargets', OutputValue: 'true' }];
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ Outputs })] });
    expect(await problems()).toEqual([[], ['url: must be https, because the target uses a shared secret']]);
  });

  test('does not read the secrets of a target that may not refer to one of them', async () => {
    const url = { parameter: `/${UNREADABLE}` };
    const headers = { 'X-Token': { secret: 'pipebell/prod/api/token' } };
    const { code, lines } = await check({ team: { platform: 'teams', url, headers } });

    expect(code).toBe(3);
    expect(lines).toEqual([
      'team: cannot be used: headers.X-Token: the secret belongs to another target: use one below pipebell/prod/team/',
      '    npx pipebell targets edit team --stage prod --header X-Token=PARAMETER',
      '1 target, 1 with problems or warnings',
    ]);
  });

  test('warns of a disabled target', async () => {
    const { code, lines } = await check({ team: { ...SLACK, enabled: false } });

    expect(code).toBe(3);
    expect(lines[0]).toBe('team: warning: it is disabled (enabled: false)');
  });

  test('warns of two targets with the same URL, also through a reference', async () => {
    const { lines } = await check({ a: SLACK, b: { ...SLACK, url: { parameter: '/team/url' } } }, { '/team/url': URL });

    expect(lines).toEqual([
      'a, b: warning: same destination: events that both get arrive twice',
      '    keep one of them:',
      '    npx pipebell targets remove b --stage prod',
      '2 targets, 2 with problems or warnings',
    ]);
  });

  test('refuses a connector, which Microsoft has switched off', async () => {
    const url = 'https://example.webhook.office.com/webhookb2/canary';
    const { lines } = await check({ team: { platform: 'teams', url } });

    expect(lines[0]).toMatch(
      /^team: cannot be used: url: is an Office 365 connector, which Microsoft has switched off/,
    );
  });

  test('warns of a URL that belongs to another platform', async () => {
    const { lines } = await check({ team: { platform: 'webhook', url: URL } });

    expect(lines[0]).toBe('team: warning: its URL belongs to slack');
  });

  test.each([
    [{ pipelines: ['web-*', '!web-*'] }, 'pipelines'],
    [{ pipelines: ['web', '!*'] }, 'pipelines'],
    [{ stages: ['!*'] }, 'stages'],
    [{ accounts: ['1234'] }, 'accounts'],
    [{ accounts: ['prod'] }, 'accounts'],
    [{ regions: ['EU-*'] }, 'regions'],
  ])('warns of a filter that nothing can match: %j', async (when, name) => {
    const { lines } = await check({ team: { ...SLACK, when } });

    expect(lines[0]).toBe(`team: warning: nothing can match when.${name}`);
  });

  test('warns of messages filtered by pipeline', async () => {
    const { lines } = await check({ team: { ...SLACK, on: ['message'], when: { pipelines: ['web'] } } });

    expect(lines[0]).toBe('team: warning: a message has no pipeline, so nothing can match');
  });

  test.each([
    [{ pipelines: ['web-*', '!web-test', '!web-?'] }],
    [{ pipelines: ['!web-*'] }],
    [{ pipelines: ['*', '!?'] }],
    [{ accounts: ['111122223333', '2222*', '*', '????????????'] }],
    [{ regions: ['eu-*', '!eu-west-1', '*-1'] }],
    [{ stages: ['Deploy', 'Über*'] }],
  ])('accepts a filter that an event can match: %j', async (when) => {
    const { code } = await check({ team: { ...SLACK, when } });

    expect(code).toBe(0);
  });

  test('writes one JSON document with --json', async () => {
    const world = openWorld();
    addTarget(world, 'team', { ...SLACK, enabled: false });

    const { code, stdout } = await world.run('targets', 'check', '--stage', 'prod', '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      targets: [{ name: 'team', problems: [], warnings: ['it is disabled (enabled: false)'] }],
    });
  });
});
