import { createDeliveries, pipelineText, type State, snsEvent } from './events.ts';
import type { Outside } from './outside-protocol.ts';
import { STACK_VARIABLES } from './stack.ts';

/** One thing to measure: a handler, and the events that it gets. */
export interface Variant {
  readonly name: string;
  /** Key of the folder in the result of `buildAll`. */
  readonly handler: string;
  /** The request that makes the alert leave the function. None for a handler without a request. */
  readonly sends?: string;
  readonly targets: Readonly<Record<string, object>>;
  /** @returns the next event, with the texts about which AWS is asked. */
  event(): Promise<{ readonly event: string; readonly about: readonly string[] }>;
}

const slackTarget = (outside: Outside, ms = 0, name = 'team-0') => ({
  platform: 'slack',
  url: outside.receiverUrl(ms, name),
  on: ['failed', 'fixed', 'approval', 'started', 'succeeded'],
});

export const targetsOf = (outside: Outside, count: number, msOf: (index: number) => number = () => 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`team-${index}`, slackTarget(outside, msOf(index), `team-${index}`)]),
  );

/** Environment of every handler: that of the deployed stack, with the endpoints of this machine. */
export const environment = (outside: Outside): Record<string, string> => ({
  ...STACK_VARIABLES,
  ENRICHMENT_MS: '2500',
  ALLOW_PRIVATE_TARGETS: 'true',
  ACCOUNT_ID: '111122223333',
  AWS_ENDPOINT_URL: outside.awsUrl,
  NODE_EXTRA_CA_CERTS: new URL('../test/support/certificates/authority.pem', import.meta.url).pathname,
  RECEIVER_URL: outside.receiverUrl(),
});

const routerVariant = (outside: Outside, name: string, state: State, targets: number): Variant => ({
  name,
  handler: 'router',
  sends: 'sqs SendMessageBatch',
  targets: targetsOf(outside, targets),
  async event() {
    const text = pipelineText(state);
    return { event: snsEvent(text), about: [text] };
  },
});

const baseline = (name: string, handler: string, outside: Outside, sends?: string): Variant => ({
  name,
  handler,
  ...(sends && { sends }),
  targets: targetsOf(outside, 1),
  async event() {
    return { event: snsEvent(pipelineText('STARTED')), about: [] };
  },
});

/** @param count how many records the deliverer gets at once. */
export const delivererVariant = async (
  outside: Outside,
  name: string,
  count: number,
  msOf?: (index: number) => number,
): Promise<Variant> => {
  const deliveries = await createDeliveries();
  const targets = targetsOf(outside, count, msOf);
  return {
    name,
    handler: 'deliverer',
    sends: 'receiver',
    targets,
    event: async () => ({ event: await deliveries.batch(targets), about: [] }),
  };
};

export const coldVariants = async (outside: Outside): Promise<Variant[]> => [
  baseline('empty handler', 'empty', outside),
  baseline('empty handler, copy', 'empty', outside),
  baseline('bare POST', 'post', outside, 'receiver'),
  baseline('bare fetch', 'fetch', outside, 'receiver'),
  baseline('POST, one table read, one write', 'post-table', outside, 'receiver'),
  baseline('SDK, Powertools, zod, default bundling', 'common', outside, 'sqs SendMessageBatch'),
  routerVariant(outside, 'router, run started', 'STARTED', 1),
  routerVariant(outside, 'router, run failed', 'FAILED', 1),
  await delivererVariant(outside, 'deliverer, one', 1),
  await delivererVariant(outside, 'deliverer, one, copy', 1),
  await delivererVariant(outside, 'deliverer, ten', 10),
];
