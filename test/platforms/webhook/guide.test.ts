import { existsSync, readFileSync } from 'node:fs';
import { webhook } from '../../../src/platforms/webhook.ts';
import { aNotification } from '../../support/factories.ts';
import { webhookExample } from './target.ts';

const guide = readFileSync(new URL('../../../docs/webhook.md', import.meta.url), 'utf8');
const code = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const post = (signingKeys: string[], now = new Date()) => {
  const { channel } = webhook.open({ ...webhookExample.target, signingKeys }, { allowPrivate: false });
  const { headers, body } = channel.request(channel.render(aNotification()), { id: 'd_1', now });
  return [headers, Buffer.from(body)] as const;
};

describe('the verification in the guide', () => {
  test('accepts signed requests, also while keys are rotated', () => {
    expect(isGenuine(KEY, ...post([KEY]))).toBe(true);
    expect(isGenuine(KEY, ...post([OTHER_KEY, KEY]))).toBe(true);
  });

  test('refuses another key, another body, an old request and missing headers', () => {
    const [headers, body] = post([KEY]);

    expect(isGenuine(OTHER_KEY, headers, body)).toBe(false);
    expect(isGenuine(KEY, headers, Buffer.concat([body, Buffer.from(' ')]))).toBe(false);
    expect(isGenuine(KEY, ...post([KEY], new Date(Date.now() - 301_000)))).toBe(false);
    expect(isGenuine(KEY, {}, body)).toBe(false);
  });
});

test('the guide refers to files that exist', () => {
  for (const [, path = ''] of guide.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
    expect([path, existsSync(new URL(`../../../docs/${path}`, import.meta.url))]).toEqual([path, true]);
  }
});
