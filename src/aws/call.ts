import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { RelayError } from '../errors.ts';
import { type Answer, type Exchange, exchange } from '../exchange.ts';

/** The services that the Lambda functions call, all by the AWS JSON protocol. */
const SERVICES = {
  ssm: { prefix: 'AmazonSSM', version: '1.1' },
  sqs: { prefix: 'AmazonSQS', version: '1.0' },
} as const;

export type Service = keyof typeof SERVICES;

/** Calls an AWS operation: `call('ssm', 'GetParametersByPath', {...})`. @throws AwsError */
export type AwsCall = (service: Service, operation: string, input: object) => Promise<unknown>;

/** AWS refused or did not answer. `code` is AWS's error name, or `Timeout`, `Network`, `BadAnswer`. */
export class AwsError extends RelayError {
  override name = 'AwsError';
  readonly code: string;

  constructor(service: Service, operation: string, code: string) {
    super(`${service} ${operation}: ${code}`);
    this.code = code;
  }
}

export interface AwsOptions {
  region: string;
  /** Replaces AWS's own addresses, as the SDKs read it from `AWS_ENDPOINT_URL`. */
  endpoint?: string | undefined;
  /** Asked before each call, since Lambda's credentials change. */
  credentials: () => { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
  now?: () => Date;
  random?: () => number;
  post?: (exchange: Exchange) => Promise<Answer>;
  sleep?: (ms: number) => Promise<void>;
}

/** Three tries of 2.5 s leave a function of 30 s the time for its deliveries. */
const TRIES = 3;
const TIMEOUT_MS = 2500;
/** The largest answer is a page of ten parameters of 8 KB. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const TRANSIENT =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|InternalServerError|ServiceUnavailable|InternalFailure|Timeout|Network/;

/** node:crypto in the shape that the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | NodeJS.ArrayBufferView);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const dnsSuffix = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** AWS JSON errors name their type as `namespace#Name` or `Name:http://…`. */
const errorCode = (answer: Answer): string => {
  try {
    const type = (JSON.parse(answer.body) as { __type?: unknown }).__type;
    const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
    return /^\w{1,80}$/.test(name) ? name : `Http${answer.status}`;
  } catch {
    // Not JSON: a proxy's or a load balancer's page, of which the status says enough.
    return `Http${answer.status}`;
  }
};

/**
 * Makes the one function by which the Lambda functions talk to AWS.
 * An SDK client would be the largest part of a bundle and most of its start-up time, for four operations of one protocol.
 * Throttling, 5xx, timeouts and broken connections are tried again, three times in all, with full jitter.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const createCall = (options: AwsOptions): AwsCall => {
  const { region, endpoint, credentials, post = exchange, random = Math.random, now = () => new Date() } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const signers = new Map<Service, SignatureV4>();
  const signerOf = (service: Service): SignatureV4 => {
    const signer =
      signers.get(service) ??
      new SignatureV4({ service, region, credentials: async () => withoutUndefined(credentials()), sha256: Sha256 });
    signers.set(service, signer);
    return signer;
  };

  const attempt = async (service: Service, operation: string, body: string): Promise<Answer> => {
    const url = new URL(endpoint ?? `https://${service}.${region}.${dnsSuffix(region)}`);
    const { prefix, version } = SERVICES[service];
    const signed = await signerOf(service).sign(
      {
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        path: '/',
        headers: {
          host: url.host,
          'content-type': `application/x-amz-json-${version}`,
          'x-amz-target': `${prefix}.${operation}`,
        },
        body,
      },
      { signingDate: now() },
    );
    return post({ url, headers: signed.headers, body, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES });
  };

  const once = async (
    service: Service,
    operation: string,
    body: string,
  ): Promise<{ output: unknown } | { code: string }> => {
    let answer: Answer;
    try {
      answer = await attempt(service, operation, body);
    } catch (error) {
      return { code: (error as NodeJS.ErrnoException).code === 'DEADLINE' ? 'Timeout' : 'Network' };
    }
    if (answer.status >= 500) return { code: `ServiceUnavailable${answer.status}` };
    if (answer.status !== 200) return { code: errorCode(answer) };
    if (!answer.whole) return { code: 'NetworkBrokenOff' };
    try {
      return { output: answer.body === '' ? {} : JSON.parse(answer.body) };
    } catch {
      return { code: 'BadAnswer' };
    }
  };

  return async (service, operation, input) => {
    const body = JSON.stringify(input);
    for (let tries = 1; ; tries++) {
      const result = await once(service, operation, body);
      if ('output' in result) return result.output;
      if (tries === TRIES || !TRANSIENT.test(result.code)) throw new AwsError(service, operation, result.code);
      await sleep(random() * Math.min(1000, 50 * 2 ** tries));
    }
  };
};

const withoutUndefined = ({ sessionToken, ...keys }: ReturnType<AwsOptions['credentials']>) => ({
  ...keys,
  ...(sessionToken && { sessionToken }),
});
