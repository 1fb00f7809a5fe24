import { UNREADABLE } from '../fake-parameters.ts';
import { aStack, WHERE } from '../fake-stack.ts';
import { addTarget, openWorld, targetOf, type World } from '../world.ts';

const SLACK = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' };
const KEY = `whsec_${Buffer.from('canary0signing0key0of0thirty0bytes').toString('base64')}`;

const fill = (world: World): void => {
  addTarget(world, 'team-web', { ...SLACK, when: { pipelines: ['web-*', '!web-test'], regions: ['eu-*'] } });
  addTarget(world, 'off', { ...SLACK, on: ['failed'], enabled: false });
  addTarget(world, 'typo', { ...SLACK, urll: 'https://canary.example' });
  addTarget(world, 'text', '{"platform": "canary');
  addTarget(world, 'audit', {
    platform: 'webhook',
    url: { secret: 'pipebell/prod/audit/url', key: 'url' },
    signingKeys: [KEY, { parameter: '/pipebell/prod/secrets/audit/key' }],
    headers: { 'X-Token': 'canary', 'X-Team': { parameter: '/pipebell/prod/secrets/audit/token' } },
    format: 'cloudevents',
  });
};

describe('pipebell targets list', () => {
  test('lists every target, with the problems of the invalid ones', async () => {
    const world = openWorld();
    fill(world);

    const { code, stdout, stderr } = await world.run('targets', 'list', '--stage', 'prod');

    expect(stdout.split('\n')).toEqual([
      'NAME      PLATFORM  ON                     WHEN                                     ENABLED  VALID',
      'audit     webhook   failed,fixed,approval  everything                               yes      yes',
      'off       slack     failed                 everything                               no       yes',
      'team-web  slack     failed,fixed,approval  pipelines web-*,!web-test; regions eu-*  yes      yes',
      'text      -         -                      everything                               -        no',
      'typo      slack     failed,fixed,approval  everything                               yes      no',
      '',
      'text cannot be used: not valid JSON',
      '    npx pipebell targets remove text --stage prod && npx pipebell targets add text --stage prod',
      '',
      'typo cannot be used: unknown field "urll" (did you mean url?)',
      '    npx pipebell targets edit typo --stage prod --clear urll',
      '',
      '5 targets, 2 invalid',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  });

  test('writes one JSON document with --json', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);

    const { code, stdout } = await world.run('targets', 'list', '--stage', 'prod', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      targets: [
        {
          name: 'team',
          valid: true,
          problems: [],
          target: { platform: 'slack', url: '(hidden)' },
          on: ['failed', 'fixed', 'approval'],
          enabled: true,
        },
      ],
    });
  });

  test('shows how to add the first target', async () => {
    const { code, stdout } = await openWorld().run('targets', 'list', '--stage', 'prod');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'no targets in stage prod: add one with npx pipebell targets add NAME --stage prod\n',
    });
  });

  test('accepts private addresses only if the stack does', async () => {
    const world = openWorld();
    addTarget(world, 'local', { platform: 'webhook', url: 'http://127.0.0.1:8080/' });

    const refused = await world.run('targets', 'list', '--stage', 'prod');
    const Outputs = [{ OutputKey: 'AllowPrivateTargets', OutputValue: 'true' }];
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ Outputs })] });
    const taken = await world.run('targets', 'list', '--stage', 'prod');

    expect([refused.code, taken.code]).toEqual([3, 0]);
  });
});

describe('pipebell targets show', () => {
  test('hides every secret and shows the references', async () => {
    const world = openWorld();
    fill(world);

    const { code, stdout, stderr } = await world.run('targets', 'show', 'audit', '--stage', 'prod');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      audit: {
        platform: 'webhook',
        url: { secret: 'pipebell/prod/audit/url', key: 'url' },
        signingKeys: ['(hidden)', { parameter: '/pipebell/prod/secrets/audit/key' }],
        headers: { 'X-Token': '(hidden)', 'X-Team': { parameter: '/pipebell/prod/secrets/audit/token' } },
        format: 'cloudevents',
      },
    });
  });

  test('shows the problems of an invalid target', async () => {
    const world = openWorld();
    fill(world);

    const { code, stdout, stderr } = await world.run('targets', 'show', 'typo', '--stage', 'prod');
    const json = await world.run('targets', 'show', 'typo', '--stage', 'prod', '--json');

    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'invalid: unknown field "urll" (did you mean url?)\n    npx pipebell targets edit typo --stage prod --clear urll\n',
    });
    expect(JSON.parse(stdout)).toEqual({ typo: { platform: 'slack', url: '(hidden)', urll: '(hidden)' } });
    expect(JSON.parse(json.stdout)).toMatchObject({
      name: 'typo',
      valid: false,
      problems: ['unknown field "urll" (did you mean url?)'],
    });
  });
});

