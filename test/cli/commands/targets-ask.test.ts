import { fieldProblem } from '../../../src/cli/commands/targets/field-problem.ts';
import { mentioned } from '../../../src/cli/commands/targets/fields.ts';
import {
  DEFAULT_CHOICES,
  occasionChoices,
  wordsOfChoices,
} from '../../../src/cli/commands/targets/occasion-choices.ts';
import { guideOf, secretSteps } from '../../../src/cli/platform-guides.ts';
import { OCCASIONS } from '../../../src/model/notification.ts';
import { openFilters } from '../../../src/model/target.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { openWorld, targetOf } from '../world.ts';

const DISCORD = 'https://discord.com/api/webhooks/1185000000000000009/canary';
const TEAMS = 'https://prod-01.westeurope.logic.azure.com/workflows/canary/triggers/manual/paths/invoke';
const ROLE = '<@&1185000000000000007>';
const ADD = ['targets', 'add', 'team', '--stage', 'prod'];

describe('the question what notifies', () => {
  test('has every word of "on" in exactly one line', () => {
    const words = wordsOfChoices(occasionChoices.map(({ value }) => value));

    expect(words.toSorted()).toEqual(OCCASIONS.toSorted());
  });

  test('starts with the default of "on"', () => {
    expect(wordsOfChoices(DEFAULT_CHOICES)).toEqual(openFilters({ platform: 'slack' }).on);
    expect(occasionChoices.map(({ value }) => value)).toEqual(expect.arrayContaining([...DEFAULT_CHOICES]));
  });
});

describe('the guide of a platform', () => {
  test.each(platformNames)('has a label, and says where the URL or the token of %s comes from', (platform) => {
    const { label, hint } = guideOf(platform);

    expect([label, hint]).not.toContain('');
    expect(label).not.toBe(platform);
    expect(secretSteps(platform, 'prod').length).toBeGreaterThan(0);
  });

  test.each(platformNames.filter((name) => guideOf(name).mention))('has valid mentions for %s', (platform) => {
    const { choices = [], example = '' } = guideOf(platform).mention ?? {};
    const mentions = [...choices.map(({ value }) => value), ...example.split(', ')].map(mentioned);

    expect(fieldProblem('mention', { failed: mentions }, { platform, allowPrivate: false })).toBeUndefined();
    expect(fieldProblem('mention', { failed: ['nobody'] }, { platform, allowPrivate: false })).toMatch(/^expected /);
  });
});

describe('the questions of targets add', () => {
  const openDiscord = (...answers: string[]) => {
    const world = openWorld();
    world.answer = '';
    world.answers = ['discord', DISCORD, 'failed approved,rejected,expired approval', '', ...answers];
    world.reply = {
      status: 200,
      body: JSON.stringify({ id: '1185000000000000009', channel_id: '1185000000000000001' }),
    };
    return world;
  };

  test('mention roles by id, and choose a conversation', async () => {
    const world = openDiscord('by id', 'ops', `${ROLE}, @here`, '@everyone', 'off', 'no');

    const { code } = await world.run(...ADD);

    expect(code).toBe(0);
    expect(world.refusals).toEqual(['Not valid: expected <@&id> for a role, <@id>, @here or @everyone']);
    expect(targetOf(world, 'team')).toEqual({
      platform: 'discord',
      url: DISCORD,
      on: ['failed', 'approved', 'rejected', 'expired', 'approval'],
      mention: { failed: [ROLE, '@here'], approval: ['@everyone'] },
      thread: 'off',
    });
  });

  test('mention people of Teams by name and id', async () => {
    const world = openWorld();
    world.answer = '';
    world.answers = [
      'teams',
      TEAMS,
      'fixed failed',
      '',
      'by id',
      'Jo',
      'Jo Okafor <jo@example.com>, Ann <ann@example.com>',
      'no',
    ];

    const { code } = await world.run(...ADD);

    expect(code).toBe(0);
    expect(world.refusals).toEqual(['Not valid: expected a name and an id, Name <id>']);
    expect(targetOf(world, 'team')).toMatchObject({
      mention: {
        failed: [
          { id: 'jo@example.com', name: 'Jo Okafor' },
          { id: 'ann@example.com', name: 'Ann' },
        ],
      },
    });
  });

  test('are asked again after an answer that is not valid, and never quote it', async () => {
    const world = openWorld();
    world.answer = '';
    world.answers = ['slack', '', 'https://canary.example/hook', 'https://hooks.slack.com/services/T0/B0/canary'];
    world.answers.push('failed', 'x'.repeat(257), 'web-*', '', 'no');

    const { code, stderr } = await world.run(...ADD);

    expect(code).toBe(0);
    expect(world.refusals).toEqual([
      'Paste the URL of the webhook, or press Ctrl-C to stop',
      expect.stringMatching(/^Not valid: it must be an incoming webhook of Slack/),
      'Not valid: takes at most 256 characters',
    ]);
    expect(stderr + world.refusals.join()).not.toContain('canary');
    expect(targetOf(world, 'team')).toMatchObject({ on: ['failed'], when: { pipelines: ['web-*'] } });
  });

  test.each(Array.from({ length: 9 }, (_, at) => at))('write nothing after Ctrl-C at question %i', async (at) => {
    const world = openDiscord('by id', ROLE, '', '', 'no');
    world.answers.splice(at, 1, '^C');

    const { code, stderr } = await world.run(...ADD);

    expect(code).toBe(130);
    expect(stderr).toMatch(/cancelled: nothing was changed\n$/);
    expect(world.questions).toHaveLength(at + 1);
    expect(world.parameters.size).toBe(0);
  });
});

