import type { AskedService } from '../model/enrichment.ts';
import { RelayError } from '../model/errors.ts';
import { type Answer, type Exchange, exchange } from '../net/exchange.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { type Place, serviceHost } from './region.ts';
import { type Credentials, signRequest } from './sign.ts';

/**
 * The services that the relay itself needs, all by the AWS JSON protocol, with their retry budgets: a function of 30 s
 * needs the time for its deliveries. Deliveries continue without the table, so it has the smallest budget.
 */
const SERVICES = {
  ssm: { prefix: 'AmazonSSM', version: '1.1', tries: 3, timeoutMs: 2500 },
  sqs: { prefix: 'AmazonSQS', version: '1.0', tries: 3, timeoutMs: 2500 },
  dynamodb: { prefix: 'DynamoDB_20120810', version: '1.0', tries: 2, timeoutMs: 1000 },
} as const;

/** The budget of services that only enrichment asks: late answers are left out of the notification. */
const ASKED = { tries: 2, timeoutMs: 1500 };

/** How a service's requests and answers are written. */
export interface Protocol {
  /** Bytes of an answer that are read. */
  readonly maxBytes: number;
  headers(operation: string): Readonly<Record<string, string>>;
  write(operation: string, input: object): string;
  /** @returns `undefined` if the body is not the operation's answer. */
  read(operation: string, body: string): object | undefined;
  /** AWS's name of the error in the body. An empty text if there is none. */
  errorOf(body: string): string;
}

/** Prefix of a service's endpoint, such as `sqs`. */
export type Service = keyof typeof SERVICES | (string & {});

/**
 * Calls an AWS operation: `call('ssm', 'GetParametersByPath', {...})`.
 * @param asked the protocol of a service that the relay itself does not need.
 * @throws AwsError
 */
export type AwsCall = (service: Service, operation: string, input: object, asked?: AskedService) => Promise<unknown>;

/** Thrown if AWS rejects a call or does not answer. `code` is AWS's error name, or `Timeout`, `Network`, `BadAnswer`. */
export class AwsError extends RelayError {
  override name = 'AwsError';
  readonly code: string;

  constructor(service: Service, operation: string, code: string) {
    super(`${service} ${operation}: ${code}`);
    this.code = code;
  }
}

export interface AwsOptions extends Place {
  /** Replaces AWS's endpoints, like `AWS_ENDPOINT_URL` for the SDKs. */
  endpoint?: string | undefined;
  /** Replaces the endpoint of one service, like `AWS_ENDPOINT_URL_<SERVICE>` for the SDKs. */
  endpointOf?: (service: Service) => string | undefined;
  /** Called before each request: the credentials of a function change. */
  credentials: () => Credentials;
  now?: () => Date;
  random?: () => number;
  post?: (exchange: Exchange) => Promise<Answer>;
  sleep?: (ms: number) => Promise<void>;
}

/** The largest answer is a page of ten parameters of 8 KB. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const TRANSIENT =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|InternalServerError|ServiceUnavailable|InternalFailure|Timeout|Network|Http429/;

/** Whether a call that failed with this code can succeed if it is repeated unchanged. */
export const isTransient = (code: string): boolean => TRANSIENT.test(code);

/** Operations whose success has no body. A body of any other operation is never empty. */
const WITHOUT_OUTPUT = new Set(['ChangeMessageVisibility']);

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const jsonProtocol = (target: string, version: string): Protocol => ({
  maxBytes: MAX_ANSWER_BYTES,
  headers: (operation) => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': `${target}.${operation}`,
  }),
  write: (_, input) => JSON.stringify(input),
  read(operation, body) {
    if (body === '' && WITHOUT_OUTPUT.has(operation)) return {};
    const output = parseJson(body);
    return isRecord(output) ? output : undefined;
  },
  // The type is `namespace#Name` or `Name:http://…`.
  errorOf(body) {
    const content = parseJson(body);
    const type = isRecord(content) ? content.__type : undefined;
    return typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
  },
});

interface Settings {
  readonly tries: number;
  readonly timeoutMs: number;
  readonly protocol: Protocol;
}

const settingsOf = async (service: Service, asked: AskedService | undefined): Promise<Settings | undefined> => {
  if (Object.hasOwn(SERVICES, service)) {
    const { tries, timeoutMs, prefix, version } = SERVICES[service as keyof typeof SERVICES];
    return { tries, timeoutMs, protocol: jsonProtocol(prefix, version) };
  }
  if (!asked) return undefined;
  if (asked.protocol !== 'query') return { ...ASKED, protocol: jsonProtocol(asked.target, asked.version) };
  return { ...ASKED, protocol: (await import('./query.ts')).queryProtocol(asked.version) };
};

/** Proxies answer with pages that contain no name of an error. */
const errorCode = ({ status, body }: Answer, { errorOf }: Protocol): string => {
  const name = errorOf(body);
  return /^[\w.]{1,80}$/.test(name) ? name : `Http${status}`;
};

/**
 * Makes the function by which the Lambda functions call AWS.
 * An SDK client would be the largest part of the bundle and of its start-up time, for a few operations.
 * Throttling, 5xx, timeouts and broken connections are retried, with full jitter.
 */
export const createCall = (options: AwsOptions): AwsCall => {
  const { region, endpoint, credentials, post = exchange, random = Math.random, now = () => new Date() } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

  const request = (service: Service, settings: Settings, operation: string, body: string): Promise<Answer> => {
    // An empty variable counts as not set, as for the SDKs.
    const url = new URL(options.endpointOf?.(service) || endpoint || `https://${serviceHost(service, options)}`);
    const { protocol, timeoutMs } = settings;
    const headers = protocol.headers(operation);
    const signed = signRequest({ url, service, region, headers, body }, credentials(), now());
    return post({ url, headers: signed, body, timeoutMs, maxBytes: protocol.maxBytes });
  };

  const once = async (
    service: Service,
    settings: Settings,
    operation: string,
    body: string,
  ): Promise<{ output: unknown } | { code: string }> => {
    let answer: Answer;
    try {
      answer = await request(service, settings, operation, body);
    } catch (error) {
      return { code: (error as NodeJS.ErrnoException).code === 'DEADLINE' ? 'Timeout' : 'Network' };
    }
    if (answer.status >= 500) return { code: `ServiceUnavailable${answer.status}` };
    if (answer.status !== 200) return { code: errorCode(answer, settings.protocol) };
    if (!answer.whole) return { code: 'NetworkBrokenOff' };
    const output = settings.protocol.read(operation, answer.body);
    return output ? { output } : { code: 'BadAnswer' };
  };

  return async (service, operation, input, asked) => {
    const settings = await settingsOf(service, asked);
    if (!settings) throw new AwsError(service, operation, 'UnknownService');
    const body = settings.protocol.write(operation, input);
    for (let tries = 1; ; tries++) {
      const result = await once(service, settings, operation, body);
      if ('output' in result) return result.output;
      if (tries === settings.tries || !isTransient(result.code)) throw new AwsError(service, operation, result.code);
      await sleep(random() * Math.min(1000, 50 * 2 ** tries));
    }
  };
};
