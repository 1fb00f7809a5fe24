import type { FlowSnapshot } from '../../src/studio/flow-api.ts';
import { serversOfTest } from '../support/servers.ts';
import { deliveryTo, openTestStudio } from './studio.ts';

const keep = serversOfTest();

const open = async () => {
  const studio = await keep(openTestStudio());
  const flow = await studio.listen();
  const publish = async (name: string): Promise<FlowSnapshot> => {
    const { text, transition } = await studio.get('/api/sample', { name });
    const { id } = await studio.post('/api/flow/publish', { text, transition });
    return flow.until(({ deliveries }) => {
      const own = deliveries.filter(({ event }) => event === id);
      return own.length > 0 && own.every(({ state }) => !['queued', 'sending'].includes(state));
    });
  };
  return { studio, flow, publish };
};

describe('the channels of the flow', () => {
  test('show one message that changes, and the replies in its thread', async () => {
    const { studio, flow, publish } = await open();

    const first = await publish('failed');
    expect(first.threads).toMatchObject([
      {
        target: 'shop-releases',
        platform: 'slack-app',
        root: { updates: 0, text: expect.stringMatching(/shop-prod failed/) },
        replies: [],
      },
    ]);
    await publish('still-failing');
    await publish('fixed');

    const { threads } = await flow.until((now) => now.threads[0]?.root.updates === 2);
    expect(threads).toHaveLength(1);
    expect(threads[0]).toMatchObject({
      root: { id: first.threads[0]?.root.id, text: expect.stringMatching(/🟢 shop-prod is fixed/) },
      replies: [
        { broadcast: false, updates: 0, text: expect.stringMatching(/still failing/) },
        { broadcast: true, updates: 0, text: expect.stringMatching(/is fixed/) },
      ],
      hidden: 0,
    });
    const steps = deliveryTo(await studio.get('/api/flow'), 'shop-releases')?.steps.at(-1);
    expect(steps?.text).toBe('Accepted with status 200: reply, message updated.');
  });

  test('keep the order of samples that are published within a second', async () => {
    const { studio } = await open();

    const samples = await Promise.all([1, 2, 3].map(() => studio.get('/api/sample', { name: 'failed' })));

    const times = samples.map(({ text }) => Date.parse(JSON.parse(text).time)).toSorted((a, b) => a - b);
    expect(new Set(times).size).toBe(3);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeLessThan(5000);
  });

  test('give the document of a message as it is now', async () => {
    const { studio, publish } = await open();
    const { threads } = await publish('failed');
    const { id = '' } = threads[0]?.root ?? {};

    const before = await studio.get('/api/flow/message', { target: 'shop-releases', id });
    await publish('still-failing');
    const after = await studio.get('/api/flow/message', { target: 'shop-releases', id });

    expect(before).toMatchObject({ platform: 'slack-app', payload: { text: expect.stringMatching(/failed/) } });
    expect(after).toMatchObject({ payload: { ts: id, text: expect.stringMatching(/still failing/) } });
    expect(await studio.get('/api/flow/message', { target: 'shop-releases', id: '1.2' })).toMatchObject({
      error: 'The message no longer exists.',
    });
    expect(await studio.get('/api/flow/message', { target: 'audit', id })).toMatchObject({
      error: 'The message no longer exists.',
    });
  });

  test('leave at each delivery what it posted, or changed if it posted nothing', async () => {
    const { studio, publish } = await open();
    const target = { platform: 'slack-app', token: 'xoxb-canary', channel: 'C0000000001', on: ['failed'] };
    await studio.post('/api/targets/create', { name: 'failures', target });
    const payloads = async (name: string) => {
      const now = await publish(name);
      const of = (to: string) => studio.get('/api/flow/payload', { id: deliveryTo(now, to)?.id ?? '' });
      return { all: (await of('shop-releases')).payload, failures: (await of('failures')).payload };
    };

    const failed = await payloads('failed');
    const { threads } = await studio.get('/api/flow');
    const fixed = await payloads('fixed');

    const [ts, other] = ['shop-releases', 'failures'].map(
      (name) => threads.find(({ target: of }) => of === name)?.root.id,
    );
    expect(failed.all).not.toHaveProperty('thread_ts');
    expect(fixed.all).toMatchObject({ thread_ts: ts, reply_broadcast: true });
    expect(fixed.failures).toMatchObject({ ts: other, text: expect.stringMatching(/fixed/) });
    expect(JSON.stringify([failed, fixed])).not.toContain('xoxb-');
  });

  test('of a platform refuse in its own words: a channel that is gone becomes a dead letter', async () => {
    const { studio, flow, publish } = await open();
    await studio.post('/api/flow/mode', { target: 'shop-releases', mode: 'gone' });

    await publish('failed');

    const { deadLetters, threads } = await flow.until((now) => now.deadLetters.length === 1);
    expect(deadLetters).toMatchObject([{ target: 'shop-releases', reason: 'gone' }]);
    expect(threads).toEqual([]);
  });

  test('belong to Discord too, where replies stand in the channel', async () => {
    const { studio, flow, publish } = await open();
    const url = 'https://discord.com/api/webhooks/1185000000000000001/canary';
    await studio.post('/api/targets/create', { name: 'guild', target: { platform: 'discord', url } });

    await publish('failed');
    await publish('still-failing');

    const { threads } = await flow.until((now) => now.threads.filter(({ target }) => target === 'guild').length === 2);
    const messages = threads
      .filter(({ target }) => target === 'guild')
      .map(({ root, replies }) => [root.updates, replies]);
    expect(messages).toEqual(
      expect.arrayContaining([
        [1, []],
        [0, []],
      ]),
    );
    expect(JSON.stringify(threads)).not.toContain('canary');
  });

  test('are empty after a reset', async () => {
    const { studio, publish } = await open();
    expect((await publish('failed')).threads).toHaveLength(1);

    expect((await studio.post('/api/flow/reset', {})).threads).toEqual([]);
  });
});
