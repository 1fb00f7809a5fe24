import { openDiscord } from '../../support/fake-discord.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import { serveSlack } from '../../support/fake-slack-server.ts';
import { openFakeAws } from '../fake-aws.ts';
import { credentials, pipebell } from '../process.ts';
import { addTarget, openWorld, targetOf, type World } from '../world.ts';

const ADD = ['targets', 'add', 'team', '--stage', 'prod', '--platform', 'slack-app', '--channel', FAKE_CHANNEL];
const EDIT = ['targets', 'edit', 'team', '--stage', 'prod'];
const SHARED = '/pipebell/prod/secrets/shared/slack';
const IDENTITY = 'Slack accepts the token: bot pipebell of the workspace Acme (acme.slack.com)\n';

/** A stage whose requests to targets reach a fake of Slack, with the token on standard input. */
const openStage = (token = FAKE_TOKEN) => {
  const [world, slack] = [openWorld(), openSlack()];
  world.receiver = slack.send;
  world.files.set('-', token);
  return { world, slack };
};

const run = async (world: World, ...args: string[]) => {
  const ended = await world.run(...args);
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('targets add for a Slack app', () => {
  test('says which bot and workspace the token belongs to, before it writes the target', async () => {
    const { world, slack } = openStage();

    const { code, stderr } = await run(world, ...ADD, '--token-stdin');

    expect({ code, stderr }).toEqual({ code: 0, stderr: IDENTITY });
    expect(targetOf(world, 'team')).toEqual({ platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL });
    expect(slack.methods()).toEqual(['auth.test', 'conversations.history']);
  });

  test('asks for token and channel at a terminal, and hides the token', async () => {
    const { world, slack } = openStage();
    world.answers = [
      'slack-app',
      'xapp-1-canary',
      FAKE_TOKEN,
      '#web',
      FAKE_CHANNEL,
      '',
      '',
      '<!here>',
      'no one',
      'run',
    ];
    world.answer = 'yes';

    const { code, stdout, stderr } = await run(world, 'targets', 'add', 'team', '--stage', 'prod');

    expect(world.questions).toEqual([
      'Where do the messages go?',
      "The token of the app's bot, which begins with xoxb- (hidden)",
      'The id of the channel, such as C0123456789',
      'What notifies?',
      'Which pipelines? Names or patterns, such as web-* !web-test',
      'Who is mentioned when a failure is new?',
      'Who is mentioned when an approval waits?',
      'What is one conversation?',
      'Send a test message once it is added?',
    ]);
    expect(world.refusals).toEqual([
      'Not valid: it is not the token of a bot, which begins with xoxb-',
      'Not valid: expected the id of a channel, such as C0123456789',
    ]);
    expect(targetOf(world, 'team')).toMatchObject({ mention: { failed: ['<!here>'] }, thread: 'run' });
    expect(stderr).toContain('https://api.slack.com/apps?new_app=1&manifest_yaml=');
    expect({ code, last: stdout.split('\n').at(-2) }).toEqual({ code: 0, last: 'team accepted it' });
    expect(slack.roots()).toHaveLength(1);
  });

  test('writes nothing if Slack does not accept the token', async () => {
    const { world } = openStage('xoxb-another-canary');

    const { code, stdout, stderr } = await run(world, ...ADD, '--token-stdin');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^nothing was written: Slack does not accept the token \(invalid_auth\): copy the bot token/,
    );
    expect(stderr).toMatch(/run this command again with it; or pass --no-platform-check\n$/);
    expect(targetOf(world, 'team')).toBeNull();
  });

  test('asks for the token again at a terminal', async () => {
    const { world } = openStage();
    world.answers = ['slack-app', 'xoxb-another-canary', FAKE_CHANNEL, FAKE_TOKEN, FAKE_CHANNEL];
    world.answer = '';

    const { code, stderr } = await run(world, 'targets', 'add', 'team', '--stage', 'prod', '--no-test');

    expect(code).toBe(0);
    expect(stderr).toContain(
      'Slack does not accept the token (invalid_auth): enter it again, or press Ctrl-C to stop\n',
    );
    expect(stderr.split(IDENTITY)).toHaveLength(2);
    expect(targetOf(world, 'team')).toMatchObject({ token: FAKE_TOKEN, channel: FAKE_CHANNEL });
  });

  test('asks Slack nothing with --no-platform-check', async () => {
    const { world, slack } = openStage('xoxb-another-canary');

    const { code, stderr } = await run(world, ...ADD, '--token-stdin', '--no-platform-check');

    expect({ code, stderr, calls: slack.calls }).toEqual({ code: 0, stderr: '', calls: [] });
    expect(targetOf(world, 'team')).toMatchObject({ token: 'xoxb-another-canary' });
  });

  test.each([
    ['does not answer', 'unsent', 'network'],
    ['is down', 'broken', 'status 500'],
    ['is a web page', { reply: { status: 200, body: '<html>canary</html>' } }, 'status 200'],
  ] as const)('writes the target with a warning if what should be Slack %s', async (_what, fault, why) => {
    const { world, slack } = openStage();
    slack.fail('auth.test', fault);

    const { code, stderr } = await run(world, ...ADD, '--token-stdin');

    expect(code).toBe(0);
    expect(stderr).toContain(`warning: Slack was asked about the target and gave no usable answer (${why}): check`);
    expect(targetOf(world, 'team')).not.toBeNull();
  });

  test('warns of a channel that the bot may not read', async () => {
    const { world } = openStage();

    const { code, stderr } = await run(world, ...ADD.with(-1, 'C9999999999'), '--token-stdin');

    expect(code).toBe(0);
    expect(stderr).toBe(
      `${IDENTITY}warning: there is no channel C9999999999 that the bot may read (channel_not_found): ` +
        'write “/invite @pipebell” in the channel, if it is private, or correct the id: ' +
        'npx pipebell targets edit team --stage prod --channel ID\n',
    );
  });

  test('checks a token that is stored elsewhere, and only warns if it cannot be read', async () => {
    const { world } = openStage();
    const add = () => run(world, ...ADD.with(2, `team${world.calls.length}`), '--token-parameter', SHARED);

    const before = await add();
    world.parameters.set(SHARED, FAKE_TOKEN);
    const after = await add();

    expect(before.code).toBe(0);
    expect(before.stderr).toMatch(/^warning: the platform was not asked: .*there is no such parameter/);
    expect(after).toMatchObject({ code: 0, stderr: IDENTITY });
  });
});

