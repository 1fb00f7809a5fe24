import { serversOfTest } from '../support/servers.ts';
import { openTestStudio } from './studio.ts';

const keep = serversOfTest();

const SECRETS = ['canary-url', 'canary-header', Buffer.from('canary-signing-key-of-32-bytes!!').toString('base64')];
const KEY = `whsec_${SECRETS[2]}`;
const URL_OF = 'https://example.com/canary-url';
const hook = { platform: 'webhook', url: URL_OF, signingKeys: [KEY], headers: { 'X-Token': 'canary-header' } };

/** All answers of the studio that could hold a secret. */
const allAnswers = async (studio: Awaited<ReturnType<typeof openTestStudio>>): Promise<string> => {
  const { text } = await studio.get('/api/sample', { name: 'failed' });
  await studio.post('/api/flow/publish', { text });
  const flow = await studio.listen();
  const now = await flow.until(({ deliveries }) => deliveries.some(({ target }) => target === 'mine'));
  const id = now.deliveries.find(({ target }) => target === 'mine')?.id ?? '';
  const answers = [
    now,
    await studio.get('/api/targets'),
    await studio.post('/api/explain', { text }),
    await studio.get('/api/flow/payload', { id }),
    await studio.get('/api/flow'),
  ];
  return JSON.stringify(answers);
};

const open = (options = {}) => keep(openTestStudio(options));

