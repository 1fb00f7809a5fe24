import { inspect } from 'node:util';
import { createCall } from '../../src/aws/call.ts';
import { delivererTelemetry } from '../../src/lambda/deliverer-telemetry.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { routerTelemetry } from '../../src/lambda/router-telemetry.ts';
import { createLocalAws } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { LocalRelayOptions } from '../../src/local/relay.ts';
import { answerFrom, openAwsServer, SECRET_KEY } from '../support/aws-server.ts';
import { START } from '../support/lambda-events.ts';
import { outputOfAll } from '../support/output.ts';
import { openHttpRelay } from '../support/relay.ts';

/** One secret of each kind. They may appear only in Parameter Store and in the requests to receivers. */
export const CANARIES = {
  url: 'canary0url0by0value',
  parameter: 'canary0url0by0parameter',
  secret: 'canary0url0by0secret',
  key: Buffer.from('canary0signing0key0of0thirty0bytes').toString('base64'),
  header: 'canary0header0token',
  session: 'canary0session0token',
  secretKey: SECRET_KEY,
} as const;

/** The kinds of canaries in a text: literal, percent-encoded or in base64. */
export const canariesIn = (text: string): string[] =>
  Object.entries(CANARIES)
    .filter(([, canary]) =>
      [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64').slice(0, -4)].some((form) =>
        text.includes(form),
      ),
    )
    .map(([kind]) => kind);

export type Leaky = Awaited<ReturnType<typeof openLeaky>>;

/**
 * The relay with a secret in every place that can hold one. It calls AWS over signed HTTP and uses the real telemetry.
 * Everything that it writes, other than requests to receivers, is kept.
 */
export const openLeaky = async (overrides: Partial<LocalRelayOptions> = {}) => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const answer = answerFrom(aws);
  const echoes = { on: false };
  const server = await openAwsServer((request) =>
    echoes.on
      ? {
          status: 400,
          body: JSON.stringify({ __type: 'AccessDeniedException', message: JSON.stringify(request.headers) }),
        }
      : answer(request),
  );
  const call = createCall({
    region: 'eu-central-1',
    endpoint: server.url,
    credentials: () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET_KEY, sessionToken: CANARIES.session }),
    now: clock.now,
    sleep: async () => {},
  });
  const powertools = createPowertools('test');
  const reports: unknown[] = [];
  const real = { ...routerTelemetry(powertools), ...delivererTelemetry(powertools) };
  const telemetry = new Proxy(real, {
    get: (target, name: keyof typeof real) => (report: never) => {
      reports.push(report);
      target[name](report);
    },
  });
  const bench = await openHttpRelay({ clock, telemetry, aws: { ...aws, call }, ...overrides });

  /** Adds one target for each way to configure a secret. `base` makes the URL that contains a canary. */
  const addTargets = (base: (canary: string) => string): void => {
    const hook = {
      platform: 'webhook',
      headers: { 'X-Token': CANARIES.header },
      signingKeys: [`whsec_${CANARIES.key}`],
    };
    const parameter = '/pipebell/local/secrets/by-parameter/url';
    const secret = 'pipebell/local/by-secret/hook';
    aws.parameters.set(parameter, base(CANARIES.parameter));
    aws.parameters.set(`/aws/reference/secretsmanager/${secret}`, JSON.stringify({ url: base(CANARIES.secret) }));
    bench.relay.addTarget('by-value', { ...hook, url: base(CANARIES.url) });
    bench.relay.addTarget('by-parameter', { ...hook, url: { parameter } });
    bench.relay.addTarget('by-secret', { ...hook, url: { secret, key: 'url' } });
  };

  return {
    ...bench,
    aws,
    clock,
    addTargets,
    /** While `on` is true, AWS answers with an error that quotes the request's headers. */
    echoes,
    /**
     * Runs `work` and returns everything that was written, sent to AWS, stored there or reported, by place.
     */
    traces: async (work: () => Promise<void>): Promise<Record<string, string>> => {
      const written = await outputOfAll(work);
      const queues = [aws.deliveries, aws.unrouted, aws.deadLetters].flatMap(({ messages }) => messages);
      return {
        output: written.join(''),
        'requests to AWS': server.requests.map(({ path, body }) => `${path} ${body}`).join('\n'),
        queues: inspect(queues, { depth: 10 }),
        ledger: inspect([...aws.table.items], { depth: 10 }),
        reports: inspect(reports, { depth: 20, showHidden: true }),
      };
    },
    close: async () => {
      await Promise.all([bench.close(), server.close()]);
    },
  };
};
