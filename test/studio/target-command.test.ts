import { execFileSync } from 'node:child_process';
import { addTarget, openWorld, targetOf } from '../cli/world.ts';
import { serversOfTest } from '../support/servers.ts';
import { openTestStudio } from './studio.ts';

const keep = serversOfTest();

const KEY = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`;
const URL_OF = 'https://hooks.slack.com/services/T0/B0/canary';

/** The words of a command, as a shell splits it. */
const wordsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `npx() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(1, -1);

/** The command and the JSON of a target that is created in a studio, and whose changes start from `before`. */
const portableOf = async (target: Record<string, unknown>, before?: Record<string, unknown>) => {
  const origin = before && { origin: 'stage' as const, stage: 'prod', targets: [{ name: 'mine', raw: before }] };
  const studio = await keep(openTestStudio(origin ? { origin } : {}));
  const { status, answer } = await studio.refused(`/api/targets/${before ? 'update' : 'create'}`, {
    name: 'mine',
    target,
  });
  expect({ status, problems: answer.problems }).toEqual({ status: 200, problems: [] });
  return answer.portable;
};

const run = async (command: string, before?: Record<string, unknown>) => {
  const world = openWorld();
  world.answer = 'y';
  world.answers = [URL_OF];
  if (before) addTarget(world, 'mine', before);
  const [, ...words] = ['pipebell', ...wordsOf(command)];
  const { code, stderr } = await world.run(...words, ...(before ? [] : ['--no-test']), '--no-platform-check');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return targetOf(world, 'mine');
};

describe('a target as a command', () => {
  test.each<[string, Record<string, unknown>]>([
    ['with the defaults', { platform: 'slack', url: URL_OF }],
    [
      'with every filter and mention',
      {
        platform: 'slack',
        url: URL_OF,
        on: ['failed', 'fixed'],
        levels: ['pipeline', 'stage'],
        when: { pipelines: ['web-*', '!web-test', "o'brien $HOME"], regions: ['eu-*'] },
        mention: { failed: ['<!here>', '<@U024BE7LH>'], approval: ['<!subteam^S0614TZR7>'] },
        summary: false,
      },
    ],
    [
      'on Teams, with a person and a header by reference',
      {
        platform: 'teams',
        url: { parameter: '/pipebell/prod/secrets/mine/url' },
        headers: { 'X-Token': { secret: 'pipebell/prod/mine/token', key: 'value' } },
        mention: { failed: [{ id: 'jo@example.com', name: "Jo O'Hara" }] },
      },
    ],
    [
      'of a Slack app, with the author',
      {
        platform: 'slack-app',
        token: { secret: 'pipebell/prod/mine/token' },
        channel: 'C0123456789',
        thread: 'run',
        mention: { author: true },
      },
    ],
    [
      'of a webhook, with a form',
      {
        platform: 'webhook',
        url: { parameter: '/pipebell/prod/secrets/mine/url' },
        signingKeys: [{ parameter: '/pipebell/prod/secrets/mine/key' }],
        format: 'cloudevents',
      },
    ],
  ])('%s adds exactly this target', async (_, target) => {
    const { command, notes } = await portableOf(target);

    expect(command).not.toContain('canary');
    expect(notes).toEqual([]);
    expect(await run(command)).toEqual({ on: ['failed', 'fixed', 'approval'], ...target });
  });

  test('changes the target of the stage, and leaves out what is the same', async () => {
    const before = {
      platform: 'slack',
      url: URL_OF,
      on: ['failed'],
      when: { pipelines: ['web-*'], regions: ['eu-*'] },
      mention: { failed: ['<!here>'], fixed: ['<!here>'] },
    };
    const after = { ...before, on: ['failed', 'fixed'], when: { pipelines: ['api-*'] }, mention: before.mention };

    const { command } = await portableOf({ ...after, url: { keep: true } }, before);

    expect(command).toBe(
      "npx pipebell targets edit mine --stage prod --on failed,fixed --clear when --when-pipelines 'api-*'",
    );
    expect(await run(command, before)).toEqual(after);
    expect((await portableOf({ ...before, url: { keep: true } }, before)).command).toBeUndefined();
  });

  test('asks for a new secret of a target of the stage, and removes fields', async () => {
    const before = { platform: 'slack', url: `${URL_OF}-old`, levels: ['stage'], mention: { failed: ['<!here>'] } };

    const { command } = await portableOf({ platform: 'slack', url: URL_OF }, before);

    expect(command).toBe('npx pipebell targets edit mine --stage prod --url-prompt --clear levels --clear mention');
    expect(await run(command, before)).toEqual({ platform: 'slack', url: URL_OF });
  });

  test('switches a target off by a second command', async () => {
    const { command } = await portableOf({ platform: 'slack', url: URL_OF, enabled: false });

    expect(command).toMatch(/^npx pipebell targets add mine .* && npx pipebell targets disable mine --stage prod$/);
  });

  test('says what the command cannot hold', async () => {
    const { command, notes } = await portableOf({
      platform: 'webhook',
      url: 'https://example.com/canary',
      signingKeys: [KEY, KEY],
      headers: { 'X-Token': 'canary' },
      when: { resources: ['a,b'] },
    });

    expect(command).toContain('--url-prompt --signing-key-prompt --header X-Token=/pipebell/prod/secrets/mine/x-token');
    expect(notes.join('\n')).toMatch(/comma[\s\S]*one signing-key of 2[\s\S]*header X-Token[\s\S]*\/x-token first/);
    expect(command + notes.join()).not.toMatch(/canary|whsec_/);
  });
});

describe('a target as JSON', () => {
  test('has a reference in place of each secret, and is valid', async () => {
    const { json, parameters } = await portableOf({
      platform: 'webhook',
      url: 'https://example.com/canary',
      signingKeys: [KEY, { parameter: '/pipebell/prod/secrets/mine/second' }],
      headers: { 'X-Token': 'canary' },
      on: ['failed'],
    });

    expect(json).toEqual({
      platform: 'webhook',
      url: { parameter: '/pipebell/prod/secrets/mine/url' },
      signingKeys: [
        { parameter: '/pipebell/prod/secrets/mine/signing-keys' },
        { parameter: '/pipebell/prod/secrets/mine/second' },
      ],
      headers: { 'X-Token': { parameter: '/pipebell/prod/secrets/mine/x-token' } },
      on: ['failed'],
    });
    expect(parameters).toEqual(['url', 'signing-keys', 'x-token'].map((name) => `/pipebell/prod/secrets/mine/${name}`));
    expect((await portableOf(json)).json).toEqual(json);
  });
});
