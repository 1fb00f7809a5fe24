// What a function calls, in a process of its own: AWS in memory and receivers, both over TLS.
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { AwsError } from '../src/aws/call.ts';
import { readMessage, sourcesFor, toMessage } from '../src/events/index.ts';
import { createLocalAws, type LocalAws, TARGETS_PATH } from '../src/local/aws.ts';
import { realClock } from '../src/local/clock.ts';
import { sampleAnswers } from '../src/samples/enrichment.ts';
import { certificate, privateKey } from '../test/support/servers.ts';
import type { Order, Report } from './outside-protocol.ts';

const send = (report: Report): void => void process.send?.(report);

let aws: LocalAws = createLocalAws(realClock());
let calls: Record<string, number> = {};
/** A request of this name is reported before it is answered, and answered when the parent says so. */
let watched: string | undefined;
let goOn: () => void = () => {};

const pass = async (name: string): Promise<void> => {
  calls[name] = (calls[name] ?? 0) + 1;
  if (name !== watched) return;
  watched = undefined;
  send({ kind: 'arrived' });
  await new Promise<void>((resolve) => {
    goOn = resolve;
  });
};

const bodyOf = async (request: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** The scope of the signature names the service: `Credential=…/eu-central-1/sqs/aws4_request`. */
const serviceOf = ({ headers }: http.IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

const answerAws: http.RequestListener = async (request, response) => {
  const body = await bodyOf(request);
  const target = String(request.headers['x-amz-target'] ?? '');
  const service = serviceOf(request);
  const operation = target.slice(target.indexOf('.') + 1) || (new URLSearchParams(body).get('Action') ?? '');
  await pass(`${service} ${operation}`);
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  try {
    const output = await aws.call(service, operation, JSON.parse(body));
    response.writeHead(200, type).end(JSON.stringify(output));
  } catch (error) {
    const code = error instanceof AwsError ? error.code : 'InternalFailure';
    response.writeHead(400, type).end(JSON.stringify({ __type: code }));
  }
};

/** `/after/<milliseconds>/…` answers after that time. */
const receive: http.RequestListener = async (request, response) => {
  await bodyOf(request);
  await pass('receiver');
  const ms = Number(/^\/after\/(\d+)\//.exec(request.url ?? '')?.[1] ?? 0);
  const answer = (): void => void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
  if (ms > 0) setTimeout(answer, ms);
  else answer();
};

const listen = async (listener: http.RequestListener): Promise<number> => {
  const server = https.createServer({ cert: certificate('valid'), key: privateKey() }, listener);
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Answers of AWS about the runs that the events report. */
const answerAbout = async (texts: readonly string[]): Promise<void> => {
  for (const text of texts) {
    const message = toMessage({ text, messageId: 'bench', publishedAt: new Date().toISOString() });
    const notification = readMessage(message, await sourcesFor(message));
    for (const [name, answer] of Object.entries(await sampleAnswers(notification, new Date())))
      aws.answers.set(name, answer);
  }
};

const carryOut = async (order: Order): Promise<void> => {
  switch (order.kind) {
    case 'reset': {
      aws = createLocalAws(realClock());
      calls = {};
      watched = undefined;
      for (const [name, target] of Object.entries(order.targets)) {
        aws.parameters.set(`${TARGETS_PATH}/${name}`, JSON.stringify(target));
      }
      await answerAbout(order.events);
      return send({ kind: 'ready' });
    }
    case 'about':
      await answerAbout(order.events);
      return send({ kind: 'ready' });
    case 'watch':
      watched = order.name;
      return;
    case 'go-on':
      return goOn();
    case 'count':
      send({ kind: 'counted', calls });
      calls = {};
  }
};

process.on('message', (order: Order) => void carryOut(order));
process.on('disconnect', () => process.exit());
send({ kind: 'listening', awsPort: await listen(answerAws), receiverPort: await listen(receive) });
