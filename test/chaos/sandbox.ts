import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import { createDeliverer } from '../../src/lambda/deliverer.ts';
import { createRouter } from '../../src/lambda/router.ts';
import { LEDGER_TABLE, type LocalAws, QUEUES, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import type { Clock } from '../../src/local/clock.ts';
import type { Send } from '../../src/model/http.ts';
import type { Chance } from './random.ts';

/** How likely each trouble is, at each step to the outside. */
export interface Troubles {
  /** The function is killed, before the step or after it. */
  kill: number;
  /** AWS fails, before it has done what was asked or after. */
  aws: number;
}

/** What the world outside a sandbox is told of it. */
export interface Witness {
  killed(): void;
  awsFailed(): void;
  /** A receiver has taken a delivery that this sandbox sent; was it claimed in the ledger? */
  accepted(deliveryId: string, claimed: boolean): void;
  /** The ledger has noted and answered that a delivery has arrived. */
  confirmed(deliveryId: string): void;
}

const never = new Promise<never>(() => {});

const silent = { routed: () => {}, delivered: () => {}, targets: () => {}, ledger: () => {} };

/**
 * A Lambda sandbox that runs the real functions and can die at every step that leaves it. What a dead one had begun has
 * no further effect: its promises never settle.
 */
export const createSandbox = (
  {
    aws,
    clock,
    chance,
    receive,
    troubles,
  }: { aws: LocalAws; clock: Clock; chance: Chance; receive: Send; troubles: Troubles },
  witness: Witness,
) => {
  let dead = false;
  let troubled = false;
  let die = (): void => {};
  const death = new Promise<'killed'>((resolve) => {
    die = () => {
      dead = true;
      witness.killed();
      resolve('killed');
    };
  });
  const claims = new Set<string>();

  const mayDie = async (): Promise<void> => {
    // Lets the other sandboxes go on in between, a different way each time.
    for (let turns = chance.below(4); turns > 0; turns--) await Promise.resolve();
    await clock.until(new Date(clock.now().getTime() + chance.below(20)));
    if (!dead && chance.hits(troubles.kill)) die();
    if (dead) await never;
  };

  const call: AwsCall = async (service, operation, input) => {
    await mayDie();
    const fails = chance.hits(troubles.aws);
    const fail = (code: string): never => {
      troubled = true;
      witness.awsFailed();
      throw new AwsError(service, operation, code);
    };
    if (fails && chance.hits(0.5)) fail('InternalServerError');
    const output = await aws.call(service, operation, input);
    if (fails) fail('Timeout');
    await mayDie();
    if (operation === 'PutItem') {
      const { id, state } = (input as { Item: Record<string, { S: string }> }).Item;
      if (id && state?.S === 'claimed') claims.add(id.S);
      if (id && state?.S === 'delivered') witness.confirmed(id.S);
    }
    return output;
  };

  const send: Send = async (request) => {
    await mayDie();
    const reply = await receive(request);
    const deliveryId = request.headers['webhook-id'] ?? '';
    if ('status' in reply && !('kind' in reply) && reply.status < 300)
      witness.accepted(deliveryId, claims.has(deliveryId));
    await mayDie();
    return reply;
  };

  const common = {
    call,
    telemetry: silent,
    targetsPath: TARGETS_PATH,
    deliveriesQueueUrl: QUEUES.deliveries,
    now: clock.now,
    random: chance.next,
  };
  const router = createRouter({ ...common, unroutedQueueUrl: QUEUES.unrouted, topicArn: TOPIC_ARN });
  const deliverer = createDeliverer({
    ...common,
    send,
    ledgerTable: LEDGER_TABLE,
    deadLettersQueueUrl: QUEUES.deadLetters,
    allowPrivateTargets: true,
  });
  const context = { awsRequestId: 'chaos', getRemainingTimeInMillis: () => 30_000 };

  /** @returns what the function reports, `killed`, or `threw`; and whether anything went wrong meanwhile. */
  const run = async (which: 'router' | 'deliverer', event: object) => {
    troubled = false;
    claims.clear();
    const handler = which === 'router' ? router : deliverer;
    const result = await Promise.race([handler(event, context).catch(() => 'threw' as const), death]);
    return { result, troubled: troubled || result === 'killed' || result === 'threw' };
  };
  return { run, isDead: () => dead };
};
