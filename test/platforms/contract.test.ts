import fc from 'fast-check';
import { ConfigError } from '../../src/model/errors.ts';
import { MOMENTS, type Notification, SEVERITIES } from '../../src/model/notification.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { targetFields } from '../../src/model/target.ts';
import { loadPlatforms } from '../../src/platforms/index.ts';
import { drawFor } from '../../src/targets/draw.ts';
import { maskTarget } from '../../src/targets/mask.ts';
import { allFields, fieldsOf, isOpenField } from '../../src/targets/target-fields.ts';
import { redact } from '../../src/text/redact.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';
import { exampleOf } from './example.ts';

const open = { allowPrivate: false };
const sending = { id: 'd_abcdefghijklmnopqrstuvwxyz', now: new Date('2026-03-04T09:15:31.789Z') };

/** What each status must lead to, whatever the platform. */
const STATUSES: [kind: Outcome['kind'], reason: string, statuses: number[]][] = [
  ['retry', 'throttled', [429]],
  ['retry', 'unavailable', [408, 425, 500, 501, 502, 503, 504, 507, 520, 529, 599, 100, 103, 199, 600, 999, 0]],
  ['rejected', 'unauthorized', [401, 403]],
  ['rejected', 'gone', [404, 410]],
  ['rejected', 'redirect', [300, 301, 302, 303, 304, 307, 308, 399]],
  ['rejected', 'payload', [400, 402, 405, 406, 409, 411, 413, 414, 415, 422, 431, 451, 499]],
];

const HOSTILE_BODIES = [
  '',
  'null',
  '{',
  '{"error":',
  '{"error":null}',
  '{"error":"constructor"}',
  '{"__proto__":{"code":"constructor"},"constructor":{"prototype":1}}',
  '__proto__',
  'constructor',
  '[[[[[[',
  '<!doctype html><title>Welcome to the hotel</title>',
  '\u0000\ud83d'.repeat(100),
  'a'.repeat(16 * 1024),
  '{"code":'.repeat(2048),
];

const platforms = await loadPlatforms();

