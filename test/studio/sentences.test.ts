import type { Verdict } from '../../src/studio/api.ts';
import { sentenceOf } from '../../src/studio/page/routing/sentence.ts';
import { verdictSentence } from '../../src/studio/page/routing/verdict-words.ts';
import { platformView } from '../../src/studio/schema.ts';
import { findPlatform } from '../../src/targets/target-fields.ts';

const sentence = (platform: string, values: Record<string, unknown> = {}): string => {
  const found = findPlatform(platform);
  if (!found) throw new Error(`There is no platform ${platform}.`);
  return sentenceOf(platformView(found), values);
};

describe('the sentence about a target', () => {
  test('names the defaults', () => {
    expect(sentence('slack')).toBe(
      'Sends failures, fixes and approval requests of all pipelines and other sources to Slack.',
    );
    expect(sentence('discord')).toMatch(/ to Discord, with one message for each incident\.$/);
    expect(sentence('webhook')).toMatch(/ to a webhook\.$/);
  });

  test('names filters, mentions and levels', () => {
    const values = {
      on: ['failed', 'broken', 'fixed'],
      levels: ['pipeline', 'stage'],
      when: { pipelines: ['web-*', 'api-*', '!web-test'], regions: ['eu-central-1'] },
      mention: { failed: ['<!here>', '<@U024BE7LH>'], approval: ['<!subteam^S0614TZR7>'] },
    };

    expect(sentence('slack', values)).toBe(
      'Sends failures and fixes of pipelines web-* or api-*, but not web-test in Region eu-central-1, for runs and ' +
        'stages to Slack; mentions @here and a person for a first failure and a group for an approval request.',
    );
  });

  test('names people of Teams, and the author of a commit', () => {
    const mention = { fixed: [{ id: 'jo@example.com', name: 'Jo Okafor' }] };
    expect(sentence('teams', { mention })).toMatch(/; mentions Jo Okafor for a fix\.$/);
    expect(sentence('slack-app', { thread: 'run', mention: { author: true } })).toMatch(
      / to Slack, with one message for each run; mentions the author of the commit\.$/,
    );
  });

  test('says that a target sends nothing, or is off', () => {
    expect(sentence('slack', { on: [] })).toBe('Sends nothing: choose what to notify on.');
    expect(sentence('slack', { enabled: false })).toMatch(/^Is off\. When it is on, it sends failures, /);
  });
});

describe('the sentence about a verdict', () => {
  const verdict = (more: Partial<Verdict>): Verdict => ({
    target: 'team-web',
    gets: false,
    words: '',
    problems: [],
    ...more,
  });
  const chosen = ['failed', 'fixed'];

  test.each([
    [{ filter: 'enabled' }, 'Does not get the event: the target is off.'],
    [
      { filter: 'on', wants: chosen, has: 'approval' },
      'Does not get the event: it notifies on Failed, Fixed only, and this is Approval needed.',
    ],
    [
      { filter: 'levels', wants: ['pipeline'], has: 'stage' },
      'Does not get the event: it takes Whole run only, and this is Stages.',
    ],
    [
      { filter: 'when.pipelines', wants: ['web-*'], has: 'shop-prod' },
      'Does not get the event: it is only for web-*, and this is shop-prod.',
    ],
    [
      { filter: 'when.stages', wants: ['Deploy'] },
      'Does not get the event: it is only for Deploy, and this has no stage.',
    ],
    [{ filter: 'invalid' }, 'The target is not valid, so that it gets nothing.'],
    [{ gets: true }, 'Gets the event: it notifies on Failed.'],
  ])('explains %j', (more, words) => {
    expect(verdictSentence(verdict(more), chosen, ['failed', 'broken'])).toBe(words);
  });
});
