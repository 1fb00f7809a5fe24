import { openDiscord } from '../../support/fake-discord.ts';
import { ALL_SCOPES, FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import { openSound } from '../sound-stage.ts';
import { addTarget, type World } from '../world.ts';

const TEAM = { platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL };
const SHARED = '/pipebell/prod/secrets/shared/slack';
const TOKEN = 'xoxb-canary-of-this-test';

const openStage = ({ scopes = ALL_SCOPES, limits = true } = {}) => {
  const [world, slack] = [openSound(), openSlack({ limits })];
  world.receiver = slack.send;
  const bot = slack.addToken(TOKEN, scopes).bot;
  /** A channel with or without the bot, and a target for it. */
  const add = (id: string, more: Parameters<typeof slack.addChannel>[1], target: object = {}) => {
    const channel = slack.addChannel(id, { ...more, member: false });
    if (more?.member !== false) channel.members.add(bot);
    addTarget(world, 'web', { ...TEAM, token: TOKEN, channel: id, ...target });
  };
  return { world, slack, add };
};

interface Found {
  readonly verdict: string;
  readonly message: string;
  readonly fix: string;
}

const problemsOf = async (world: World): Promise<Found[]> => {
  const { stdout, stderr } = await world.run('doctor', '--stage', 'prod', '--json');
  expect(stdout + stderr).not.toContain('canary');
  const check = JSON.parse(stdout).checks.find(({ name }: { name: string }) => name.startsWith('Slack and Discord'));
  expect(check.verdict).not.toBe('unknown');
  return check.problems;
};

const brief = (found: readonly Found[]): string[] => found.map(({ verdict, message }) => `${verdict} ${message}`);

describe('pipebell doctor, about a Slack app', () => {
  test('finds nothing for a bot with the scopes in its channel, and posts and joins nothing', async () => {
    const { world, slack, add } = openStage();
    add('C01', {}, { mention: { author: true } });

    expect(await problemsOf(world)).toEqual([]);
    expect(slack.calls.map(({ method, result }) => `${method} ${result}`)).toEqual([
      'auth.test ok',
      'conversations.history ok',
    ]);
  });

  test('reads no message', async () => {
    const { world, slack, add } = openStage();
    add('C01', {});
    await slack.send({
      url: 'https://slack.com/api/chat.postMessage',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ channel: 'C01', text: 'a message of the channel' }),
      timeoutMs: 1,
    });
    const answers: string[] = [];
    world.receiver = async (request) => {
      const reply = await slack.send(request);
      answers.push(JSON.stringify(reply));
      return reply;
    };

    expect(await problemsOf(world)).toEqual([]);
    expect(slack.channel('C01').messages).toHaveLength(1);
    expect(answers).toHaveLength(2);
    expect(answers.join()).not.toContain('a message of the channel');
  });

  test('reports a token that Slack does not accept, and where the new one belongs', async () => {
    const { world, slack } = openStage();
    addTarget(world, 'own', TEAM);
    addTarget(world, 'referring', { ...TEAM, token: { parameter: SHARED } });
    world.parameters.set(SHARED, TOKEN);
    for (const token of [FAKE_TOKEN, TOKEN]) Object.assign(slack.token(token) ?? {}, { isRevoked: true });

    const found = await problemsOf(world);

    expect(brief(found)).toEqual([
      'fault own: Slack does not accept the token (token_revoked)',
      'fault referring: Slack does not accept the token (token_revoked)',
    ]);
    expect(found[0]?.fix).toContain('run npx pipebell targets edit own --stage prod --token-prompt');
    expect(found[1]?.fix).toContain(`store it in the parameter ${SHARED}`);
  });

  test.each<[string, string, object, string[]]>([
    ['chat:write', 'thread: incident', {}, ['fault web: the token lacks the scope chat:write: nothing can be posted']],
    [
      'channels:history,groups:history',
      'thread: incident',
      {},
      ['warning web: the token lacks the scope channels:history: a message whose answer was lost may be posted twice'],
    ],
    ['channels:history,groups:history', 'thread: off', { thread: 'off' }, []],
    ['groups:history', 'thread: incident', {}, []],
    [
      'users:read.email',
      'author: true',
      { mention: { author: true } },
      ['warning web: the token lacks the scope users:read.email: no author is mentioned'],
    ],
    [
      '',
      'author: true, thread: off',
      { mention: { author: true }, thread: 'off' },
      ['warning web: with "thread": "off" no author is mentioned'],
    ],
    ['users:read.email', 'no author', { mention: { failed: ['<!here>'] } }, []],
    ['chat:write.public,channels:join', 'a member', {}, []],
  ])('without %s, for a target with %s, reports what it needs', async (lacking, _what, target, expected) => {
    const { world, add } = openStage({ scopes: ALL_SCOPES.filter((scope) => !lacking.split(',').includes(scope)) });
    add('C01', {}, target);

    const found = await problemsOf(world);

    expect(brief(found)).toEqual(expected);
    for (const { fix } of found)
      expect(fix).toMatch(/^add the scope \S+ under .+, and install the app again$|--thread incident$/);
  });

  const withInfo = [...ALL_SCOPES, 'channels:read', 'groups:read'];
  const outside = ALL_SCOPES.filter((scope) => !['chat:write.public', 'channels:join'].includes(scope));

  test.each<[string, readonly string[], object, string[]]>([
    [
      'is private and without the bot',
      ALL_SCOPES,
      { kind: 'private', member: false },
      ['fault web: there is no channel C01 that the bot may read (channel_not_found)'],
    ],
    ['is private and with the bot', ALL_SCOPES, { kind: 'private' }, []],
    [
      'is public and without the bot, which may post there',
      ALL_SCOPES,
      { member: false },
      ['warning web: the bot is not a member of the channel C01: a message whose answer was lost may be posted twice'],
    ],
    [
      'is public and without the bot, which joins it for the first message',
      ALL_SCOPES.filter((scope) => scope !== 'chat:write.public'),
      { member: false },
      [],
    ],
    [
      'is public and without the bot, which may not post there',
      outside,
      { member: false },
      ['fault web: the bot is not a member of the channel C01'],
    ],
    [
      'is public and without the bot, as conversations.info says',
      [...outside, 'channels:read'],
      { member: false },
      ['fault web: the bot is not a member of the channel C01'],
    ],
    ['is archived', withInfo, { isArchived: true }, ['fault web: the channel C01 is archived']],
    ['is private and with the bot, as conversations.info says', withInfo, { kind: 'private' }, []],
    [
      'may be private, for a token that may look at public ones only',
      ['chat:write', 'channels:join', 'channels:history', 'channels:read'],
      { kind: 'private', member: false },
      [],
    ],
    ['cannot be looked at', ['chat:write', 'channels:join'], { kind: 'private', member: false }, []],
  ])('reports what is wrong with a channel that %s', async (_what, scopes, channel, expected) => {
    const { world, slack, add } = openStage({ scopes });
    add('C01', channel, scopes.includes('channels:history') ? {} : { thread: 'off' });

    const found = await problemsOf(world);

    expect(brief(found)).toEqual(expected);
    for (const { fix } of found) expect(fix).toMatch(/“\/invite @pipebell”|--channel ID$/);
    expect(slack.methods().includes('conversations.info')).toBe(scopes.includes('channels:read'));
  });

  test('asks once for all targets of a token and a channel, and not for those that are disabled', async () => {
    const { world, slack } = openStage();
    addTarget(world, 'a', TEAM);
    addTarget(world, 'b', { ...TEAM, on: ['message'] });
    addTarget(world, 'c', { ...TEAM, token: TOKEN, enabled: false });

    expect(await problemsOf(world)).toEqual([]);
    expect(slack.methods()).toEqual(['auth.test', 'conversations.history']);
  });

  test('warns if Slack does not answer, and ends with 3', async () => {
    const { world, slack } = openStage();
    addTarget(world, 'team', TEAM);
    slack.fail('auth.test', 'unsent');
    slack.fail('auth.test', 'unsent');

    expect(brief(await problemsOf(world))).toEqual([
      'warning team: Slack was asked about the target and gave no usable answer (network)',
    ]);
    expect((await world.run('doctor', '--stage', 'prod')).code).toBe(3);
  });

  test('sends a shared token to no other host', async () => {
    const { world, slack } = openStage();
    world.parameters.set(SHARED, TOKEN);
    addTarget(world, 'team', { ...TEAM, token: { parameter: SHARED }, apiUrl: 'https://slack.example/api/' });
    addTarget(world, 'web', { ...TEAM, token: { parameter: SHARED } });

    await problemsOf(world);

    expect(slack.calls).not.toEqual([]);
    expect([...new Set(world.sent.map(({ url }) => new URL(url).host))]).toEqual(['slack.com']);
  });
});

describe('pipebell doctor, about a webhook of Discord', () => {
  test('reports one that was deleted, and posts nothing', async () => {
    const [world, server] = [openSound(), openDiscord()];
    world.receiver = server.send;
    addTarget(world, 'chat', { platform: 'discord', url: server.url });

    expect(await problemsOf(world)).toEqual([]);
    server.removeWebhook();
    const [found] = await problemsOf(world);

    expect(found).toMatchObject({
      verdict: 'fault',
      message: 'chat: Discord does not accept the webhook (gone, 404)',
      fix: expect.stringContaining('npx pipebell targets edit chat --stage prod --url-prompt'),
    });
    expect(server.messages()).toEqual([]);
  });
});
