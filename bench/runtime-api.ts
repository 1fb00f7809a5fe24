import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Pending {
  readonly event: string;
  readonly done: (error?: Error) => void;
}

/** Lambda's Runtime API for one sandbox. @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const openRuntimeApi = async () => {
  let waiting: http.ServerResponse | undefined;
  let pending: Pending | undefined;
  let requests = 0;
  let onFirstNext: (error?: Error) => void = () => {};
  const firstNext = new Promise<void>((resolve, reject) => {
    onFirstNext = (error) => (error ? reject(error) : resolve());
  });

  const deliver = (): void => {
    if (!waiting || !pending) return;
    const response = waiting;
    waiting = undefined;
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': `00000000-0000-4000-8000-${String(++requests).padStart(12, '0')}`,
      'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:111122223333:function:bench',
    });
    response.end(pending.event);
  };

  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      waiting = response;
      onFirstNext();
      deliver();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(202).end();
      const failed = path.endsWith('/error');
      const error = failed
        ? new Error(`the handler failed: ${Buffer.concat(chunks).toString('utf8').slice(0, 300)}`)
        : undefined;
      if (path.endsWith('/init/error')) onFirstNext(error);
      const invocation = pending;
      pending = undefined;
      invocation?.done(error);
    });
  });
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstNext,
    invoke: (event: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        pending = { event, done: (error) => (error ? reject(error) : resolve(performance.now() - started)) };
        deliver();
      }),
    close: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
};
