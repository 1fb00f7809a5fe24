import net from 'node:net';
import { openInbox } from '../../src/local/inbox.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const post = (url: string, headers: Record<string, string> = {}) => fetch(url, { method: 'POST', headers, body: '{}' });

describe('the inbox on this machine', () => {
  test('records a request with its target', async () => {
    const inbox = await keep(openInbox());

    expect((await post(inbox.urlOf('team a/b'))).status).toBe(200);
    expect(inbox.arrivals).toMatchObject([{ target: 'team a/b', body: '{}' }]);
  });

  test('finds the target of a request with parameters, and of one that changes a message', async () => {
    const inbox = await keep(openInbox());
    const url = inbox.urlOf('team a');

    await post(`${url}?wait=true`);
    await fetch(`${url}/messages/1?thread_id=2`, { method: 'PATCH', body: '{}' });

    expect(inbox.arrivals.map(({ target }) => target)).toEqual(['team a', 'team a']);
  });

  test('refuses requests of browsers and malformed paths', async () => {
    const inbox = await keep(openInbox());
    const url = inbox.urlOf('mine');

    const answers = await Promise.all([
      post(url, { origin: 'https://evil.example.com' }),
      fetch(url),
      post(url.replace(/mine$/, '%')),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('continues after an aborted request', async () => {
    const inbox = await keep(openInbox());
    const { port, pathname } = new URL(inbox.urlOf('mine'));
    await new Promise<void>((resolve) => {
      const socket = net.connect(Number(port), '127.0.0.1', () => {
        socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });

    expect((await post(inbox.urlOf('mine'))).status).toBe(200);
    expect(inbox.arrivals).toHaveLength(1);
  });
});
