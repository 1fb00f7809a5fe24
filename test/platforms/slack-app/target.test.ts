import { slackApp } from '../../../src/platforms/slack/app.ts';
import { slackAppExample } from './target.ts';

const open = (fields: object = {}, options: object = {}) =>
  slackApp.open({ ...slackAppExample.target, ...fields }, { allowPrivate: false, ...options });

const urlOf = (fields: object, options: object = {}): string =>
  open(fields, options).channel.request('{}', { id: 'd_1', now: new Date(0) }).url;

describe('slack-app target', () => {
  test.each(['C0123456789', 'G0123456789', 'D0123456789'])('takes the channel %s', (channel) => {
    expect(JSON.parse(open({ channel }).channel.render({ ...BARE }))).toMatchObject({ channel });
  });

  test.each(['#deployments', 'deployments', 'U0123456789', 'c0123456789', ''])(
    'refuses the channel %j and says what an id looks like',
    (channel) => {
      expect(() => open({ channel })).toThrow('channel: expected the id of a channel, such as C0123456789');
    },
  );

  test.each(['xoxb-1-2-x', 'xoxe.xoxb-1-x'])('takes the token of a bot: %s', (token) => {
    expect(open({ token }).platform).toBe('slack-app');
  });

  test.each(['xoxp-1-x', 'xapp-1-x', 'xoxe-1-x', 'https://hooks.slack.com/services/T/B/x'])(
    'refuses another secret of Slack: %s',
    (token) => {
      expect(() => open({ token })).toThrow('token: is not the token of a bot, which begins with xoxb-');
    },
  );

  test.each([
    [undefined, 'https://slack.com/api/chat.postMessage'],
    ['https://slack.com/api/', 'https://slack.com/api/chat.postMessage'],
    ['https://slack.com/api', 'https://slack.com/api/chat.postMessage'],
    ['https://slack-gov.com/api/', 'https://slack-gov.com/api/chat.postMessage'],
  ])('calls the Web API at %s', (apiUrl, expected) => {
    expect(urlOf(apiUrl === undefined ? {} : { apiUrl })).toBe(expected);
  });

  test.each([
    'https://hooks.slack.com/api/',
    'https://acme.slack.com/api/',
    'https://slack.com./api/',
    'https://slack.com/',
    'https://slack.com/api/../evil/',
    'https://slack.com/api/chat.postMessage',
    'https://127.0.0.1/api/',
  ])('refuses the address %s', (apiUrl) => {
    expect(() => open({ apiUrl })).toThrow('apiUrl: must be https://slack.com/api/ or https://slack-gov.com/api/');
  });

  test('calls another address only where private targets are allowed, and never with a shared secret', () => {
    const apiUrl = 'http://127.0.0.1:8080/slack/api';

    expect(urlOf({ apiUrl }, { allowPrivate: true })).toBe('http://127.0.0.1:8080/slack/api/chat.postMessage');
    expect(() => open({ apiUrl }, { allowPrivate: true, ownHostsOnly: true })).toThrow(/^apiUrl: /);
    expect(urlOf({}, { allowPrivate: true, ownHostsOnly: true })).toContain('https://slack.com/');
  });

  test('recognizes the addresses of the Web API and no others', () => {
    const recognizes = (url: string) => slackApp.recognizes(new URL(url));

    expect(['https://slack.com/api/', 'https://slack-gov.com/api/chat.update'].every(recognizes)).toBe(true);
    expect(
      ['https://slack.com/', 'https://hooks.slack.com/api/', 'https://slack.com.evil.example/api/'].some(recognizes),
    ).toBe(false);
  });
});

const BARE = {
  version: 1 as const,
  id: 'e-1',
  source: 'generic',
  moment: 'message' as const,
  severity: 'info' as const,
  time: '2026-03-04T09:15:30Z',
  commits: [],
  failures: [],
  details: [],
  links: [],
};
