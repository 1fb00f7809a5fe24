import { CANARY, serversOfTest } from '../support/servers.ts';
import { openTestStudio, request } from './studio.ts';

const keep = serversOfTest();
const json = { 'content-type': 'application/json' };

const open = async () => {
  const studio = await keep(openTestStudio());
  const { port } = studio;
  const host = `127.0.0.1:${port}`;
  const post = (headers: Record<string, string>, { path = '/api/flow/reset', body = '{}' as string | Buffer } = {}) =>
    request(port, { method: 'POST', path, body, headers: { host, ...json, ...headers } });
  const get = (headers: Record<string, string>, path = '/') => request(port, { path, headers: { host, ...headers } });
  return { studio, port, host, post, get };
};

describe('the studio server', () => {
  test('serves the page with a policy that allows its own server only', async () => {
    const { get } = await open();

    const [page, script, query] = await Promise.all([get({}), get({}, '/page.js'), get({}, '/?from=terminal')]);

    expect([page.status, script.status, query.status]).toEqual([200, 200, 200]);
    expect(page.text).toContain('stub');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    for (const { headers } of [page, script]) {
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('sends the security headers with answers, errors and streams', async () => {
    const { studio, get, post } = await open();
    const stream = await studio.listen();

    const answers = [
      await get({}, '/api/catalogue'),
      await get({}, '/nowhere'),
      await post({}),
      await post({}, { body: '' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 400]);
    for (const { headers } of answers) expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(stream.response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  test('refuses a foreign Host, against DNS rebinding', async () => {
    const { port, get, post } = await open();
    const foreign = ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `0.0.0.0:${port}`];

    for (const host of [...foreign, `127.0.0.1.evil.example:${port}`, `localhost.:${port}`, `LOCALHOST:${port}`]) {
      expect((await get({ host })).status).toBe(421);
      expect((await get({ host }, '/api/targets')).status).toBe(421);
      expect((await post({ host })).status).toBe(421);
    }
    expect((await get({ host: `localhost:${port}` }, '/api/targets')).status).toBe(200);
  });

  test('refuses requests of other origins', async () => {
    const { port, host, get, post } = await open();

    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${port + 1}`,
      `https://${host}`,
      `http://localhost:${port}`,
      '',
    ]) {
      expect((await post({ origin })).status).toBe(403);
      expect((await get({ origin }, '/api/targets')).status).toBe(403);
    }
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await post({ 'sec-fetch-site': site })).status).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await get({ 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' }, '/api/targets')).status).toBe(403);
      expect((await get({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' }, '/page.js')).status).toBe(403);
      expect((await get({ 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' }, '/api/flow/events')).status).toBe(403);
    }
    expect((await get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await get({ 'sec-fetch-site': 'none' }, '/api/targets')).status).toBe(200);
    expect((await post({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('accepts POST requests with JSON only', async () => {
    const { post } = await open();

    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
      'text/json',
    ]) {
      expect((await post({ 'content-type': type })).status).toBe(415);
    }
    expect((await post({ 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
  });

  test('answers 405 with the allowed methods', async () => {
    const { port, host, get } = await open();
    const by = (method: string, path: string) => request(port, { method, path, headers: { host, ...json } });

    const wrong = [
      await get({}, '/api/flow/reset'),
      await by('POST', '/api/targets'),
      await by('PUT', '/api/targets/create'),
      await by('OPTIONS', '/api/targets/create'),
      await by('DELETE', '/'),
      await by('POST', '/api/flow/events'),
      await by('HEAD', '/api/flow/events'),
    ];

    expect(wrong.map(({ status, headers }) => [status, headers.allow])).toEqual([
      [405, 'POST'],
      [405, 'GET'],
      [405, 'POST'],
      [405, 'POST'],
      [405, 'GET, HEAD'],
      [405, 'GET'],
      [405, 'GET'],
    ]);
    expect(await by('HEAD', '/')).toMatchObject({ status: 200, text: '' });
  });

  test('serves the files of the page only', async () => {
    const { get } = await open();
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '//etc/passwd',
      '/page.js/',
      '/src/studio/api.ts',
    ];

    for (const path of [
      ...paths,
      '/page/main.tsx',
      '/constructor',
      '/__proto__',
      '/api/',
      '/api/flow/',
      'http://evil.example/',
    ]) {
      const { status, text } = await get({}, path);
      expect([status, text]).toEqual([404, '{"error":"There is nothing here."}']);
    }
  });

  test('refuses a body that is too large, with and without a content length', async () => {
    const { post, studio } = await open();
    const large = JSON.stringify({ text: 'x'.repeat(800_000) });

    expect((await post({}, { path: '/api/preview', body: large })).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await post(chunked, { path: '/api/preview', body: large })).status).toBe(413);
    for (const path of ['/api/preview', '/api/explain', '/api/flow/publish']) {
      expect((await studio.refused(path, { text: 'ä'.repeat(131_073) })).status).toBe(413);
      expect((await studio.refused(path, { text: 'ä'.repeat(131_072) })).status).toBe(200);
      expect((await studio.refused(path, { text: ' \n' })).status).toBe(422);
    }
  });

  test('refuses a malformed body without quoting it', async () => {
    const { post } = await open();
    const bodies = [
      `{"text":"${CANARY}`,
      CANARY,
      '',
      '[]',
      'null',
      `"${CANARY}"`,
      `{"text":1,"${CANARY}":2}`,
      '{"text":"x","subject":[]}',
    ];

    for (const path of [
      '/api/preview',
      '/api/targets/create',
      '/api/flow/mode',
      '/api/flow/fault',
      '/api/flow/publish',
    ]) {
      for (const body of [...bodies, Buffer.from([0x22, 0xff, 0x22])]) {
        const { status, text } = await post({}, { path, body });
        expect(status).toBe(400);
        expect(JSON.parse(text).error).toEqual(expect.any(String));
        expect(text).not.toMatch(/SyntaxError|token|"x"/);
        if (!String(body).includes(`,"${CANARY}"`)) expect(text).not.toContain(CANARY);
      }
    }
  });

  test('refuses a target that is nested thousands of levels deep as invalid JSON', async () => {
    const { post, studio } = await open();
    const nested = (levels: number): string =>
      `{"name":"deep","target":{"platform":"slack","url":${'['.repeat(levels)}${']'.repeat(levels)}}}`;

    for (const path of ['/api/targets/create', '/api/targets/update', '/api/preview']) {
      const { status, text } = await post({}, { path, body: nested(90_000) });
      expect([status, text]).toEqual([400, '{"error":"The request is not valid JSON, or is nested too deeply."}']);
    }
    expect((await post({}, { path: '/api/targets/create', body: nested(100) })).status).toBe(422);
    expect(studio.reports).toEqual([]);
  });

  test('listens on 127.0.0.1', async () => {
    const { studio } = await open();

    expect(studio.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(studio.reports).toEqual([]);
  });

  test('tries the next ports, and fails if none is free', async () => {
    const { port } = await open();

    const next = await keep(openTestStudio({ port, spare: 20 }));

    expect(next.port).toBeGreaterThan(port);
    await expect(openTestStudio({ port, spare: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('shows a thrown error as an internal error, without its message', async () => {
    const send = () => Promise.reject(new Error(CANARY));
    const studio = await keep(openTestStudio({ send }));
    const flow = await studio.listen();

    await studio.post('/api/flow/publish', { text: 'hello' });
    const { deliveries } = await flow.until((now) => now.deadLetters.length === 1);

    expect(deliveries[0]).toMatchObject({ state: 'dead', reason: 'internal' });
    expect(JSON.stringify(deliveries)).not.toContain(CANARY);
  });
});
