import { webhook } from '../../../src/platforms/webhook.ts';
import { aNotification } from '../../support/factories.ts';
import { webhookExample } from './target.ts';

const open = (fields: Record<string, unknown>) =>
  webhook.open({ ...webhookExample.target, ...fields }, { allowPrivate: false });

/** The request of a target with these fields. */
const requestOf = (fields: Record<string, unknown>) => {
  const { channel } = open(fields);
  return channel.request(channel.render(aNotification()), { id: 'd_1', now: new Date('2026-03-04T09:15:31Z') });
};

const key = (bytes: number) => `whsec_${Buffer.alloc(bytes, 9).toString('base64')}`;

describe('webhook URL', () => {
  test.each(['https://hooks.example.com/x?y=1', 'https://hooks.example.com', 'https://müller.example/x'])(
    'takes %s',
    (url) => {
      expect(new URL(requestOf({ url }).url)).toEqual(new URL(url));
    },
  );

  test.each([
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://127.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://0177.0.0.1/x',
    'https://0/x',
    'https://①②⑦.⓪.⓪.①/x',
    'https://127。0。0。1/x',
    'https://localhost/x',
    'https://intranet/x',
    'https://[::ffff:a9fe:a9fe]/x',
    'https://[64:ff9b::a9fe:a9fe]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://hooks.example.com:22/x',
    'https://user@hooks.example.com/x',
    'https://hooks.example.com/x#y',
    'https://hooks.example.com/\tx',
    'http://hooks.example.com/x',
    'file:///etc/passwd',
    'gopher://hooks.example.com/x',
    'hooks.example.com/x',
  ])('refuses %s', (url) => {
    expect(() => open({ url })).toThrow(/^url: /);
  });
});

describe('webhook signing keys', () => {
  test.each([24, 25, 32, 64])('may hold %d bytes', (bytes) => {
    expect(requestOf({ signingKeys: [key(bytes)] }).headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}=$/);
  });

  test.each([
    key(23),
    key(65),
    'whsec_',
    key(32).slice('whsec_'.length),
    `${key(32)} `,
    key(32).replace('C', '-'),
    'x',
  ])('are refused if they are too short, too long or not base64: %s', (bad) => {
    expect(() => open({ signingKeys: [key(32), bad] })).toThrow(
      /^signingKeys\.1: must be whsec_ and 24 to 64 bytes in base64$/,
    );
  });
});

describe('webhook headers', () => {
  test.each([{ 'X-Api-Key': 'abc' }, { authorization: 'Bearer a.b-c_d=' }, { 'X-Name': 'Zoë' }, {}])(
    'may be %j',
    (headers) => {
      expect(requestOf({ headers }).headers).toMatchObject(headers);
    },
  );

  test.each([
    'Host',
    'content-length',
    'Content-Type',
    'content-encoding',
    'Transfer-Encoding',
    'CONNECTION',
    'Upgrade',
    'Expect',
    'User-Agent',
    'Proxy-Authorization',
    'webhook-id',
    'Webhook-Signature',
  ])('may not set %s', (name) => {
    expect(() => open({ headers: { [name]: 'secret' } })).toThrow(
      `headers: "${name.toLowerCase()}" cannot be set by a target`,
    );
  });

  test.each(['secret\r\nX-Other: 1', 'secret\n', 'sec\u0000ret', 'secret ', '', '秘密', 's'.repeat(5000)])(
    'are refused with the value %j, which the error does not repeat',
    (value) => {
      expect(() => open({ headers: { 'X-Token': value } })).toThrow(/^headers: the value of "X-Token" /);
      expect(() => open({ headers: { 'X-Token': value } })).not.toThrow(/secret|秘密|ssss/);
    },
  );

  test('are refused under an invalid name, which the error does not repeat', () => {
    expect(() => open({ headers: { 'Bearer secret': 'Authorization' } })).toThrow(
      /^headers: a name is not valid for a header$/,
    );
  });

  test('are refused twice under one name, and beyond twenty', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`X-${at}`, 'x']));

    expect(() => open({ headers: { 'X-A': '1', 'x-a': '2' } })).toThrow('headers: a name occurs twice');
    expect(() => open({ headers: many })).toThrow('headers: takes at most 20');
  });

  test('do not change prototypes by names such as __proto__', () => {
    const headers = JSON.parse('{"__proto__": {"x": "y"}, "constructor": "c"}');

    expect(() => open({ headers })).toThrow(/^headers/);
    expect({}).not.toHaveProperty('x');
  });
});
