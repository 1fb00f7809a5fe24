import { lookupWith } from '../../src/net/egress.ts';
import { exchange } from '../../src/net/exchange.ts';
import { createSend } from '../../src/net/http.ts';
import { createResolver } from '../../src/net/resolve.ts';
import { openDnsServer, type Zone } from '../support/dns-server.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { answerText, openRawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** Deadline of each lookup: much longer than anything else in these tests takes. */
const DEADLINE_MS = 3000;

/** Four names whose DNS server never answers, and whatever else is given. */
const open = async (zones: Readonly<Record<string, Zone>> = {}, allowPrivate = true) => {
  const names = [1, 2, 3, 4].map((nth) => `dead${nth}.test`);
  const dns = await keep(
    openDnsServer({ ...Object.fromEntries(names.map((name) => [name, 'silent' as const])), ...zones }),
  );
  const receiver = await keep(openRawServer((socket) => socket.write(answerText('200 OK', 'ok'))));
  const resolve = createResolver({ servers: [dns.address], deadlineMs: DEADLINE_MS });
  const send = createSend({ allowPrivate, lookup: lookupWith(resolve, allowPrivate) });
  const order: string[] = [];
  const post = async (name: string) => {
    const protocol = allowPrivate ? 'http' : 'https';
    const outcome = await send({
      url: `${protocol}://${name}:${receiver.port}/`,
      headers: {},
      body: '{}',
      timeoutMs: 10_000,
    });
    order.push(name);
    return outcome;
  };
  return { names, dns, receiver, send, order, post };
};

describe('names whose DNS server does not answer', () => {
  test('do not delay a delivery to another name, and end with a retry', async () => {
    const { names, dns, order, post } = await open({ 'good.test': { a: ['127.0.0.1'] } });
    const dead = names.map(post);
    await dns.asked(8);

    const good = await post('good.test');

    expect(good).toEqual({ status: 200, body: 'ok' });
    expect(order).toEqual(['good.test']);
    expect(await Promise.all(dead)).toEqual(Array(4).fill({ kind: 'retry', reason: 'network', detail: 'ETIMEOUT' }));
    expect(order).toHaveLength(5);
  });

  test("do not delay the system's lookups, which the calls to AWS use", async () => {
    const { names, dns, receiver, order, post } = await open();
    const dead = names.map(post);
    await dns.asked(8);

    const answer = await exchange({
      url: new URL(`http://localhost:${receiver.port}/`),
      headers: {},
      body: '{}',
      timeoutMs: 2000,
      maxBytes: 100,
    });

    expect(answer.status).toBe(200);
    expect(order).toEqual([]);
    await Promise.all(dead);
    expect(order).toHaveLength(4);
  });

  test('leave the alerts of the other targets of a batch on time', async () => {
    const { names, send } = await open({ 'good.test': { a: ['127.0.0.1'] } });
    const bench = await keep(openHttpRelay({ send }));
    for (const name of names) bench.addTarget(name, { platform: 'webhook', url: `http://${name}:8443/` });
    bench.addTarget('good', { platform: 'webhook', url: bench.inbox.urlOf('good').replace('127.0.0.1', 'good.test') });

    await bench.publish(anEvent());
    await bench.relay.drain();

    const [first, ...others] = bench.reports.delivered;
    expect(first).toMatchObject({ delivery: { target: 'good' }, outcome: { kind: 'delivered' } });
    expect(others.map(({ outcome }) => outcome)).toEqual(
      Array(4).fill({ kind: 'retry', reason: 'network', detail: 'ETIMEOUT' }),
    );
  });
});

describe('a name with several addresses', () => {
  test('is reached at the second one if the first one refuses', async () => {
    const { receiver, post } = await open({ 'several.test': { a: ['127.0.0.9', '127.0.0.1'] } });

    expect(await post('several.test')).toEqual({ status: 200, body: 'ok' });
    expect(receiver.connections).toBe(1);
  });

  test('is reached over IPv4 if it has an IPv6 address that cannot be reached', async () => {
    const { post } = await open({ 'both.test': { a: ['127.0.0.1'], aaaa: ['2001:db8::1'] } });

    expect(await post('both.test')).toEqual({ status: 200, body: 'ok' });
  });
});

describe('a private address in an answer of DNS', () => {
  test.each<[string, Zone]>([
    ['of IPv4', { a: ['127.0.0.1'] }],
    ['of IPv6', { aaaa: ['::1'] }],
    ['behind a public one', { a: ['8.8.8.8', '127.0.0.1'] }],
    ['of the other family', { a: ['8.8.8.8'], aaaa: ['fd00:ec2::254'] }],
    ['without an answer for the other family', { a: ['127.0.0.1'], aaaa: 'silent' }],
  ])('(%s) gets no connection', async (_, zone) => {
    const { dns, receiver, post } = await open({ 'rebound.test': zone }, false);

    expect(await post('rebound.test')).toMatchObject({ kind: 'rejected', reason: 'blocked' });
    expect(receiver.connections).toBe(0);
    expect(dns.questions).toContain('rebound.test A');
  });
});
