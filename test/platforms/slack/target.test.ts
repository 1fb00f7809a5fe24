import { slack } from '../../../src/platforms/slack.ts';
import { aNotification } from '../../support/factories.ts';
import { slackExample } from './target.ts';

const open = (fields: Record<string, unknown>) =>
  slack.open({ ...slackExample.target, ...fields }, { allowPrivate: false });

describe('slack target', () => {
  test.each([
    'https://hooks.slack.com/services/T1/B1/x',
    'https://hooks.slack.com/T1/B1/x',
    'https://hooks.slack.com:443/services/T1/B1/x',
    'https://HOOKS.slack.com/services/T1/B1/x',
    'https://hooks.slack-gov.com/services/T1/B1/x',
  ])('takes %s', (url) => {
    expect(open({ url }).platform).toBe('slack');
    expect(slack.recognizes(new URL(url))).toBe(true);
  });

  test.each([
    'https://slack.com/services/T1/B1/x',
    'https://hooks.slack.com.evil.example/x',
    'https://evil-hooks.slack.com/x',
    'https://hooks.slack.com./x',
    'https://hooks.slack.com@evil.example/x',
  ])('refuses %s', (url) => {
    expect(() => open({ url })).toThrow(/^url: must /);
    expect(slack.recognizes(new URL(url))).toBe(false);
  });

  test.each(['workflows', 'triggers'])('refuses a /%s/ URL with the advice to create an incoming webhook', (kind) => {
    expect(() => open({ url: `https://hooks.slack.com/${kind}/T1/1/x` })).toThrow('create an incoming webhook');
  });

  test.each(['<@U0123456789>', '<@W0123456789>', '<!subteam^S0123456789>', '<!here>', '<!channel>'])(
    'takes the mention %s',
    (mention) => {
      expect(open({ mention: { failed: [mention] } }).channel.render(aNotification())).toContain(mention);
    },
  );

  test.each(['@here', '<!everyone>', '<@u123>', '<@U123|ada>', '<https://x|y>', '<!here> <!here>', ''])(
    'refuses the mention %j and lists the valid forms',
    (mention) => {
      expect(() => open({ mention: { failed: [mention] } })).toThrow('mention.failed.0: expected <@U…>');
    },
  );
});