describe('targets add --from', () => {
  const TARGET = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary', on: ['fixed'] };

  const withFile = (content: unknown) => {
    const world = openWorld();
    world.files.set('targets.json', JSON.stringify(content));
    return world;
  };

  test.each([
    ['the entry with its name', { other: { platform: 'teams' }, team: TARGET }],
    ['the whole file', TARGET],
  ])('takes %s', async (_, content) => {
    const world = withFile(content);

    const { code } = await world.run(...ADD, '--from', 'targets.json');

    expect(code).toBe(0);
    expect(targetOf(world, 'team')).toEqual(TARGET);
  });

  test('replaces fields by options, and asks only for what is missing', async () => {
    const world = withFile({ team: { platform: 'slack', on: ['fixed'] } });
    world.answer = '';
    world.answers = [TARGET.url, 'no'];

    const { code } = await world.run(...ADD, '--from', 'targets.json', '--on', 'failed');

    expect(code).toBe(0);
    expect(world.questions).toEqual(['The URL of the webhook (hidden)', 'Send a test message once it is added?']);
    expect(targetOf(world, 'team')).toEqual({ ...TARGET, on: ['failed'] });
  });

  test.each([
    [{ other: TARGET }, 1, '--from: the file has no target team; it has other'],
    [[], 1, '--from: the file must be a JSON object'],
    [{ team: { ...TARGET, colour: 'red' } }, 1, 'nothing was written: unknown field "colour"'],
    [{ team: { platform: 'slack' } }, 2, 'not a terminal: pass --url-stdin'],
  ])('refuses %j', async (content, expected, words) => {
    const world = withFile(content);

    const { code, stderr } = await world.run(...ADD, '--from', 'targets.json');

    expect(code).toBe(expected);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(world.parameters.size).toBe(0);
  });

  test('names a file that cannot be read', async () => {
    const { code, stderr } = await openWorld().run(...ADD, '--from', 'none.json');

    expect({ code, stderr }).toEqual({ code: 1, stderr: '--from: the file cannot be read (ENOENT)\n' });
  });
});

describe('targets add --mention', () => {
  test('names the form for a platform that needs a name and an id', async () => {
    const world = openWorld();
    world.files.set('-', TEAMS);

    const { code, stderr } = await world.run(...ADD, '--platform', 'teams', '--url-stdin', '--mention', 'failed=jo');

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'nothing was written: mention.failed.0: expected a name and an id, --mention "failed=Name <id>"\n',
    });
  });
});
