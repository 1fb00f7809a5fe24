import { readFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';

/** The secret part of every URL in the tests. It must not appear in any output. */
export const CANARY = 'canary-5up3r53cr3t';

type Certificate = 'authority' | 'valid' | 'expired' | 'other-host' | 'self-signed';

export const certificate = (name: Certificate): string =>
  readFileSync(new URL(`./certificates/${name}.pem`, import.meta.url), 'utf8');

export const privateKey = (): string => readFileSync(new URL('./certificates/server.key', import.meta.url), 'utf8');

/** One complete request. Connections, and requests on a connection, are counted from 1. */
export interface RawRequest {
  readonly text: string;
  readonly body: string;
  readonly connection: number;
  readonly nth: number;
}

export interface RawServer {
  readonly port: number;
  /** Contains {@link CANARY}. */
  readonly url: string;
  readonly requests: readonly RawRequest[];
  /** Connections made so far. */
  readonly connections: number;
  /** Bytes sent so far, with headers. */
  bytesWritten(): number;
  close(): Promise<void>;
}

interface RawServerOptions {
  /** Makes the server use TLS. */
  certificate?: Certificate;
  /** Called for each connection, before any data has arrived. */
  onConnection?: (socket: net.Socket) => void;
}

/** Splits the data of a connection into requests. */
const readRequests = (socket: net.Socket, take: (text: string, body: string) => void): void => {
  let pending = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf('\r\n\r\n') + 4;
      const length = Number(/^content-length: (\d+)\r$/im.exec(pending)?.[1]);
      if (end < 4 || Buffer.byteLength(pending.slice(end)) < length) return;
      const body = Buffer.from(pending.slice(end)).subarray(0, length).toString();
      const text = pending.slice(0, end) + body;
      pending = pending.slice(text.length);
      take(text, body);
    }
  });
};

/** A local server without an HTTP library, which can send invalid and partial answers. */
export const openRawServer = async (
  answer: (socket: net.Socket, request: RawRequest) => void,
  { certificate: name, onConnection }: RawServerOptions = {},
): Promise<RawServer> => {
  const requests: RawRequest[] = [];
  const sockets: net.Socket[] = [];
  const serve = (socket: net.Socket): void => {
    const connection = sockets.push(socket);
    let nth = 0;
    // Many tests make the client close the connection.
    socket.on('error', () => {});
    onConnection?.(socket);
    readRequests(socket, (text, body) => {
      nth += 1;
      const request = { text, body, connection, nth };
      requests.push(request);
      answer(socket, request);
    });
  };
  const server = name
    ? tls.createServer({ cert: certificate(name), key: privateKey() }, serve)
    : net.createServer(serve);
  server.on('tlsClientError', () => {});
  const accepted = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => accepted.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${name ? 'https://localhost' : 'http://127.0.0.1'}:${port}/${CANARY}?sig=${CANARY}`,
    requests,
    get connections() {
      return sockets.length;
    },
    bytesWritten: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of accepted) socket.destroy();
      }),
  };
};

/** An answer with its length, so that the connection can stay open. */
export const answerText = (status: string, body = '', headers: readonly string[] = []): string =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');

/** Closes the servers that a test opened, after that test. */
export const serversOfTest = () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  return async <Server extends { close(): Promise<void> }>(opening: Promise<Server>): Promise<Server> => {
    const server = await opening;
    open.push(server);
    return server;
  };
};
