import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignedSend } from '../../src/lambda/signed-send.ts';
import { createSend } from '../../src/net/http.ts';
import { signAsAws } from '../support/aws-signer.ts';
import { CANARY, serversOfTest } from '../support/servers.ts';

const NOW = new Date('2026-03-04T09:15:30Z');
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: CANARY, sessionToken: 'token' };

const keep = serversOfTest();

/** A receiver that keeps the headers of every request. */
const openReceiver = async () => {
  const received: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    received.push(request.headers);
    request.resume();
    request.on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/in/box?a=1`, close: async () => void server.close() };
};

const send = createSignedSend(
  createSend({ allowPrivate: true }),
  () => CREDENTIALS,
  () => NOW,
);

const request = (url: string) => ({
  url,
  headers: { 'Content-Type': 'application/json', 'User-Agent': 'Pipebell' },
  body: '{"text":"hello"}',
  timeoutMs: 2000,
});

describe('a request that asks for a signature', () => {
  test("arrives with the signature of AWS's own signer, and never with the key", async () => {
    const receiver = await keep(openReceiver());
    const sign = { service: 'lambda', region: 'eu-central-1' };

    expect(await send({ ...request(receiver.url), sign })).toMatchObject({ status: 200 });

    const [headers] = receiver.received;
    const { body } = request('');
    const signed = { url: new URL(receiver.url), ...sign, headers: { 'content-type': 'application/json' }, body };
    expect(headers).toMatchObject(await signAsAws(signed, CREDENTIALS, NOW));
    expect(headers?.['user-agent']).toBe('Pipebell');
    expect(JSON.stringify(headers)).not.toContain(CANARY);
  });

  test("is signed without the target's own Authorization header", async () => {
    const receiver = await keep(openReceiver());
    const sign = { service: 'lambda', region: 'eu-central-1' };
    const { headers, ...rest } = request(receiver.url);

    await send({ ...rest, headers: { ...headers, Authorization: 'Bearer own' }, sign });

    const { body } = rest;
    const signed = { url: new URL(receiver.url), ...sign, headers: { 'content-type': 'application/json' }, body };
    expect(receiver.received[0]).toMatchObject(await signAsAws(signed, CREDENTIALS, NOW));
  });

  test('is not sent to a URL that cannot be parsed', async () => {
    const sign = { service: 'lambda', region: 'eu-central-1' };

    expect(await send({ ...request('nowhere'), sign })).toMatchObject({ kind: 'rejected', reason: 'blocked' });
  });
});

test('a request that asks for no signature is sent unchanged', async () => {
  const receiver = await keep(openReceiver());

  await send(request(receiver.url));

  expect(receiver.received[0]).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Pipebell' });
  expect(receiver.received[0]).not.toHaveProperty('authorization');
});