describe('pipebell targets enable, disable and remove', () => {
  test('disable and enable a target, and keep the other fields', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);

    const off = await world.run('targets', 'disable', 'team', '--stage', 'prod');
    const between = targetOf(world, 'team');
    const again = await world.run('targets', 'disable', 'team', '--stage', 'prod', '--json');
    const on = await world.run('targets', 'enable', 'team', '--stage', 'prod');

    expect(off).toEqual({ code: 0, stdout: `team of ${WHERE} is disabled\n`, stderr: '' });
    expect(between).toEqual({ ...SLACK, enabled: false });
    expect(JSON.parse(again.stdout)).toEqual({ stage: 'prod', name: 'team', enabled: false, changed: false });
    expect(on.stdout).toBe(`team of ${WHERE} is enabled\n`);
    expect(targetOf(world, 'team')).toEqual({ ...SLACK, enabled: true });
  });

  test('remove asks, and keeps the target if the answer is no', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.answer = 'n';

    const { code, stderr } = await world.run('targets', 'remove', 'team', '--stage', 'prod');

    expect({ code, stderr }).toEqual({ code: 1, stderr: 'stopped: nothing was removed\n' });
    expect(world.questions).toEqual([`Remove target team from ${WHERE}?`]);
    expect(targetOf(world, 'team')).toEqual(SLACK);
  });

  test.each([['y'], [undefined]])('remove deletes the target after a yes or with --yes (%s)', async (answer) => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.answer = answer;

    const yes = answer ? [] : ['--yes'];
    const { code } = await world.run('targets', 'remove', 'team', '--stage', 'prod', ...yes);

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toBeNull();
  });
});

describe('pipebell targets', () => {
  test.each([
    [['targets', 'show', 'nobody', '--stage', 'prod'], 1, 'no target nobody in stage prod'],
    [['targets', 'remove', 'nobody', '--stage', 'prod', '--yes'], 1, 'no target nobody in stage prod'],
    [['targets', 'enable', 'nobody', '--stage', 'prod'], 1, 'no target nobody in stage prod'],
    [['targets', 'test', 'nobody', '--stage', 'prod'], 1, 'no target nobody in stage prod'],
    [['targets', 'edit', 'nobody', '--stage', 'prod', '--on', 'failed'], 1, 'no target nobody in stage prod'],
    [['targets', 'disable', 'list', '--stage', 'prod'], 1, 'list is not a JSON object'],
    [['targets', 'remove', 'list', '--stage', 'prod'], 2, 'pass --yes'],
    [['targets', 'list'], 2, "'--stage <name>' not specified: see npx pipebell targets help list"],
    [['targets', 'show', '--stage', 'prod'], 2, "missing required argument 'name'"],
    [['targets', 'show', 'https://hooks.example/canary', '--stage', 'prod'], 2, 'A name is up to 100 letters'],
    [['targets', 'polish', '--stage', 'prod'], 2, "unknown command 'polish'"],
    [['targets', 'list', '--stage', UNREADABLE], 1, 'AccessDeniedException'],
  ])('describes wrong usage on one line: %j', async (args, expected, words) => {
    const world = openWorld();
    addTarget(world, 'list', '["canary"]');

    const { code, stdout, stderr } = await world.run(...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('pipebell targets test', () => {
  test('sends a test message from this machine, with the secrets that the target refers to', async () => {
    const world = openWorld();
    world.parameters.set('/team/url', SLACK.url);
    addTarget(world, 'team', { ...SLACK, url: { parameter: '/team/url' }, enabled: false });

    const { code, stdout } = await world.run('targets', 'test', 'team', '--stage', 'prod');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'team accepted it\n' });
    expect(world.sent).toMatchObject([{ url: SLACK.url, body: expect.stringContaining('A test of Pipebell') }]);
  });

  test('does not print the receipt of the message', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.reply = { kind: 'delivered', status: 200, receipt: 'canary' };

    const { stdout } = await world.run('targets', 'test', 'team', '--stage', 'prod', '--json');

    expect(JSON.parse(stdout)).toEqual({ target: 'team', accepted: true, outcome: { kind: 'delivered', status: 200 } });
  });

  test.each([
    [{ status: 404, body: 'no_service' }, 'gone, 404, no_service', 'no longer exists'],
    [{ status: 429, body: 'canary' }, 'throttled, 429', 'fewer messages'],
    [{ kind: 'rejected' as const, reason: 'blocked' as const }, 'blocked', 'not public'],
    [{ kind: 'retry' as const, reason: 'timeout' as const }, 'timeout', 'no answer in time'],
  ])('shows why the message was not accepted: %j', async (reply, facts, remedy) => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.reply = reply;

    const { code, stdout, stderr } = await world.run('targets', 'test', 'team', '--stage', 'prod');
    const json = await world.run('targets', 'test', 'team', '--stage', 'prod', '--json');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`team did not accept it (${facts})`);
    expect(stderr).toContain(remedy);
    expect(JSON.parse(json.stdout)).toMatchObject({ target: 'team', accepted: false });
    expect(stderr + json.stdout + json.stderr).not.toContain('canary');
  });

  test.each([
    [{ ...SLACK, url: 'https://canary.example/' }, 'team cannot be used: url: must be an incoming webhook'],
    [{ ...SLACK, url: { parameter: '/none' } }, 'team cannot be used: /none could not be read: there is no such'],
    [{ ...SLACK, url: { parameter: `/${UNREADABLE}` } }, 'could not be read: value of /unreadable: AccessDenied'],
    [{ ...SLACK, url: { parameter: '/text', key: 'url' } }, '/text holds no text under that key'],
    ['canary', 'team cannot be used: expected an object'],
  ])('sends nothing to an invalid target: %j', async (target, words) => {
    const world = openWorld();
    world.parameters.set('/text', 'canary');
    addTarget(world, 'team', target);

    const { code, stderr } = await world.run('targets', 'test', 'team', '--stage', 'prod');

    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(world.sent).toEqual([]);
  });
});
