import type { FlowSnapshot, FlowState } from '../../src/studio/flow-api.ts';
import { serversOfTest } from '../support/servers.ts';
import { deliveryTo, openTestStudio } from './studio.ts';

const keep = serversOfTest();

const open = async (options = {}) => {
  const studio = await keep(openTestStudio(options));
  const flow = await studio.listen();
  const publish = async (name: string): Promise<string> => {
    const { text, subject, transition } = await studio.get('/api/sample', { name });
    return (await studio.post('/api/flow/publish', { text, subject, transition })).id;
  };
  const reaches = (target: string, state: FlowState) =>
    flow.until((now) => deliveryTo(now, target)?.state === state).then((now) => deliveryTo(now, target));
  return { studio, flow, publish, reaches };
};

const eventOf = (flow: FlowSnapshot, id: string) => flow.events.find((event) => event.id === id);

describe('the flow', () => {
  test('shows an event and its deliveries', async () => {
    const { flow, publish, reaches } = await open();

    const id = await publish('failed');
    const delivery = await reaches('team-shop', 'delivered');

    expect(delivery).toMatchObject({ event: id, platform: 'slack', attempt: 1, status: 200, severity: 'failure' });
    expect(delivery?.steps.map(({ kind }) => kind)).toEqual(['queued', 'sending', 'delivered']);
    const now = await flow.until(({ totals }) => totals.delivered === 4);
    expect(eventOf(now, id)).toMatchObject({
      state: 'routed',
      source: 'codepipeline',
      targets: ['audit', 'operations', 'shop-releases', 'team-shop'],
    });
    expect(now).toMatchObject({ nextAt: null, totals: { published: 1, attempts: 4, rejected: 0 } });
  });

  test('pauses a target that answers 429, and delivers after the wait is skipped', async () => {
    const { studio, flow, publish, reaches } = await open();
    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'busy' });

    await publish('failed');
    const waiting = await reaches('team-shop', 'waiting');
    expect(waiting).toMatchObject({ reason: 'throttled', status: 429, attempt: 1 });
    expect(waiting?.reasonText).toBe('the receiver is too busy');
    const before = await flow.until(({ nextAt }) => nextAt === waiting?.until);
    expect(Date.parse(waiting?.until ?? '') - Date.parse(before.now)).toBeGreaterThan(25_000);
    expect(before.targets.find(({ name }) => name === 'team-shop')).toMatchObject({ mode: 'busy', requests: 1 });
    const { pausedUntil = '' } = before.targets.find(({ name }) => name === 'team-shop') ?? {};
    expect(Date.parse(pausedUntil) - Date.parse(before.now)).toBeGreaterThan(25_000);

    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'ok' });
    const { now } = await studio.post('/api/flow/skip', {});
    expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(waiting?.until ?? ''));

    const done = await reaches('team-shop', 'delivered');
    expect(done).toMatchObject({ attempt: 2, steps: [{}, {}, { kind: 'retry' }, { kind: 'sending' }, {}] });
    expect(done).not.toHaveProperty('until');
    const after = await flow.until(({ nextAt }) => nextAt === null);
    expect(after.skippedMs).toBeGreaterThan(25_000);
    expect(after.targets.find(({ name }) => name === 'team-shop')).not.toHaveProperty('pausedUntil');
  });

  test('skips ten hours of attempts, and gives the delivery up', async () => {
    const { studio, flow, publish, reaches } = await open();
    await studio.post('/api/flow/mode', { target: 'audit', mode: 'broken' });
    await publish('failed');
    const waiting = await reaches('audit', 'waiting');

    await studio.post('/api/flow/skip', { hours: 1 });
    const later = await flow.until((now) => (deliveryTo(now, 'audit')?.attempt ?? 0) > 10);
    expect(Date.parse(later.now) - Date.parse(waiting?.steps[0]?.at ?? '')).toBeLessThan(3_700_000);
    await studio.post('/api/flow/skip', { hours: 10 });

    const dead = await reaches('audit', 'dead');
    expect(dead?.attempt).toBeGreaterThan(100);
    expect(dead?.steps[0]).toMatchObject({ kind: 'queued', text: 'Put on the queue.' });
    expect(dead?.steps.at(-1)?.text).toMatch(/^Status 500: .*\. The delivery is a dead letter\.$/);
  });

  test('writes a dead letter for a channel that is gone, and delivers it after a redrive', async () => {
    const { studio, flow, publish, reaches } = await open();
    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'gone' });

    await publish('failed');
    const dead = await reaches('team-shop', 'dead');
    const { deadLetters } = await flow.until((now) => now.deadLetters.length === 1);
    expect(dead).toMatchObject({ reason: 'gone', status: 410 });
    expect(deadLetters).toMatchObject([
      { delivery: dead?.id, reason: 'gone', target: 'team-shop', attempts: 1, lastStatus: 410, kind: 'delivery' },
    ]);

    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'ok' });
    expect(await studio.post('/api/flow/redrive', { id: deadLetters[0]?.id ?? '' })).toEqual({ sent: 1 });
    const done = await reaches('team-shop', 'delivered');

    expect(done).toMatchObject({ id: dead?.id, attempt: 1 });
    expect(done?.steps.map(({ kind }) => kind)).toContain('redriven');
    expect((await flow.until((now) => now.deadLetters.length === 0)).totals).toMatchObject({
      rejected: 1,
      delivered: 4,
    });
  });

  test('redrives one dead letter without the others, then all', async () => {
    const { studio, flow, publish } = await open();
    for (const target of ['team-shop', 'audit']) await studio.post('/api/flow/mode', { target, mode: 'gone' });
    await publish('failed');
    const { deadLetters } = await flow.until((now) => now.deadLetters.length === 2);

    await studio.post('/api/flow/redrive', { id: deadLetters[0]?.id ?? '' });
    const back = await flow.until((now) => now.deadLetters.length === 2 && now.totals.rejected === 3);
    expect(back.deadLetters.map(({ id }) => id)).toContain(deadLetters[1]?.id);

    for (const target of ['team-shop', 'audit']) await studio.post('/api/flow/mode', { target, mode: 'ok' });
    expect(await studio.post('/api/flow/redrive', {})).toEqual({ sent: 2 });
    await flow.until((now) => now.totals.delivered === 4 && now.deadLetters.length === 0);
  });

  test.each(['targets', 'queue'] as const)(
    'keeps an event unrouted while AWS fails (%s), and routes it afterwards',
    async (fault) => {
      const { studio, flow, publish } = await open();
      await studio.post('/api/flow/fault', { fault, on: true });

      const id = await publish('failed');
      const down = await flow.until((now) => (eventOf(now, id)?.attempts ?? 0) >= 2);
      expect(eventOf(down, id)).toMatchObject({ state: 'unrouted', targets: [] });
      expect(eventOf(down, id)?.problem).toMatch(/ServiceUnavailable/);
      expect(down.deliveries).toEqual([]);
      expect(down.nextAt).toBe(eventOf(down, id)?.until);

      expect(await studio.post('/api/flow/fault', { fault, on: false })).toContainEqual({ fault, on: false });
      await studio.post('/api/flow/skip', {});
      const up = await flow.until((now) => eventOf(now, id)?.state === 'routed' && now.totals.delivered === 4);
      expect(eventOf(up, id)).not.toHaveProperty('until');
      expect(up.deliveries.every(({ event }) => event === id)).toBe(true);
    },
  );

  test('delivers without the ledger', async () => {
    const { studio, publish, reaches } = await open();
    await studio.post('/api/flow/fault', { fault: 'ledger', on: true });

    await publish('failed');

    expect((await reaches('team-shop', 'delivered'))?.steps.map(({ kind }) => kind)).toContain('sending');
  });

  test('derives the transition of a sample from the seeded history', async () => {
    const { flow, publish } = await open();

    const ids = [await publish('fixed'), await publish('still-failing')];
    const now = await flow.until(
      ({ events }) => events.length === 2 && events.every(({ state }) => state === 'routed'),
    );

    expect(ids.map((id) => eventOf(now, id)?.headline)).toEqual(['shop-prod is fixed', 'shop-prod is still failing']);
    expect(eventOf(now, ids[0] ?? '')?.targets).toContain('team-shop');
  });

  test('skips a duplicate event', async () => {
    const { studio, flow } = await open();
    const { text } = await studio.get('/api/sample', { name: 'failed' });

    await studio.post('/api/flow/publish', { text });
    await flow.until(({ totals }) => totals.delivered === 4);
    await studio.post('/api/flow/publish', { text });
    const now = await flow.until(({ totals }) => totals.skipped === 4);

    expect(now.deliveries.filter(({ state }) => state === 'skipped').map(({ reason }) => reason)).toEqual(
      Array(4).fill('duplicate'),
    );
    expect(now.events.map(({ state }) => state)).toEqual(['routed', 'routed']);
  });

  test('delivers to other targets while one receiver does not answer', async () => {
    // The failure and the approval are in different lanes.
    const answers: (() => void)[] = [];
    const posted = JSON.stringify({ ok: true, channel: 'C0123456789', ts: '1772615730.000100' });
    const send = ({ url }: { url: string }) =>
      url.includes('audit')
        ? new Promise<{ kind: 'retry'; reason: 'timeout' }>((resolve) => {
            answers.push(() => resolve({ kind: 'retry', reason: 'timeout' }));
          })
        : Promise.resolve({ status: 200, body: url.includes('releases') ? posted : 'ok' });
    const { flow, publish, reaches } = await open({ send });

    await publish('failed');
    await reaches('audit', 'sending');
    await publish('approval');
    await flow.until(({ totals }) => totals.delivered === 6);
    for (const answer of answers) answer();

    expect(await reaches('audit', 'waiting')).toMatchObject({ reason: 'timeout' });
    const { targets } = await flow.until((now) => now.targets.some(({ pausedUntil }) => pausedUntil));
    expect(targets.filter(({ pausedUntil }) => pausedUntil).map(({ name }) => name)).toEqual(['audit']);
  });

  test('shows the lanes and the pace of a target', async () => {
    const { studio, flow, publish, reaches } = await open();
    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'busy' });
    await publish('failed');
    await reaches('team-shop', 'waiting');

    const { targets } = await flow.until(
      (now) =>
        now.targets.some(({ paceSeconds }) => paceSeconds) &&
        now.targets.some(({ name, lanes }) => name === 'audit' && lanes.main === 0),
    );

    const [busy, other] = ['team-shop', 'audit'].map((name) => targets.find((target) => target.name === name));
    expect(busy).toMatchObject({ lanes: { main: 1, approval: 0, aside: 0 }, paceSeconds: 1.05 });
    expect(other).toMatchObject({ lanes: { main: 0, approval: 0, aside: 0 } });
    expect(other).not.toHaveProperty('paceSeconds');
  });

  test('shows a summary of a backlog, and which deliveries it told', async () => {
    const { studio, flow, publish, reaches } = await open();
    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'busy' });
    for (let count = 0; count < 11; count++) await publish('failed');
    await reaches('team-shop', 'waiting');
    await studio.post('/api/flow/mode', { target: 'team-shop', mode: 'ok' });
    await studio.post('/api/flow/skip', {});

    const isSummary = ({ headline }: { headline: string }) => /more alerts/.test(headline);
    const now = await flow.until(({ deliveries }) =>
      deliveries.some((delivery) => isSummary(delivery) && delivery.state === 'delivered'),
    );

    const [summary] = now.deliveries.filter(isSummary);
    expect(summary).toMatchObject({ target: 'team-shop', headline: expect.stringMatching(/^\d+ more alerts.*failed/) });
    const told = now.deliveries.filter(({ steps }) => steps.at(-1)?.text === 'Delivered as part of a summary.');
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(new Set(told.map(({ target, state }) => `${target} ${state}`))).toEqual(new Set(['team-shop delivered']));
  });

  test('shows the document of a delivery', async () => {
    const { studio, publish, reaches } = await open();
    await publish('failed');
    const { id = '' } = (await reaches('audit', 'delivered')) ?? {};

    const { payload, platform } = await studio.get('/api/flow/payload', { id });

    expect(platform).toBe('webhook');
    expect(payload).toMatchObject({ type: 'codepipeline.pipeline.failed', data: { pipeline: { name: 'shop-prod' } } });
  });

  test('delivers to a target from its creation to its deletion', async () => {
    const { studio, flow, publish, reaches } = await open();
    const target = { platform: 'webhook', url: 'https://example.com/hook' };

    await studio.post('/api/targets/create', { name: 'new', target });
    await publish('failed');
    expect(await reaches('new', 'delivered')).toMatchObject({ platform: 'webhook' });
    await studio.post('/api/targets/delete', { name: 'new' });
    const id = await publish('failed');

    const now = await flow.until((each) => eventOf(each, id)?.state === 'routed');
    expect(eventOf(now, id)?.targets).not.toContain('new');
    expect(now.targets.map(({ name }) => name)).not.toContain('new');
  });

  test('clears the flow at a reset and sends a new snapshot to every page', async () => {
    const { studio, flow, publish } = await open();
    await studio.post('/api/flow/mode', { target: 'audit', mode: 'gone' });
    await studio.post('/api/flow/fault', { fault: 'ledger', on: true });
    await publish('failed');
    await flow.until((now) => now.deadLetters.length === 1);

    const empty = await studio.post('/api/flow/reset', {});
    const seen = await flow.until(({ events }) => events.length === 0);

    for (const now of [empty, seen]) {
      expect(now).toMatchObject({ deliveries: [], deadLetters: [], totals: { published: 0, delivered: 0 } });
      expect(now.targets.map(({ mode }) => mode)).toEqual(Array(5).fill('ok'));
      expect(now.faults.map(({ on }) => on)).toEqual([false, false, false]);
    }
  });

  test('keeps the newest 500 deliveries and reports the dropped ones', async () => {
    const { studio, flow } = await open();
    const target = { platform: 'webhook', url: 'https://example.com/hook', on: ['message'] };
    for (let count = 0; count < 9; count += 1) await studio.post('/api/targets/create', { name: `t${count}`, target });

    for (let count = 0; count < 52; count += 1) await studio.post('/api/flow/publish', { text: `message ${count}` });
    const now = await flow.until(({ totals }) => totals.delivered === 520);

    expect(now.deliveries).toHaveLength(500);
    expect((await studio.get('/api/flow')).deliveries.map(({ id }) => id)).toEqual(now.deliveries.map(({ id }) => id));
  });
});
