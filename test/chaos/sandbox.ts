import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import type { LocalAws } from '../../src/local/aws.ts';
import { lambdaContext } from '../../src/local/lambda-events.ts';
import { createLocalRelay } from '../../src/local/relay.ts';
import type { HttpRequest, Send } from '../../src/model/http.ts';
import type { DeliveryReport } from '../../src/relay/received.ts';
import { createSleeper, type EventTime } from '../support/event-time.ts';
import type { Chance } from './random.ts';
import type { Answer } from './receivers.ts';
import { effectsOf, keysOf, keysRead, messagesOf, type SentMessage } from './table-calls.ts';
import type { Invocation, Recorder } from './tally.ts';

/** The probability of each fault. */
export interface Faults {
  /** At every call that leaves a function: the function is killed before the call, or after it. */
  readonly kill: number;
  /** An AWS call fails, before its effect or after it; a part of a batch fails with a fifth of it. */
  readonly aws: number;
  /** A batch begins so late that the queue may have handed out its messages again, or is not deleted after its end. */
  readonly queue: number;
}

export interface Surroundings {
  readonly aws: LocalAws;
  readonly time: EventTime;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly tally: Recorder;
  readonly answer: (request: HttpRequest) => Promise<Answer>;
  /** Budget of the router for enrichment. Without it, the router has no histories either. */
  readonly enrichmentMs?: number;
  readonly delivered?: (report: DeliveryReport) => void;
  /** A call of this service fails now, before its effect. */
  readonly isDown?: (service: string) => boolean;
}

const never = new Promise<never>(() => {});

const TIMEOUT_MS = 30_000;
const COOL_DOWN_MS = 10_000;

const nothing = (): void => {};

export type Sandbox = ReturnType<typeof createSandbox>;

/**
 * A Lambda sandbox that runs the real functions and can be killed at every call that leaves it. A killed sandbox has no
 * further effect: its promises never settle.
 */
export const createSandbox = (surroundings: Surroundings) => {
  const { aws, time, chance, faults, tally, answer, enrichmentMs, isDown = () => false } = surroundings;
  const telemetry = {
    routed: nothing,
    delivered: surroundings.delivered ?? nothing,
    targets: nothing,
    ledger: nothing,
  };
  let isDead = false;
  let isRunning = false;
  /** After a timeout the ledger makes no calls for a while. */
  let silentUntil = 0;
  const sleeper = createSleeper(time);
  let invocation: Invocation = tally.invoke();
  /** Messages that the latest invocation has received by itself. */
  let received: SentMessage[] = [];
  let end = (_: 'killed'): void => {};

  const kill = (): void => {
    if (isDead) return;
    isDead = true;
    tally.killed(invocation);
    end('killed');
  };
  const sleep = async (ms: number): Promise<void> => {
    await sleeper.sleep(ms);
    // A killed function never continues.
    if (isDead) await never;
  };
  const mayBeKilled = async (): Promise<void> => {
    await sleep(10 * chance.below(3));
    if (chance.hits(faults.kill)) kill();
    if (isDead) await never;
  };

  const call: AwsCall = async (service, operation, input) => {
    await mayBeKilled();
    // Another call of this function may have been the one that killed it.
    if (isDead) await never;
    const effects = effectsOf(operation, input);
    const isOut = isDown(service);
    const fails = isOut || chance.hits(faults.aws);
    const fail = (code: string): never => {
      tally.failed(invocation, service, keysOf(operation, input));
      if (service === 'dynamodb' && code === 'Timeout') silentUntil = time.elapsed() + COOL_DOWN_MS;
      throw new AwsError(service, operation, code);
    };
    if (isOut || (fails && chance.hits(0.5))) {
      for (const id of effects.delivered) tally.unnoted(invocation, id);
      fail('InternalServerError');
    }
    const output = await aws.call(service, operation, input);
    for (const id of effects.delivered) tally.noted(invocation, id);
    if (operation === 'ReceiveMessage') received.push(...messagesOf(output));
    if (effects.folded) tally.folded(effects.folded);
    if (fails) fail('Timeout');
    await mayBeKilled();
    tally.read(invocation, keysRead(operation, input, output));
    return output;
  };

  const send: Send = async (request) => {
    await mayBeKilled();
    if (isDead) await never;
    const { result, afterMs } = await answer(request);
    const isLate = afterMs > request.timeoutMs;
    if (!isLate && 'status' in result && !('kind' in result) && result.status < 300)
      tally.accepted(invocation, request);
    await sleep(isLate ? request.timeoutMs : afterMs);
    await mayBeKilled();
    return isLate ? { kind: 'retry', reason: 'timeout' } : result;
  };

  const clock = { now: time.now, until: (date: Date) => sleep(date.getTime() - time.now().getTime()) };
  const { router, deliverer } = createLocalRelay({
    aws: { ...aws, call },
    clock,
    send,
    telemetry,
    random: chance.next,
    receivesMore: true,
    allowPrivateTargets: false,
    ...(enrichmentMs !== undefined && { enrichmentMs }),
  });

  return {
    isFree: () => !isRunning && !isDead,
    isDead: () => isDead,
    isBusy: () => isRunning && !isDead && sleeper.waits === 0,
    received: () => received,
    /** The latest invocation. */
    invocation: () => invocation,
    /** @returns the function's result, `killed` or `threw`. */
    async run(which: 'router' | 'deliverer', event: object, delayMs = 0) {
      isRunning = true;
      const killed = new Promise<'killed'>((resolve) => {
        end = resolve;
      });
      received = [];
      sleeper.begin();
      if (delayMs > 0) await sleep(delayMs);
      const mine = tally.invoke();
      mine.hasTableFault = time.elapsed() < silentUntil;
      invocation = mine;
      let hasEnded = false;
      // Lambda ends a function that takes too long.
      time.after(TIMEOUT_MS, () => {
        if (hasEnded || isDead) return;
        tally.timedOut();
        kill();
      });
      const handler = which === 'router' ? router : deliverer;
      const result = await Promise.race([handler(event, lambdaContext(clock)).catch(() => 'threw' as const), killed]);
      hasEnded = true;
      isRunning = false;
      if (result === 'threw') tally.failed(mine, 'lambda', []);
      tally.ended(mine);
      return result;
    },
  };
};
