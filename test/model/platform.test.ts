import * as z from 'zod/mini';
import { ConfigError } from '../../src/model/errors.ts';
import { classifyStatus } from '../../src/model/outcome.ts';
import { definePlatform } from '../../src/model/platform.ts';
import { mentions, secret, targetFields } from '../../src/model/target.ts';
import { aNotification } from '../support/factories.ts';

const bell = definePlatform({
  name: 'bell',
  chat: false,
  timeoutMs: 1234,
  limits: [{ of: 'characters', max: 10, measure: ({ length }) => length }],
  target: z.strictObject({
    ...targetFields,
    platform: z.literal('bell'),
    url: secret(),
    tone: z.optional(z.string()),
    mention: mentions(z.string(), {}),
  }),
  fields: { url: { help: 'the URL' }, tone: { help: 'the tone', open: true }, mention: { help: 'who', open: true } },
  recognizes: ({ hostname }) => hostname === 'bell.example',
  refuses: ({ hostname }) => (hostname === 'bell.example' ? undefined : 'must be on bell.example'),
  render: ({ moment }, { tone }) => `${moment} ${tone}`,
  request: (body, { url }, { id }) => ({ url, headers: { id }, body }),
  classify: classifyStatus,
});

const target = { platform: 'bell', url: 'https://bell.example/secret', tone: 'loud' };
const open = (fields: object = {}) => bell.open({ ...target, ...fields }, { allowPrivate: false });

describe('a platform made of its parts', () => {
  test('opens a target into a channel for the target', () => {
    const { channel } = open();

    expect(channel.render(aNotification())).toBe('failed loud');
    expect(channel.request('body', { id: 'd_1', now: new Date(0) })).toEqual({
      url: target.url,
      headers: { id: 'd_1' },
      body: 'body',
      timeoutMs: 1234,
    });
    expect(channel).not.toHaveProperty('plain');
  });

  test('returns the filters without the secrets', () => {
    const { channel: _channel, ...filters } = open({ when: { pipelines: ['web-*', '!web-test'] } });

    expect(filters).toEqual({
      platform: 'bell',
      chat: false,
      folds: false,
      on: ['failed', 'fixed', 'approval'],
      levels: ['pipeline'],
      when: { pipelines: ['web-*', '!web-test'] },
      enabled: true,
    });
    expect(JSON.stringify(open())).not.toContain('secret');
  });

  test.each([
    [{ url: 'https://other.example/secret' }, 'url: must be on bell.example'],
    [{ url: 'secret' }, 'url: is not a URL'],
    [{ url: undefined }, 'url: expected string'],
    [{ url: '' }, 'url: needs at least 1 characters'],
    [{ on: ['secret'] }, /^on\.0: expected "started" or "succeeded" or /],
    [{ on: [] }, 'on: needs at least 1'],
    [{ levels: ['pipelines'] }, 'levels.0: expected "pipeline" or "stage" or "action"'],
    [{ enabled: 'secret' }, 'enabled: expected boolean'],
    [{ when: { pipelines: ['x'.repeat(257)] } }, 'when.pipelines.0: takes at most 256 characters'],
    [{ when: { pipelines: [] } }, 'when.pipelines: needs at least 1'],
    [{ when: { branch: ['secret'] } }, 'when: unknown field "branch"'],
    [{ mention: { failed: [] } }, 'mention.failed: needs at least 1'],
    [{ mention: { failed: Array.from({ length: 11 }, () => 'x') } }, 'mention.failed: takes at most 10'],
    [{ mention: { shattered: ['x'] } }, 'mention'],
    [{ tone: 5, url: 7 }, 'url: expected string; tone: expected string'],
    [{ ton: 'secret' }, 'unknown field "ton"'],
    [{ 'https://bell.example/secret': 'url' }, 'unknown field "…"'],
  ])('refuses %j with a message that names the field and not the value', (fields, problem) => {
    expect(() => open(fields)).toThrow(ConfigError);
    expect(() => open(fields)).toThrow(problem);
    expect(() => open(fields)).not.toThrow(/secret/);
  });
});

describe('a target that may be sent to the hosts of its platform only', () => {
  const openShared = (url: string) => bell.open({ ...target, url }, { allowPrivate: true, ownHostsOnly: true });

  test('is opened with an address that the platform recognizes', () => {
    expect(openShared('https://bell.example/secret').platform).toBe('bell');
  });

  test.each(['http://bell.example/secret', 'https://bell.example:8443/secret', 'https://10.0.0.1/secret'])(
    'is refused with another address, though private addresses are allowed: %s',
    (url) => {
      expect(bell.open({ ...target, url }, { allowPrivate: true }).platform).toBe('bell');
      expect(() => openShared(url)).toThrow(/^url: must/);
    },
  );
});

describe('a platform without a URL of the target', () => {
  const pager = (host: string, receipt: string) =>
    definePlatform({
      name: 'pager',
      chat: false,
      timeoutMs: 1000,
      limits: [{ of: 'characters', max: 10, measure: ({ length }) => length }],
      target: z.strictObject({ ...targetFields, platform: z.literal('pager'), token: secret() }),
      fields: { token: { help: 'the token' } },
      address: () => `https://${host}/v2`,
      recognizes: () => false,
      refuses: ({ hostname }) => (hostname === 'api.pager.example' ? undefined : 'must be the API of pager'),
      render: ({ moment }) => moment,
      request: (body, { token }) => ({
        method: 'PUT',
        url: `https://${host}/v2/events`,
        headers: { token },
        body,
        sign: { service: 'execute-api', region: 'eu-west-1' },
      }),
      classify: ({ status }) => ({ kind: 'delivered', status, receipt }),
    });
  const secretTarget = { platform: 'pager', token: 'secret' };
  const openAt = (host: string, receipt = 'r1') => pager(host, receipt).open(secretTarget, { allowPrivate: false });

  test('sends to its own address, by its own method and signed if it asks for that', () => {
    expect(openAt('api.pager.example').channel.request('body', { id: 'd_1', now: new Date(0) })).toEqual({
      method: 'PUT',
      url: 'https://api.pager.example/v2/events',
      headers: { token: 'secret' },
      body: 'body',
      sign: { service: 'execute-api', region: 'eu-west-1' },
      timeoutMs: 1000,
    });
  });

  test.each(['127.0.0.1', 'user@api.pager.example', 'other.example'])(
    'checks the address when it is opened: %s',
    (host) => {
      expect(() => openAt(host)).toThrow(/^address: must/);
    },
  );

  test('takes no shared secret if it recognizes no address as its own', () => {
    const openShared = () =>
      pager('api.pager.example', 'r1').open(secretTarget, { allowPrivate: false, ownHostsOnly: true });

    expect(openShared).toThrow(new ConfigError(['address: must be on a host of pager']));
  });

  test('keeps a receipt of at most 1,024 bytes', () => {
    const classify = (receipt: string) =>
      openAt('api.pager.example', receipt).channel.classify({ status: 200, body: '' });

    expect(classify('ä'.repeat(512))).toEqual({ kind: 'delivered', status: 200, receipt: 'ä'.repeat(512) });
    expect(classify('ä'.repeat(513))).toEqual({ kind: 'delivered', status: 200 });
  });
});
