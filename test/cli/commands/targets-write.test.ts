import { WHERE } from '../fake-stack.ts';
import { addTarget, openWorld, targetOf } from '../world.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const KEY = `whsec_${Buffer.from('canary0signing0key0of0thirty0bytes').toString('base64')}`;
const LONG_LIST = Array(90).fill('x'.repeat(99)).join(',');
const FOLDER = '/pipebell/prod/secrets/team';
const SECRET = 'pipebell/prod/team/hook';
const ADD = ['targets', 'add', 'team', '--stage', 'prod'];
const EDIT = ['targets', 'edit', 'team', '--stage', 'prod'];

describe('pipebell targets add', () => {
  test('accepts every field as an option, and the URL from standard input', async () => {
    const world = openWorld();
    world.files.set('-', `${URL}\n`);

    const result = await world.run(
      ...[...ADD, '--platform', 'slack', '--url-stdin', '--on', 'failed,fixed', '--on', 'approval'],
      ...['--levels', 'pipeline,stage', '--when-pipelines', 'web-*, !web-test', '--when-regions', 'eu-*'],
      ...['--mention', 'failed=<!here>', '--mention', 'failed=<@U012>', '--mention', 'approval=<!subteam^S012>'],
    );

    expect(result).toEqual({
      code: 0,
      stdout: `team is added to ${WHERE}; the change takes effect within a minute\n`,
      stderr: '',
    });
    expect(targetOf(world, 'team')).toEqual({
      platform: 'slack',
      url: URL,
      on: ['failed', 'fixed', 'approval'],
      levels: ['pipeline', 'stage'],
      when: { pipelines: ['web-*', '!web-test'], regions: ['eu-*'] },
      mention: { failed: ['<!here>', '<@U012>'], approval: ['<!subteam^S012>'] },
    });
    expect(world.sent).toEqual([]);
  });

  test('accepts references to secrets', async () => {
    const world = openWorld();

    const { code, stdout } = await world.run(
      ...[...ADD, '--platform', 'webhook', '--url-secret', `${SECRET}#url`, '--signing-key-parameter', `${FOLDER}/key`],
      ...['--header', `X-Token=${FOLDER}/token`, '--header', `X-Id=secret:${SECRET}#id`],
      ...['--format', 'cloudevents', '--json'],
    );

    const target = {
      platform: 'webhook',
      url: { secret: SECRET, key: 'url' },
      signingKeys: [{ parameter: `${FOLDER}/key` }],
      headers: { 'X-Token': { parameter: `${FOLDER}/token` }, 'X-Id': { secret: SECRET, key: 'id' } },
      format: 'cloudevents',
    };
    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toEqual(target);
    expect(JSON.parse(stdout)).toEqual({ stage: 'prod', name: 'team', target });
  });

  test.each([
    [['slack', '--url-parameter', '/pipebell/prod/secrets/api/url'], `url: the secret belongs to another target: use`],
    [
      ['slack', '--url-parameter', '/pipebell/prod/secrets/slack'],
      `in no folder of a target: move it to ${FOLDER}/slack`,
    ],
    [['webhook', '--url-secret', 'team/slack'], 'url: a shared secret may only go to hosts that the platform fixes'],
    [['teams', '--url-secret', SECRET, '--header', 'X-Token=/team/token'], 'headers.X-Token: a shared secret may only'],
  ])('refuses a secret that the target may not use: %j', async (args, words) => {
    const world = openWorld();

    const { code, stderr } = await world.run(...ADD, '--on', 'failed', '--platform', ...args);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^nothing was written: /);
    expect(stderr).toContain(words);
    expect(targetOf(world, 'team')).toBeNull();
  });

  test('reads a signing key after the URL, and prints neither', async () => {
    const world = openWorld();
    world.files.set('-', `\n https://hook.example.com/canary \r\n\r\n${KEY}\n`);

    const { code, stdout } = await world.run(
      ...[...ADD, '--platform', 'webhook', '--url-stdin', '--signing-key-stdin', '--json'],
    );

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toMatchObject({ url: 'https://hook.example.com/canary', signingKeys: [KEY] });
    expect(JSON.parse(stdout).target).toEqual({ platform: 'webhook', url: '(hidden)', signingKeys: ['(hidden)'] });
  });

  test('mentions the authors of commits on a platform that can find them', async () => {
    const world = openWorld();
    addTarget(world, 'team', { platform: 'slack-app', token: 'xoxb-canary', channel: 'C0123456789' });

    const { code } = await world.run(...EDIT, '--mention', 'author=true', '--mention', 'failed=<!here>');

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toMatchObject({ mention: { author: true, failed: ['<!here>'] } });
  });

  test('mentions people of a platform that needs a name and an id', async () => {
    const world = openWorld();

    const { code } = await world.run(
      ...[
        ...ADD,
        '--platform',
        'teams',
        '--url-parameter',
        '/team/url',
        '--mention',
        'failed=Jo Okafor <jo@example.com>',
      ],
    );

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toMatchObject({
      mention: { failed: [{ id: 'jo@example.com', name: 'Jo Okafor' }] },
    });
  });

  test('prompts for each field at a terminal, and offers a test message', async () => {
    const world = openWorld();
    world.answer = '';
    world.answers = ['slack', URL, 'failed approval', 'web-* !web-test', '<!here>', 'no one', ''];

    const { code, stdout, stderr } = await world.run(...ADD);

    expect(code).toBe(0);
    expect(stderr).toMatch(/^\nSlack, incoming webhook:\n {2}Open https:\/\/api\.slack\.com\/apps/);
    expect(world.questions).toEqual([
      'Where do the messages go?',
      'The URL of the webhook (hidden)',
      'What notifies?',
      'Which pipelines? Names or patterns, such as web-* !web-test',
      'Who is mentioned when a failure is new?',
      'Who is mentioned when an approval waits?',
      'Send a test message once it is added?',
    ]);
    expect(targetOf(world, 'team')).toEqual({
      platform: 'slack',
      url: URL,
      on: ['failed', 'approval'],
      when: { pipelines: ['web-*', '!web-test'] },
      mention: { failed: ['<!here>'] },
    });
    expect(stdout).toBe(`team is added to ${WHERE}; the change takes effect within a minute\nteam accepted it\n`);
    expect(world.sent).toHaveLength(1);
  });

  test.each([
    [['--no-test'], 0],
    [['--test'], 1],
  ])('does not ask about the test message with %j', async (args, sent) => {
    const world = openWorld();
    world.answer = '';

    world.parameters.set('/team/url', URL);
    await world.run(...ADD, '--platform', 'slack', '--url-parameter', '/team/url', '--on', 'failed', ...args);

    expect(world.questions).toEqual([]);
    expect(world.sent).toHaveLength(sent);
  });

  test('writes one document with --json when it sends a test message too', async () => {
    const world = openWorld();
    world.files.set('-', URL);

    const { code, stdout, stderr } = await world.run(...ADD, '--platform', 'slack', '--url-stdin', '--test', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'team accepted it\n' });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'team' });
  });

  test('does not overwrite, and checks that before it prompts for a secret', async () => {
    const world = openWorld();
    addTarget(world, 'team', { platform: 'slack', url: URL });
    world.answer = '';

    const { code, stderr } = await world.run(...ADD, '--platform', 'webhook');

    expect(code).toBe(1);
    expect(stderr).toBe(
      'target team exists in stage prod: change it with npx pipebell targets edit team --stage prod\n',
    );
    expect(world.questions).toEqual([]);
    expect(targetOf(world, 'team')).toMatchObject({ platform: 'slack' });
  });

  test.each([
    ['https://canary.example/hook', [], 'nothing was written: url: must be an incoming webhook of Slack'],
    ['canary', [], 'nothing was written: url: is not a URL'],
    [URL, ['--mention', 'failed=canary'], 'nothing was written: mention.failed.0: expected <@U…>'],
    [URL, ['--format', 'canary'], 'nothing was written: unknown field "format"'],
    [URL, ['--signing-key-stdin'], 'standard input has no line for a signing key: nothing was written'],
    [URL, ['--when-pipelines', LONG_LIST], 'nothing was written: the target is over 4096 bytes'],
    ['', [], 'standard input has no line for the URL of the webhook: nothing was written'],
  ])('writes no invalid target: #%#', async (url, args, words) => {
    const world = openWorld();
    world.files.set('-', url);

    const { code, stdout, stderr } = await world.run(...ADD, '--platform', 'slack', '--url-stdin', ...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(world.parameters.size).toBe(0);
  });

  test.each([
    [[], 'not a terminal: pass --platform'],
    [['--platform', 'slack'], 'not a terminal: pass --url-stdin, --url-parameter or --url-secret'],
    [['--platform', 'pager'], 'Allowed choices are'],
    [['--platform', 'slack', '--url', URL], "unknown option '--url'"],
    [['--platform', 'slack', `--url-stdin=${URL}`], 'unknown option'],
    [['--platform', 'slack', '--url-parameter', URL], 'It takes the full name of a parameter'],
    [['--platform', 'slack', '--url-parameter', URL.slice(8)], 'It takes the full name of a parameter'],
    [['--platform', 'slack', '--url-secret', URL], 'It takes the name or the ARN'],
    [['--platform', 'slack', '--url-prompt'], 'not a terminal: pass --url-stdin, --url-parameter or --url-secret'],
    [
      ['--platform', 'slack', '--url-stdin', '--url-parameter', '/a'],
      'pass only one of --url-prompt, --url-stdin, --url-parameter, --url-secret',
    ],
    [['--platform', 'slack', '--on', 'canaries'], 'It takes started'],
    [['--platform', 'slack', '--mention', 'here'], 'It takes a word of --on'],
    [['--platform', 'webhook', '--header', `X-Token=${URL}`], 'It takes the full name of a parameter'],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const world = openWorld();

    const { code, stdout, stderr } = await world.run(...ADD, ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/T0|canary/);
    expect(world.parameters.size).toBe(0);
  });
});