describe.each(platforms.map((platform) => [platform.name, platform] as const))('the %s platform', (name, platform) => {
  const channel = async () => platform.open((await exampleOf(name)).target, open).channel;
  /** The field that holds the address of the requests; `undefined` if the platform has one address. */
  const addressField = async () =>
    (await exampleOf(name)).addressField ?? ('url' in platform.fields ? 'url' : undefined);

  test('classifies a 2xx with its own reply as delivered', async () => {
    const { accepted } = await exampleOf(name);

    for (const status of [200, 201, 202, 204, 299]) {
      expect((await channel()).classify({ status, body: accepted })).toEqual({ kind: 'delivered', status });
    }
  });

  test('classifies a 2xx without a body as delivered, because a retry would post twice', async () => {
    expect((await channel()).classify({ status: 200, body: '' }).kind).toBe('delivered');
  });

  test.each(STATUSES)('classifies as %s (%s) each of %j', async (kind, reason, statuses) => {
    for (const status of statuses) {
      expect((await channel()).classify({ status, body: 'whatever' })).toMatchObject({ kind, reason, status });
    }
  });

  test('waits as long as a throttling receiver asks', async () => {
    expect((await channel()).classify({ status: 429, body: '', retryAfterSeconds: 120 })).toMatchObject({
      kind: 'retry',
      reason: 'throttled',
      afterSeconds: 120,
    });
    expect((await channel()).classify({ status: 503, body: '', retryAfterSeconds: 7 })).toMatchObject({
      afterSeconds: 7,
    });
    expect((await channel()).classify({ status: 429, body: '' })).not.toHaveProperty('afterSeconds');
  });

  test('classifies any reply without throwing and without quoting it', async () => {
    const { classify } = await channel();

    for (const body of HOSTILE_BODIES) {
      for (const status of [0, 200, 202, 302, 400, 404, 429, 500, 600]) classify({ status, body });
    }
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 1000 }), fc.string({ unit: 'binary' }), (status, text) => {
        const outcome = JSON.stringify(classify({ status, body: `${text}canary"code":"canary"` }));
        expect(outcome).not.toContain('canary');
      }),
    );
  });

  test('refuses an invalid target with a message that names the field and no secret', async () => {
    const { target, invalid } = await exampleOf(name);

    for (const fields of invalid) {
      const opening = () => platform.open({ ...target, ...fields }, open);
      expect(opening).toThrow(ConfigError);
      expect(opening).toThrow(new RegExp(`^${Object.keys(fields)[0]}`));
      expect(opening).not.toThrow(/canary/i);
    }
  });

  test('names an unknown field', async () => {
    const { target } = await exampleOf(name);

    expect(() => platform.open({ ...target, enbaled: true }, open)).toThrow('unknown field "enbaled"');
  });

  test('describes exactly the fields that its schema adds to those of every target', async () => {
    expect(Object.keys({ ...targetFields, ...platform.fields }).sort()).toEqual(
      Object.keys(platform.target.shape).sort(),
    );
    for (const { help } of Object.values(platform.fields)) expect(help).toMatch(/^[a-z].*[^.]$/);
  });

  test('takes a shared secret only in a secret field and only at an address of its own', async () => {
    const { target } = await exampleOf(name);
    const shared = Object.values(platform.fields).filter((field) => field.shared);
    const opening = (fields: object) => () =>
      platform.open({ ...target, ...fields }, { allowPrivate: true, ownHostsOnly: true });

    expect(shared.filter((field) => field.open)).toEqual([]);
    if (shared.length > 0) expect(opening({})().platform).toBe(name);
    else expect(opening({})).toThrow(ConfigError);
    const field = await addressField();
    if (field) expect(opening({ [field]: 'https://receiver.example.com/' })).toThrow(ConfigError);
  });

  test('shares the kind of a field with the other platforms that have it', () => {
    for (const field of fieldsOf(platform)) {
      const { kind, many, open: isOpen } = allFields().find((each) => each.name === field.name) ?? {};
      expect(field).toMatchObject({ kind, many });
      expect(field.open).toBe(isOpen);
    }
  });

  test('shows a target without its secrets', async () => {
    const { target } = await exampleOf(name);
    const masked = await maskTarget(target);

    for (const field of Object.keys(target)) {
      if (isOpenField(name, field)) expect(masked).toHaveProperty(field, target[field]);
      else expect(JSON.stringify(masked)).not.toContain(JSON.stringify(target[field]));
    }
    expect(JSON.stringify(target)).toMatch(/canary/i);
  });

  test('hides the URL of its target in any text', async () => {
    const { target, expectedUrl } = await exampleOf(name);
    const url = expectedUrl ?? String(target.url);

    if ('url' in platform.fields) expect(new URL(url).pathname + new URL(url).search).toMatch(/canary/i);
    expect(redact(`could not post to ${url}`).replace(new URL(url).host, '')).not.toMatch(/canary/i);
  });

  test('draws a preview without a configured target', async () => {
    expect(await drawFor(name, aNotification(), sending.now)).toContain('storefront');
  });

  test('is quiet by default: failures, fixes and approvals of whole pipelines', async () => {
    const { on, levels, enabled } = platform.open((await exampleOf(name)).target, open);

    expect({ on, levels, enabled }).toEqual({
      on: ['failed', 'fixed', 'approval'],
      levels: ['pipeline'],
      enabled: true,
    });
  });

  test('sends to a private receiver only if that is allowed', async () => {
    const { target, expectedUrl } = await exampleOf(name);
    const field = await addressField();
    const moved = field ? { ...target, [field]: 'http://127.0.0.1:8080/inbox' } : target;
    const { channel } = platform.open(moved, { allowPrivate: true });
    const { hostname } = new URL(channel.request(channel.render(aNotification()), sending).url);

    if (field) expect(() => platform.open(moved, open)).toThrow(ConfigError);
    expect(hostname).toBe(field ? '127.0.0.1' : new URL(expectedUrl ?? '').hostname);
  });

  test('recognizes no loopback address', () => {
    expect(platform.recognizes(new URL('http://127.0.0.1:8080/'))).toBe(false);
    expect(platform.recognizes(new URL('http://localhost/'))).toBe(false);
  });

  test('names the content type, the sender and a deadline of at most 25 seconds', async () => {
    const { json } = await exampleOf(name);
    const { render, request } = await channel();
    const { headers, timeoutMs } = request(render(aNotification()), sending);

    const type =
      json === false ? /^\w+\/[\w.+-]+(; charset=utf-8)?$/ : /^application\/(?:[\w.]+\+)?json; charset=utf-8$/;
    expect(headers['Content-Type']).toMatch(type);
    expect(headers['User-Agent']).toBe('Pipebell');
    expect(timeoutMs).toBeGreaterThanOrEqual(1000);
    expect(timeoutMs).toBeLessThanOrEqual(25_000);
  });

  test('sends to the address of the target', async () => {
    const { target, expectedUrl } = await exampleOf(name);
    const { render, request } = await channel();
    const { url } = request(render(aNotification()), sending);
    const [sent, address] = [new URL(url), new URL(expectedUrl ?? String(target.url))];

    expect(sent.origin).toBe(address.origin);
    expect(`${sent.pathname}/`.startsWith(`${address.pathname}/`)).toBe(true);
    if (expectedUrl) expect(url).toBe(expectedUrl);
  });

  test('draws every moment at every severity', async () => {
    const { render, plain, request } = await channel();

    for (const moment of MOMENTS) {
      for (const severity of SEVERITIES) {
        const notification = aNotification({ moment, severity });
        expect(request(render(notification), sending).body).toContain('storefront');
        if (plain) expect(plain(notification)).toContain('storefront');
      }
    }
  });

  test('has limits, and draws every notification within them', async () => {
    const { render, plain } = await channel();

    expect(platform.limits.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        for (const body of [render(notification), plain?.(notification) ?? render(notification)]) {
          for (const { of, max, measure } of platform.limits) {
            expect(of).toMatch(/^[a-z ]+$/);
            expect(measure(body)).toBeLessThanOrEqual(max);
          }
        }
      }),
    );
  });

  test('draws a notification with only the required fields', async () => {
    const { render, plain } = await channel();
    const bare: Notification = {
      version: 1,
      id: '',
      source: '',
      moment: 'message',
      severity: 'info',
      time: 'no time',
      commits: [],
      failures: [],
      details: [],
      links: [],
    };

    for (const body of [render(bare), plain?.(bare) ?? '{}']) expect(JSON.parse(body)).toEqual(expect.any(Object));
  });

  test('draws any notification as well-formed text, and the same text each time', async () => {
    const { json } = await exampleOf(name);
    const { render, plain, request } = await channel();

    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const body = render(notification);
        const plainBody = plain?.(notification) ?? body;
        for (const text of [body, plainBody, request(body, sending).body, request(plainBody, sending).body]) {
          if (json !== false) expect(typeof JSON.parse(text)).toBe('object');
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(/\\ud[89a-f]/i);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
        }
        expect(render(structuredClone(notification))).toBe(body);
      }),
    );
  });
});
