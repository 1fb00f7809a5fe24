import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to AWS. */
export interface Call {
  readonly service: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The operation of a service with the query or JSON protocol. */
  readonly operation: string | undefined;
  /** Parameters of a service with the query protocol. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Headers that belong to one connection, or that `fetch` sets by itself. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding', 'expect']);

const callOf = ({ headers, method = '', url = '' }: IncomingMessage, body: Buffer): Call => {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const parameters = Object.fromEntries(isForm ? new URLSearchParams(body.toString()) : []);
  const target = headers['x-amz-target'];
  return {
    service: /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'unsigned',
    method,
    path: url,
    operation: parameters.Action ?? (typeof target === 'string' ? target.split('.').at(-1) : undefined),
    parameters,
  };
};

/** Passes requests on to the emulator and keeps them. */
export const startRecorder = async (emulator: string) => {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    calls.push(callOf(request, body));
    const { method = 'GET', url = '/' } = request;
    const passed = Object.entries(request.headers).filter(([name]) => !OWN.has(name)) as [string, string][];
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const answer = await fetch(`${emulator}${url}`, { method, headers: passed, ...(hasBody && { body }) }).catch(
      () => undefined,
    );
    if (!answer) return void response.writeHead(502).end();
    const headers = [...answer.headers].filter(([name]) => !OWN.has(name));
    const content = Buffer.from(await answer.arrayBuffer());
    // The answer to HEAD has the length of a body that does not come.
    const length = method === 'HEAD' ? (answer.headers.get('content-length') ?? '0') : String(content.length);
    response.writeHead(answer.status, { ...Object.fromEntries(headers), 'content-length': length }).end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
