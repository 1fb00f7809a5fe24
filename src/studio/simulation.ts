import type { Service } from '../aws/call.ts';
import { createLocalAws, type LocalAws, TARGETS_PATH } from '../local/aws.ts';
import { addressField, type Chat } from '../local/chat.ts';
import type { Clock } from '../local/clock.ts';
import { createLocalRelay, type LocalRelay } from '../local/relay.ts';
import type { Send } from '../model/http.ts';
import { isTargetName } from '../model/stack.ts';
import { createMemory, type Memory } from '../relay/memory.ts';
import { summaryDelivery } from '../relay/summary-delivery.ts';
import type { Answers } from '../samples/answers.ts';
import type { Stored } from '../targets/raw-target.ts';
import { withPlaceholders } from '../targets/references.ts';
import { isRecord } from '../text/json.ts';
import { summaryNotification } from '../wording/summary.ts';
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import { createDeliveryLog, type DeliveryLog } from './delivery-log.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import type { Fault } from './flow-api.ts';
import { observeCalls } from './observe-calls.ts';
import { unroutedText } from './outcome-text.ts';
import { createSentMessages } from './sent-messages.ts';

/** Visibility timeout of the queues, in seconds. */
const HIDDEN_SECONDS = 180;

/** How many events, and how many deliveries, are kept. */
const MAX_KEPT = 500;

/** The answers of AWS about one published event. */
interface EventAnswers {
  /** Id of the notification. */
  readonly id: string;
  readonly found: Promise<Answers>;
}

/** Everything that a reset replaces: the relay, its in-memory AWS, and the logs of both. */
export interface Simulation {
  readonly aws: LocalAws;
  readonly relay: LocalRelay;
  readonly memory: Memory;
  readonly events: EventLog;
  readonly deliveries: DeliveryLog;
  /** An event without answers is not enriched. */
  readonly answers: BoundedMap<EventAnswers>;
  readonly sent: Pick<ReturnType<typeof createSentMessages>, 'bodyOf'>;
  readonly faults: ReadonlySet<Fault>;
  setFault(fault: Fault, on: boolean): void;
  /** Writes the targets to Parameter Store, and starts new containers without cached targets. */
  setTargets(targets: readonly Stored[]): Promise<void>;
}

export interface SimulationOptions {
  readonly clock: Clock;
  readonly send: Send;
  /** The inbox that replaces a target's address. */
  readonly urlOf: (target: string) => string;
  readonly platformOf: (target: string) => string | undefined;
  readonly chatOf: (target: string) => Chat | undefined;
  /** Called after every change. */
  readonly changed: () => void;
}

const FAULTY: Readonly<Record<Fault, (service: Service, operation: string) => boolean>> = {
  targets: (service) => service === 'ssm',
  queue: (service, operation) => service === 'sqs' && operation === 'SendMessageBatch',
  ledger: (service) => service === 'dynamodb',
};

/** A target as the simulated relay gets it: with placeholders for secrets, and the inbox as its address. */
const localTarget = ({ name, raw }: Stored, url: string): string => {
  const target = withPlaceholders(raw);
  if (!isRecord(target)) return JSON.stringify(null);
  return JSON.stringify({ ...target, ...(isTargetName(name) && { [addressField(target.platform)]: url }) });
};

/** A relay in its initial state. */
export const createSimulation = (options: SimulationOptions): Simulation => {
  const { clock, changed } = options;
  const { now } = clock;
  const aws = createLocalAws(clock);
  const events = createEventLog(MAX_KEPT);
  const deliveries = createDeliveryLog(MAX_KEPT, now);
  const answers = createBoundedMap<EventAnswers>(MAX_KEPT);
  const memory = createMemory();
  const faults = new Set<Fault>();
  const sent = createSentMessages({ ...options, max: MAX_KEPT });
  aws.fault = (service, operation) =>
    [...faults].some((fault) => FAULTY[fault](service, operation)) ? 'ServiceUnavailable' : undefined;

  const call = observeCalls(aws.call, {
    queued: (delivery) =>
      deliveries.queued(delivery, events.eventOf(delivery.notification), options.platformOf(delivery.target)),
    dropped: (delivery) => deliveries.dropped(delivery.id),
    changed,
  });
  const telemetry: Parameters<typeof createLocalRelay>[0]['telemetry'] = {
    routed(report) {
      if (report.kind === 'routed') events.routed(report.notification, report.targets);
      else if (report.kind === 'unrouted' && report.waitSeconds !== undefined) {
        const until = new Date(now().getTime() + report.waitSeconds * 1000);
        events.failedAgain(report.messageId, unroutedText(report.error), until);
      }
      changed();
    },
    delivered(report) {
      deliveries.handled(report, HIDDEN_SECONDS);
      changed();
    },
    lane(notice) {
      if (notice.kind === 'attempt') {
        deliveries.sending(notice.delivery.id);
        sent.attempt(notice.delivery);
      }
      if (notice.kind === 'folded' && notice.opened) {
        // A summary belongs to no event. It stands below the newest one.
        const delivery = summaryDelivery(notice.summary, summaryNotification(notice.summary));
        deliveries.queued(delivery, events.views.at(-1)?.id ?? '', options.platformOf(delivery.target));
      }
      changed();
    },
    targets: () => {},
    ledger: () => {},
  };
  const start = (): LocalRelay =>
    createLocalRelay({
      clock,
      send: sent.send,
      telemetry,
      allowPrivateTargets: true,
      // Keeps histories. Only events with answers of their own are enriched.
      enrichmentMs: 0,
      answersFor: ({ id }) => answers.get(id)?.found,
      aws: { ...aws, call },
      memory,
    });

  /** Starts new containers, which find no filters in the table either. */
  const restart = (): LocalRelay => {
    for (const id of aws.table.items.keys()) if (id.startsWith('f_')) aws.table.items.delete(id);
    return start();
  };

  const simulation = {
    aws,
    relay: start(),
    memory,
    events,
    deliveries,
    answers,
    sent,
    faults,
    setFault(fault: Fault, on: boolean) {
      if (on) faults.add(fault);
      else faults.delete(fault);
      if (fault === 'targets' && on) simulation.relay = restart();
      changed();
    },
    async setTargets(targets: readonly Stored[]) {
      aws.parameters.clear();
      for (const stored of targets) {
        aws.parameters.set(`${TARGETS_PATH}/${stored.name}`, localTarget(stored, options.urlOf(stored.name)));
      }
      simulation.relay = restart();
      changed();
    },
  };
  return simulation;
};