describe('pipebell targets edit', () => {
  const before = { platform: 'slack', url: URL, on: ['failed'], when: { pipelines: ['web'] }, enabled: false };

  test('changes the given fields and keeps the others', async () => {
    const world = openWorld();
    addTarget(world, 'team', { ...before, mention: { failed: ['<!here>'] } });

    const { code, stdout } = await world.run(
      ...[...EDIT, '--on', 'approval', '--when-regions', 'eu-*', '--mention', 'approval=<@U012>'],
    );

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `team of ${WHERE} is changed; the change takes effect within a minute\n`,
    });
    expect(targetOf(world, 'team')).toEqual({
      ...before,
      on: ['approval'],
      when: { pipelines: ['web'], regions: ['eu-*'] },
      mention: { failed: ['<!here>'], approval: ['<@U012>'] },
    });
  });

  test('replaces the URL at a hidden prompt', async () => {
    const world = openWorld();
    addTarget(world, 'team', before);
    world.answer = '';
    world.answers = [`${URL}-2`];

    const { code, stdout } = await world.run(...EDIT, '--url-prompt');

    expect(code).toBe(0);
    expect(stdout).not.toContain('canary');
    expect(targetOf(world, 'team')).toEqual({ ...before, url: `${URL}-2` });
  });

  test('removes fields', async () => {
    const world = openWorld();
    addTarget(world, 'team', before);

    await world.run(...EDIT, '--clear', 'when', '--clear', 'on');

    expect(targetOf(world, 'team')).toEqual({ platform: 'slack', url: URL, enabled: false });
  });

  test('fixes the problems of an invalid target one after the other, and lists those that are left', async () => {
    const world = openWorld();
    addTarget(world, 'team', { platform: 'teams', url: URL });

    const still = await world.run(...EDIT, '--on', 'failed');
    const mended = await world.run(...EDIT, '--platform', 'slack');

    expect(still).toMatchObject({ code: 3, stdout: expect.stringContaining('is changed') });
    expect(still.stderr).toMatch(/^team still cannot be used: url: must be a Workflows webhook/);
    expect(still.stderr).toContain('\n    npx pipebell targets edit team --stage prod --url-prompt\n');
    expect(mended.code).toBe(0);
    expect(targetOf(world, 'team')).toEqual({ platform: 'slack', url: URL, on: ['failed'] });
  });

  test('writes nothing if the edit adds a problem to an invalid target', async () => {
    const world = openWorld();
    const invalid = { platform: 'teams', url: URL, colour: 'red' };
    addTarget(world, 'team', invalid);

    const { code, stderr } = await world.run(...EDIT, '--clear', 'colour', '--mention', 'failed=jo');

    expect(code).toBe(1);
    expect(stderr).toBe(
      'nothing was written: mention.failed.0: expected a name and an id, --mention "failed=Name <id>"\n',
    );
    expect(targetOf(world, 'team')).toEqual(invalid);
  });

  test('removes the fields that the platform does not have, and names them', async () => {
    const world = openWorld();
    const odd = { ...before, colour: 'red', 'canary.example/T0': 1, when: { pipelines: ['web'], branch: ['main'] } };
    addTarget(world, 'team', odd);

    const one = await world.run(...EDIT, '--clear', 'when.branch', '--clear', 'colour');
    const rest = await world.run(...EDIT, '--clear-unknown');

    expect(one).toMatchObject({ code: 3, stderr: expect.stringMatching(/^removed: when\.branch, colour\n/) });
    expect(one.stderr).toContain('\n    npx pipebell targets edit team --stage prod --clear-unknown\n');
    expect(rest).toMatchObject({ code: 0, stderr: 'removed: …\n' });
    expect(targetOf(world, 'team')).toEqual(before);
  });

  test.each([
    [[], 'not a terminal: pass at least one field'],
    [['--clear', 'url'], 'It takes on, levels, when'],
    [['--clear', 'https://canary.example'], 'It takes the name of a field'],
    [['--clear', 'colour'], 'this field cannot be removed'],
    [['--url-prompt'], 'not a terminal: pass --url-stdin'],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const world = openWorld();
    addTarget(world, 'team', before);

    const { code, stderr } = await world.run(...EDIT, ...args);

    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(targetOf(world, 'team')).toEqual(before);
  });
});
