import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, type Service } from '../../src/aws/call.ts';
import type { LocalAws } from '../../src/local/aws.ts';

/** The secret key of every client in the tests. It must not appear in any output. */
export const SECRET_KEY = 'canary-secret-access-key';

export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsAnswer {
  status?: number;
  body: string;
}

export interface AwsServer {
  readonly url: string;
  readonly requests: readonly AwsRequest[];
  /** The called operations in order, such as `AmazonSQS.SendMessageBatch`. */
  calls(): string[];
  close(): Promise<void>;
}

/** A local server that answers in the place of AWS. */
export const openAwsServer = async (
  answer: (request: AwsRequest, nth: number) => AwsAnswer | Promise<AwsAnswer>,
): Promise<AwsServer> => {
  const requests: AwsRequest[] = [];
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const { status = 200, body } = await answer(request, requests.push(request));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    calls: () => requests.map(({ headers }) => headers['x-amz-target'] ?? ''),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const SERVICES: Record<string, Service> = {
  AmazonSSM: 'ssm',
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
};

/** Answers with AWS's wire format from AWS in memory. A request with an invalid signature gets a 403. */
export const answerFrom =
  (aws: LocalAws) =>
  async (request: AwsRequest): Promise<AwsAnswer> => {
    const [prefix = '', operation = ''] = request.headers['x-amz-target']?.split('.') ?? [];
    const refuse = (status: number, type: string): AwsAnswer => ({ status, body: JSON.stringify({ __type: type }) });
    if (!isSigned(request)) return refuse(403, 'com.amazon.coral.service#InvalidSignatureException');
    try {
      const output = await aws.call(SERVICES[prefix] as Service, operation, JSON.parse(request.body));
      return { body: JSON.stringify(output) };
    } catch (error) {
      return error instanceof AwsError ? refuse(400, `com.amazonaws#${error.code}`) : refuse(500, 'InternalFailure');
    }
  };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Whether the signature matches the received request. It is computed from the request alone, as AWS does.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const isSigned = ({ method, path, headers, body }: AwsRequest): boolean => {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(?<scope>[^,]+), ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/;
  const { scope = '', names = '', signature } = pattern.exec(headers.authorization ?? '')?.groups ?? {};
  const lines = names.split(';').map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`);
  const canonical = [method, path, '', ...lines, '', names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${SECRET_KEY}`);
  return names.split(';').includes('host') && createHmac('sha256', key).update(toSign).digest('hex') === signature;
};