describe('targets edit for a Slack app', () => {
  const stored = { platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL };

  test('asks Slack only if the change concerns it', async () => {
    const { world, slack } = openStage();
    addTarget(world, 'team', stored);

    const filters = await run(world, ...EDIT, '--on', 'failed');
    expect({ code: filters.code, calls: slack.methods() }).toEqual({ code: 0, calls: [] });

    const thread = await run(world, ...EDIT, '--thread', 'run');
    expect(thread).toMatchObject({ code: 0, stderr: IDENTITY });
  });

  test('changes the platform of a target, and keeps the fields that the new one has too', async () => {
    const { world } = openStage();
    const mention = { failed: ['<!here>'] };
    addTarget(world, 'team', {
      platform: 'slack',
      url: 'https://hooks.slack.com/services/T0/B0/canary',
      mention,
      on: ['failed'],
    });

    const { code } = await run(world, ...EDIT, '--platform', 'slack-app', '--channel', FAKE_CHANNEL, '--token-stdin');

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toEqual({ ...stored, mention, on: ['failed'] });
  });

  test('keeps the token before if Slack does not accept the new one', async () => {
    const { world } = openStage('xoxb-another-canary');
    addTarget(world, 'team', stored);

    const { code, stderr } = await run(world, ...EDIT, '--token-stdin');

    expect(code).toBe(1);
    expect(stderr).toContain('nothing was written: Slack does not accept the token (invalid_auth)');
    expect(targetOf(world, 'team')).toEqual(stored);
  });
});

describe('targets add for Discord', () => {
  const discord = ['targets', 'add', 'team', '--stage', 'prod', '--platform', 'discord', '--url-stdin'];

  test('says which webhook and channel the URL belongs to, and posts nothing', async () => {
    const [world, server] = [openWorld(), openDiscord()];
    world.receiver = server.send;
    world.files.set('-', server.url);

    const { code, stderr } = await world.run(...discord);

    expect(code).toBe(0);
    expect(stderr).toBe('Discord accepts the webhook: Pipebell of the channel 1185000000000000100\n');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(server.messages()).toEqual([]);
  });

  test('writes nothing if the webhook was deleted', async () => {
    const [world, server] = [openWorld(), openDiscord()];
    world.receiver = server.send;
    world.files.set('-', server.url);
    server.removeWebhook();

    const { code, stderr } = await world.run(...discord);

    expect(code).toBe(1);
    expect(stderr).toContain('nothing was written: Discord does not accept the webhook (gone, 404)');
    expect(targetOf(world, 'team')).toBeNull();
  });

  test('writes the target with a warning if the answer is not from Discord', async () => {
    const [world, server] = [openWorld(), openDiscord()];
    world.receiver = server.send;
    world.files.set('-', server.url);
    server.trouble({ status: 404, body: '<html>' });

    const { code, stderr } = await world.run(...discord);

    expect(code).toBe(0);
    expect(stderr).toContain('warning: Discord was asked about the target and gave no usable answer (status 404)');
  });
});

describe('npx pipebell targets add for a Slack app, over HTTP', () => {
  test('checks the token with its scopes, writes the target and posts the test message', async () => {
    const slack = openSlack();
    slack.addToken('xoxb-canary-few-scopes', ['chat:write', 'chat:write.public']);
    const [aws, server] = [await openFakeAws(), await serveSlack(slack)];
    aws.allowPrivate = true;
    const add = [...ADD, '--token-stdin', '--api-url', server.apiUrl, '--test'];
    const env = { ...credentials, AWS_ENDPOINT_URL: aws.endpoint };

    const { code, stdout, stderr } = await pipebell(add, env, undefined, 'xoxb-canary-few-scopes\n');
    await server.close();
    aws.close();

    expect(stdout + stderr).not.toContain('canary');
    expect({ code, stdout: stdout.split('\n').slice(1) }).toEqual({ code: 0, stdout: ['team accepted it', ''] });
    expect(stderr).toContain(IDENTITY);
    expect(stderr).toContain('warning: the token lacks the scope channels:history: a message whose answer was lost');
    expect(slack.methods()).toEqual(['auth.test', 'chat.postMessage']);
    expect(slack.roots().map(({ text }) => text)).toEqual([expect.stringContaining('A test of Pipebell')]);
    expect([...aws.parameters.keys()]).toEqual(['/pipebell/prod/targets/team']);
  }, 30_000);
});
