import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import type { LocalAws } from '../../src/local/aws.ts';
import type { Clock } from '../../src/local/clock.ts';
import { createLocalRelay } from '../../src/local/relay.ts';
import type { Send } from '../../src/model/http.ts';
import { context } from '../support/lambda-events.ts';
import type { Chance } from './random.ts';

/** The probability of each fault, at every call that leaves the function. */
export interface Faults {
  /** The function is killed before the call, or after it. */
  kill: number;
  /** An AWS call fails, before its effect or after it. */
  aws: number;
}

/** Receives what a sandbox does to the outside. */
export interface Observer {
  killed(): void;
  awsFailed(): void;
  /** A receiver accepted a delivery; `claimed`: this invocation had claimed it in the ledger before. */
  accepted(deliveryId: string, claimed: boolean): void;
  /** The ledger stored that a delivery arrived, and its answer reached the function. */
  confirmed(deliveryId: string): void;
}

const never = new Promise<never>(() => {});

const telemetry = { routed: () => {}, delivered: () => {}, targets: () => {}, ledger: () => {} };

export type Sandbox = ReturnType<typeof createSandbox>;

/**
 * A Lambda sandbox that runs the real functions and can be killed at every call that leaves it. A killed sandbox has no
 * further effect: its promises never settle.
 */
export const createSandbox = (
  {
    aws,
    clock,
    chance,
    receive,
    faults,
  }: { aws: LocalAws; clock: Clock; chance: Chance; receive: Send; faults: Faults },
  observer: Observer,
) => {
  let dead = false;
  let disturbed = false;
  let kill = (): void => {};
  const killed = new Promise<'killed'>((resolve) => {
    kill = () => {
      dead = true;
      observer.killed();
      resolve('killed');
    };
  });
  const claims = new Set<string>();

  const mayBeKilled = async (): Promise<void> => {
    // Interleaves the sandboxes differently each time.
    for (let turns = chance.below(4); turns > 0; turns--) await Promise.resolve();
    await clock.until(new Date(clock.now().getTime() + chance.below(20)));
    if (!dead && chance.hits(faults.kill)) kill();
    if (dead) await never;
  };

  const call: AwsCall = async (service, operation, input) => {
    const { id, state } = operation === 'PutItem' ? (input as { Item: Record<string, { S: string }> }).Item : {};
    // One invocation can get two copies of a delivery: the claim for the first must not count for the second.
    if (id && state?.S === 'claimed') claims.delete(id.S);
    await mayBeKilled();
    const fails = chance.hits(faults.aws);
    const fail = (code: string): never => {
      disturbed = true;
      observer.awsFailed();
      throw new AwsError(service, operation, code);
    };
    if (fails && chance.hits(0.5)) fail('InternalServerError');
    const output = await aws.call(service, operation, input);
    if (fails) fail('Timeout');
    await mayBeKilled();
    if (id && state?.S === 'claimed') claims.add(id.S);
    if (id && state?.S === 'delivered') observer.confirmed(id.S);
    return output;
  };

  const send: Send = async (request) => {
    await mayBeKilled();
    const reply = await receive(request);
    const deliveryId = request.headers['webhook-id'] ?? '';
    if ('status' in reply && !('kind' in reply) && reply.status < 300)
      observer.accepted(deliveryId, claims.has(deliveryId));
    await mayBeKilled();
    return reply;
  };

  const { router, deliverer } = createLocalRelay({
    aws: { ...aws, call },
    clock,
    send,
    telemetry,
    random: chance.next,
    allowPrivateTargets: true,
  });

  /**
   * @returns the function's result, `killed` or `threw`. `disturbed` is true if the invocation was killed, threw, or
   * had an AWS call fail.
   */
  const run = async (which: 'router' | 'deliverer', event: object) => {
    disturbed = false;
    claims.clear();
    const handler = which === 'router' ? router : deliverer;
    const result = await Promise.race([handler(event, context()).catch(() => 'threw' as const), killed]);
    return { result, disturbed: disturbed || result === 'killed' || result === 'threw' };
  };
  return { run, isDead: () => dead };
};
