import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { AwsCall } from '../aws/call.ts';
import { enqueue, postpone } from '../aws/queue.ts';
import { createTargetStore } from '../aws/targets.ts';
import { readMessage, sourcesFor } from '../events/index.ts';
import { RelayError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import { probeId } from '../model/probe.ts';
import { type Filters, openFilters } from '../model/target.ts';
import { nextWait } from '../relay/backoff.ts';
import { route } from '../relay/route.ts';
import { fromInvocation, fromUnrouted, type Incoming } from './ingress.ts';
import { SqsEvent, type SqsRecord } from './sqs-event.ts';
import type { RouterTelemetry } from './telemetry.ts';

export interface RouterOptions {
  call: AwsCall;
  telemetry: RouterTelemetry;
  targetsPath: string;
  deliveriesQueueUrl: string;
  unroutedQueueUrl: string;
  /** Messages of any other topic are refused. */
  topicArn: string;
  /** Adds what the event does not say, and takes out secrets; loaded when the first event comes. Never rejects. */
  background?: () => Promise<(notification: Notification) => Promise<Notification>>;
  now?: () => Date;
  random?: () => number;
}

/** Tries at the `unrouted` queue come at least this often, in seconds, so that an outage's end is soon noticed. */
const MAX_UNROUTED_WAIT_SECONDS = 900;

/**
 * Makes the function that the topic feeds: each message becomes a notification and a delivery per target that wants it.
 * Of a target it knows the filters only. One whose address is wrong still gets its deliveries, and the deliverer buries
 * them: they can be sent again once it is mended.
 *
 * Invoked by SNS it throws when something could not be routed; Lambda tries again twice and then puts the event on the
 * `unrouted` queue, which feeds the same function, and there the event waits for as long as the trouble lasts.
 */
export const createRouter = (options: RouterOptions) => {
  const { call, telemetry, now = () => new Date(), random = Math.random } = options;
  const load = createTargetStore({
    call,
    path: options.targetsPath,
    open: openFilters,
    report: telemetry.targets,
    now,
  });

  let background: ReturnType<NonNullable<RouterOptions['background']>> | undefined;

  const routeOne = async ({ message, topicArn }: Incoming): Promise<void> => {
    if (topicArn !== undefined && topicArn !== options.topicArn) {
      telemetry.routed({ kind: 'foreign-topic', messageId: message.messageId });
      return;
    }
    const probe = probeId(message.body);
    if (probe !== undefined) {
      telemetry.routed({ kind: 'probe', id: probe });
      return;
    }
    const read = readMessage(message, await sourcesFor(message));
    const { targets } = await load();
    background ??= options.background?.();
    const notification = background ? await (await background)(read) : read;
    const usable = [...targets].filter((entry): entry is [string, Filters] => typeof entry[1] === 'object');
    const deliveries = route(notification, usable);
    await enqueue(call, options.deliveriesQueueUrl, deliveries);
    const names = deliveries.map(({ target }) => target);
    telemetry.routed({ kind: 'routed', notification, targets: names, configured: targets.size });
  };

  /** @returns the errors; the other messages have been routed all the same. */
  const routeAll = async (incoming: readonly Incoming[]): Promise<unknown[]> => {
    const results = await Promise.allSettled(incoming.map(routeOne));
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  };

  const routeAgain = async (record: SqsRecord): Promise<boolean> => {
    const [error] = await routeAll(fromUnrouted(record));
    if (error === undefined) return true;
    const wait = nextWait(
      { reason: 'unavailable' },
      {
        receives: Number(record.attributes.ApproximateReceiveCount),
        firstReceivedAt: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
        now: now(),
        random,
      },
    );
    const waitSeconds = Math.min(wait.seconds, MAX_UNROUTED_WAIT_SECONDS);
    telemetry.routed({ kind: 'unrouted', messageId: record.messageId, error, waitSeconds });
    // Should this fail too, the queue's own visibility timeout ends the wait.
    await Promise.allSettled([postpone(call, options.unroutedQueueUrl, record.receiptHandle, waitSeconds)]);
    return false;
  };

  return async (event: unknown, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<SQSBatchResponse> => {
    const queued = SqsEvent.safeParse(event);
    if (queued.success) {
      const { Records } = queued.data;
      const done = await Promise.all(Records.map(routeAgain));
      return {
        batchItemFailures: Records.filter((_, at) => !done[at]).map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    }
    const incoming = fromInvocation(event, awsRequestId, now());
    const errors = await routeAll(incoming);
    for (const error of errors) telemetry.routed({ kind: 'unrouted', messageId: awsRequestId, error });
    if (errors.length > 0) throw new RelayError(`${errors.length} of ${incoming.length} messages could not be routed`);
    return { batchItemFailures: [] };
  };
};
