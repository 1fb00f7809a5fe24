import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { answerText, openRawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** Jest's modules have a copy of the environment, which TLS does not read. So the requests are made by a process. */
const SCRIPT = `
import https from 'node:https';
const { exchange } = await import(process.argv[1]);
const url = new URL(process.argv[2]);
const trusting = await new Promise((resolve) => {
  const request = https.request(url, { method: 'POST' }, (response) => resolve(response.statusCode));
  request.on('error', (error) => resolve(error.code));
  request.end('{}');
});
const sent = await exchange({ url, headers: {}, body: '{}', timeoutMs: 5000, maxBytes: 100 }).then(
  ({ status }) => status,
  ({ code }) => code,
);
console.log(JSON.stringify({ trusting, sent }));
process.exit();
`;

test.each(['0', '', undefined])(
  'certificates are checked with NODE_TLS_REJECT_UNAUTHORIZED=%s in the environment',
  async (value) => {
    const server = await keep(
      openRawServer((socket) => socket.write(answerText('200 OK', '', ['Connection: close'])), {
        certificate: 'self-signed',
      }),
    );
    const { NODE_OPTIONS: _, NODE_TLS_REJECT_UNAUTHORIZED: __, ...environment } = process.env;

    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--no-warnings',
        '--input-type=module',
        '--eval',
        SCRIPT,
        new URL('../../src/net/exchange.ts', import.meta.url).href,
        server.url,
      ],
      { env: { ...environment, ...(value !== undefined && { NODE_TLS_REJECT_UNAUTHORIZED: value }) } },
    );

    // Node's own request shows that the variable works.
    expect(JSON.parse(stdout)).toEqual({
      trusting: value === '0' ? 200 : 'DEPTH_ZERO_SELF_SIGNED_CERT',
      sent: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(server.requests).toHaveLength(value === '0' ? 1 : 0);
  },
);
