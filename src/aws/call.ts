import type { AskedService } from '../model/enrichment.ts';
import { RelayError } from '../model/errors.ts';
import { type Answer, type Exchange, exchange } from '../net/exchange.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { serviceHost } from './region.ts';
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

export interface AwsOptions {
  region: string;
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

const settingsOf = (service: Service, asked: AskedService | undefined) => {
  if (Object.hasOwn(SERVICES, service)) return SERVICES[service as keyof typeof SERVICES];
  return asked && { ...ASKED, prefix: asked.target, version: asked.version };
};

type Settings = NonNullable<ReturnType<typeof settingsOf>>;

/** AWS JSON errors name their type as `namespace#Name` or `Name:http://…`. Proxies answer with pages that are not JSON. */
const errorCode = (answer: Answer): string => {
  const content = parseJson(answer.body);
  const type = isRecord(content) ? content.__type : undefined;
  const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
  return /^\w{1,80}$/.test(name) ? name : `Http${answer.status}`;
};

/**
 * Makes the function by which the Lambda functions call AWS.
 * An SDK client would be the largest part of the bundle and of its start-up time, for a few operations of one protocol.
 * Throttling, 5xx, timeouts and broken connections are retried, with full jitter.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const createCall = (options: AwsOptions): AwsCall => {
  const { region, endpoint, credentials, post = exchange, random = Math.random, now = () => new Date() } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

  const request = (service: Service, settings: Settings, operation: string, body: string): Promise<Answer> => {
    // An empty variable counts as not set, as for the SDKs.
    const url = new URL(options.endpointOf?.(service) || endpoint || `https://${serviceHost(service, region)}`);
    const { prefix, version, timeoutMs } = settings;
    const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${prefix}.${operation}` };
    const signed = signRequest({ url, service, region, headers, body }, credentials(), now());
    return post({ url, headers: signed, body, timeoutMs, maxBytes: MAX_ANSWER_BYTES });
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
    if (answer.status !== 200) return { code: errorCode(answer) };
    if (!answer.whole) return { code: 'NetworkBrokenOff' };
    if (answer.body === '' && WITHOUT_OUTPUT.has(operation)) return { output: {} };
    const output = parseJson(answer.body);
    return isRecord(output) ? { output } : { code: 'BadAnswer' };
  };

  return async (service, operation, input, asked) => {
    const settings = settingsOf(service, asked);
    if (!settings) throw new AwsError(service, operation, 'UnknownService');
    const body = JSON.stringify(input);
    for (let tries = 1; ; tries++) {
      const result = await once(service, settings, operation, body);
      if ('output' in result) return result.output;
      if (tries === settings.tries || !isTransient(result.code)) throw new AwsError(service, operation, result.code);
      await sleep(random() * Math.min(1000, 50 * 2 ** tries));
    }
  };
};
