import type { AwsCall } from '../../src/aws/call.ts';
import { createDeliverer, type DelivererOptions } from '../../src/lambda/deliverer.ts';
import { LEDGER_TABLE, type LocalAws, QUEUES, STAGE, TARGETS_PATH } from '../../src/local/aws.ts';
import { checkOrder } from '../../src/local/event-source.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { QueueMessage } from '../../src/local/queue-message.ts';
import type { HttpRequest, Send } from '../../src/model/http.ts';
import { parseLane } from '../../src/model/lane.ts';
import type { Chance } from '../chaos/random.ts';
import { createSleeper, type EventTime } from '../support/event-time.ts';
import { type Receiver, requestTimes } from './receivers.ts';

/** What a batch costs besides its requests and waits: the start of the function and the calls to AWS. */
const BATCH_MS = 50;
const TIMEOUT_MS = 30_000;

type Report = Parameters<DelivererOptions['telemetry']['delivered']>[0];

/** What happens to the outside. Times are milliseconds since the start. */
export interface Observer {
  /** The queue handed out a message of this target. */
  received(target: string): void;
  /** A receiver has decided about a request. */
  answered(target: string, request: HttpRequest, status: number, arrivedAt: number): void;
  delivered(report: Report, at: number): void;
}

interface Surroundings {
  readonly aws: LocalAws;
  readonly time: EventTime;
  readonly chance: Chance;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly observer: Observer;
}

/** One container of the real deliverer, with its own memory, in virtual time. */
export const createContainer = ({ aws, time, chance, receivers, observer }: Surroundings) => {
  const { now, elapsed } = time;
  const sleeper = createSleeper(time);
  const { sleep } = sleeper;
  let running = false;
  const send: Send = async (request) => {
    const target = request.url.split('/').at(-1) ?? '';
    const { wayMs, wholeMs } = requestTimes(chance);
    await sleep(wayMs);
    const arrivedAt = elapsed();
    const { reply, afterMs = wholeMs - wayMs } = (receivers.get(target) as Receiver)(arrivedAt);
    const isLate = wayMs + afterMs > request.timeoutMs;
    if (!isLate || Number.isFinite(afterMs)) observer.answered(target, request, reply.status, arrivedAt);
    await sleep(isLate ? request.timeoutMs - wayMs : afterMs);
    return isLate ? { kind: 'retry', reason: 'timeout' } : reply;
  };
  const telemetry = {
    delivered: (report: Report) => observer.delivered(report, elapsed()),
    targets: () => {},
    ledger: (error: unknown) => {
      throw error;
    },
    lane: () => {},
  };
  const call: AwsCall = async (service, operation, input) => {
    const output = await aws.call(service, operation, input);
    if (operation === 'ReceiveMessage') {
      const { Messages = [] } = output as { Messages?: { Attributes: { MessageGroupId: string } }[] };
      for (const { Attributes } of Messages) observer.received(parseLane(Attributes.MessageGroupId).target);
    }
    return output;
  };
  const deliverer = createDeliverer({
    call,
    send,
    telemetry,
    stage: STAGE,
    targetsPath: TARGETS_PATH,
    ledgerTable: LEDGER_TABLE,
    deliveriesQueueUrl: QUEUES.deliveries,
    deadLettersQueueUrl: QUEUES.deadLetters,
    allowPrivateTargets: false,
    now,
    random: chance.next,
    sleep,
  });
  const work = async (messages: readonly QueueMessage[]): Promise<void> => {
    const until = elapsed() + TIMEOUT_MS;
    await sleep(BATCH_MS);
    const context = { awsRequestId: 'storm', getRemainingTimeInMillis: () => until - elapsed() };
    const { batchItemFailures } = await deliverer({ Records: messages.map(toSqsRecord) }, context);
    if (elapsed() > until) throw new Error(`the function ran for ${TIMEOUT_MS + elapsed() - until} ms`);
    const staying = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    checkOrder(messages, staying);
    for (const { messageId, receiptHandle = '' } of messages) {
      if (!staying.has(messageId)) aws.deliveries.delete(receiptHandle);
    }
  };
  return {
    isFree: () => !running,
    isBusy: () => running && sleeper.waits === 0,
    start(messages: readonly QueueMessage[], failed: (error: unknown) => void): void {
      running = true;
      sleeper.begin();
      work(messages)
        .catch(failed)
        .finally(() => {
          running = false;
        });
    },
  };
};