describe('the studio targets', () => {
  test('start as a set without secrets', async () => {
    const studio = await open();

    const set = await studio.get('/api/targets');

    expect(set).toMatchObject({ origin: 'samples', changed: false });
    expect(set.targets.map(({ problems }) => problems)).toEqual(set.targets.map(() => []));
    expect(new Set(set.targets.map(({ platform }) => platform))).toEqual(
      new Set(['slack', 'slack-app', 'teams', 'webhook']),
    );
  });

  test('never return a secret, whatever its origin', async () => {
    const raw = { ...hook, url: `${URL_OF}?stage`, extra: 'canary-url' };
    const origin = {
      origin: 'stage',
      stage: 'prod',
      targets: [
        { name: 'mine', raw: hook },
        { name: 'odd', raw },
      ],
    } as const;
    const fromStage = await open({ origin });
    const typed = await open();
    const created = await typed.refused('/api/targets/create', { name: 'mine', target: hook });

    expect(created).toMatchObject({ status: 200, answer: { name: 'mine', problems: [] } });
    const answers = [JSON.stringify(created), await allAnswers(fromStage), await allAnswers(typed)].join();
    for (const secret of [...SECRETS, URL_OF, KEY]) expect(answers).not.toContain(secret);
    expect(answers).toContain('(hidden)');
    expect([...fromStage.reports, ...typed.reports]).toEqual([]);
  });

  test('are checked by their platform, with problems that never quote values', async () => {
    const studio = await open();
    const create = (target: object) => studio.refused('/api/targets/create', { name: 'mine', target });

    const cases = [
      [{ ...hook, url: 'http://example.com/canary-url' }, 'url'],
      [{ ...hook, signingKeys: ['canary-url'] }, 'signingKeys.0'],
      [{ ...hook, headers: { Host: 'canary-header' } }, 'headers'],
      [{ ...hook, on: ['canary-url'] }, 'on.0'],
      [{ ...hook, when: { pipelines: [] } }, 'when.pipelines'],
      [{ platform: 'canary-url' }, 'platform'],
      [{ platform: 'webhook' }, 'url'],
      [{ ...hook, canary: 'canary-url' }, ''],
    ] as const;
    for (const [target, field] of cases) {
      const { status, answer } = await create(target);
      expect([status, answer.problems[0].field]).toEqual([422, field]);
      expect(JSON.stringify(answer)).not.toMatch(/canary-/);
    }
    expect((await create({ ...hook, when: { pipelines: Array(60).fill('x'.repeat(100)) } })).status).toBe(422);
    expect((await studio.get('/api/targets')).changed).toBe(false);
  });

  test('need a unique name that Parameter Store accepts', async () => {
    const studio = await open();
    const create = async (name: string) => (await studio.refused('/api/targets/create', { name, target: hook })).status;

    const both = await studio.refused('/api/targets/create', {
      name: 'a b',
      target: { ...hook, url: 'http://x', on: [] },
    });
    expect(both.answer.problems.map(({ field }: { field: string }) => field)).toEqual(['name', 'on', 'url']);
    const referring = { ...hook, url: { parameter: '/pipebell/prod/secrets/mine/url' } };
    const named = await studio.refused('/api/targets/create', { name: '', target: referring });
    expect(named.answer.problems.map(({ field }: { field: string }) => field)).toEqual(['name']);
    for (const name of ['', 'a b', 'a/b', 'x'.repeat(101), 'ä']) expect(await create(name)).toBe(422);
    expect(await create('audit')).toBe(409);
    for (const name of ['..', '__proto__', 'constructor']) expect(await create(name)).toBe(200);
    expect((await studio.get('/api/targets')).targets.map(({ name }) => name)).toContain('__proto__');
    expect((await studio.refused('/api/targets/delete', { name: 'unknown' })).status).toBe(404);
    expect((await studio.refused('/api/targets/update', { name: 'unknown', target: hook })).status).toBe(404);
  });

  test('keep the secrets that an update keeps, and change the rest', async () => {
    const studio = await open();
    await studio.post('/api/targets/create', {
      name: 'mine',
      target: { ...hook, signingKeys: [KEY, KEY.replace('Y', 'Z')] },
    });
    const update = (target: object) => studio.refused('/api/targets/update', { name: 'mine', target });

    const kept = await update({
      platform: 'webhook',
      url: { keep: true },
      signingKeys: [{ keep: 1 }],
      headers: { 'X-Token': { keep: true }, 'X-Team': 'shop' },
      on: ['message'],
    });
    expect(kept).toMatchObject({
      status: 200,
      answer: {
        problems: [],
        target: {
          url: '(hidden)',
          signingKeys: ['(hidden)'],
          headers: { 'X-Token': '(hidden)', 'X-Team': '(hidden)' },
          on: ['message'],
        },
      },
    });
    expect(
      (await update({ platform: 'webhook', url: { keep: true }, signingKeys: { keep: true } })).answer.target,
    ).toEqual({
      platform: 'webhook',
      url: '(hidden)',
      signingKeys: ['(hidden)'],
    });
    const nothing = await update({ platform: 'webhook', url: { keep: true }, headers: { 'X-Token': { keep: true } } });
    expect(nothing).toMatchObject({ status: 422, answer: { problems: [{ field: 'headers' }] } });
  });

  test('keep a field that is sent as it was shown', async () => {
    const raw = { platform: 'webhook', url: URL_OF, when: { resources: ['https://example.com/x', 'web-*'] } };
    const studio = await open({ origin: { origin: 'file', targets: [{ name: 'mine', raw }] } });
    const [{ target } = { target: {} }] = (await studio.get('/api/targets')).targets;
    const shown = target as { when: { resources: string[] } };
    expect(shown.when.resources[0]).toBe('…');

    await studio.refused('/api/targets/update', {
      name: 'mine',
      target: { ...shown, url: { keep: true }, on: ['failed'] },
    });
    const again = await studio.refused('/api/targets/update', {
      name: 'mine',
      target: { ...shown, url: { keep: true }, when: { resources: ['web-*'] } },
    });

    expect(again.answer.target.when).toEqual({ resources: ['web-*'] });
  });

  test('may refer to secrets, with visible references', async () => {
    const studio = await open();
    const url = { parameter: '/team/slack-url' };

    const view = await studio.post('/api/targets/create', { name: 'mine', target: { platform: 'slack', url } });

    expect(view).toMatchObject({ platform: 'slack', enabled: true, problems: [], target: { url } });
    const set = await studio.post('/api/targets/reset', {});
    expect(set).toMatchObject({ changed: false });
    expect(set.targets.map(({ name }) => name)).not.toContain('mine');
  });

  test('show the problems of invalid targets', async () => {
    const targets = [
      { name: 'text', raw: undefined },
      { name: 'odd', raw: { platform: 'slack', url: URL_OF } },
      { name: 'a/b', raw: hook },
    ];
    const studio = await open({ origin: { origin: 'file', targets } });

    const set = await studio.get('/api/targets');

    expect(set.targets.map(({ problems }) => problems.length)).toEqual([1, 1, 1]);
    expect(set.targets[1]?.problems[0]).toMatchObject({ field: 'url' });
    await studio.post('/api/flow/publish', { text: 'hello' });
    expect(studio.reports).toEqual([]);
  });
});
