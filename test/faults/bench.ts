import { pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { type Arrival, openInbox, type Responder, responders } from '../../src/local/inbox.ts';
import type { QueueMessage } from '../../src/local/queue.ts';
import { createLocalRelay, type LocalRelay, type LocalRelayOptions, toSqsRecord } from '../../src/local/relay.ts';
import { createSend } from '../../src/net/http.ts';
import type { DeliveryReport } from '../../src/relay/batch.ts';
import type { RoutingReport } from '../../src/relay/routing.ts';

export const START = new Date('2026-03-04T09:20:00.000Z');

/** A moment `seconds` after the beginning of every test. */
export const momentAt = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** What a target's receiver got, and when, in seconds since the test began. */
export interface Try extends Arrival {
  readonly at: number;
}

/** An answer, always the same. */
export const says = (status: number, body = '', headers: Record<string, string> = {}): Responder =>
  (() => ({ status, body, headers })) satisfies Responder;

/** One answer after another; the last one for ever. */
export const inTurn =
  (...turns: readonly Responder[]): Responder =>
  (nth) =>
    (turns[Math.min(nth, turns.length) - 1] ?? responders.ok)(nth);

/** What all containers' telemetry was told. */
const openReports = () => {
  const told = {
    routed: [] as RoutingReport[],
    delivered: [] as DeliveryReport[],
    targets: [] as { kind: string; target?: string; problems?: readonly string[]; error?: unknown }[],
    ledger: [] as unknown[],
  };
  const telemetry: LocalRelayOptions['telemetry'] = {
    routed: (report) => void told.routed.push(report),
    delivered: (report) => void told.delivered.push(report),
    targets: (report) => void told.targets.push(report),
    ledger: (error) => void told.ledger.push(error),
  };
  return { told, telemetry };
};

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** The real functions over AWS in memory, a clock that stands still between waits, and a mailbox per target. */
export const openBench = async (overrides: Partial<LocalRelayOptions> = {}) => {
  const clock = frozenClock(START);
  const inbox = await openInbox();
  const { told, telemetry } = openReports();
  const options: LocalRelayOptions = {
    clock,
    telemetry,
    send: createSend({ allowPrivate: true, now: clock.now }),
    allowPrivateTargets: true,
    random: () => 0.5,
    ...overrides,
  };
  const relay = createLocalRelay(options);
  const { aws } = relay;
  const times = new Map<string, number[]>();
  const elapsed = (): number => (clock.now().getTime() - START.getTime()) / 1000;

  /** Puts a target into Parameter Store; without a URL of its own it posts to its mailbox, which answers by `responder`. */
  const addTarget = (
    name: string,
    target: object = { platform: 'slack' },
    responder: Responder = responders.ok,
  ): void => {
    relay.addTarget(name, { url: inbox.urlOf(name), ...target });
    times.set(name, []);
    inbox.setResponder(name, (nth) => {
      times.get(name)?.push(elapsed());
      return responder(nth);
    });
  };

  const tries = (name: string): Try[] =>
    inbox.arrivals
      .filter(({ target }) => target === name)
      .map((arrival, index) => ({ ...arrival, at: times.get(name)?.[index] ?? Number.NaN }));

  const letterOf = ({ body, attributes }: QueueMessage): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue])),
    body,
  });

  return {
    relay,
    aws,
    clock,
    inbox,
    told,
    elapsed,
    addTarget,
    tries,
    /** When the target's receiver was asked, in seconds since the test began. */
    triedAt: (name: string): number[] => tries(name).map(({ at }) => at),
    letters: () => aws.deadLetters.messages.map(letterOf),
    /** Publishes an object as the topic would get it. */
    publish: (event: unknown): Promise<void> => relay.publish(JSON.stringify(event)),
    /** Lets time pass and work be done until then, in seconds since the test began. */
    runUntil: async (seconds: number): Promise<void> => {
      await relay.settle(momentAt(seconds));
      await clock.until(momentAt(seconds));
      await relay.drain();
    },
    /** Another container of the same stack: its memory is empty. */
    newContainer: (other: Partial<LocalRelayOptions> = {}): LocalRelay =>
      createLocalRelay({ ...options, aws, ...other }),
    close: inbox.close,
  };
};

let events = 0;

/** A pipeline's state change as EventBridge sends it: the one of a failure, at the beginning of the test. */
export const anEvent = (state = 'FAILED', facts: Partial<Parameters<typeof pipelineEvent>[1]> = {}) =>
  pipelineEvent(state, {
    pipeline: 'web',
    execution: `execution-${events++}`,
    startedAt: momentAt(-300),
    at: START,
    ...facts,
  });

export const context = (remainingMs = 30_000) => ({
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => remainingMs,
});

/** What the deliverer's event source mapping would hand over now. */
export const receive = ({ aws }: Pick<Bench, 'aws'>, max = 10) => ({
  Records: aws.deliveries.receive(max).map(toSqsRecord),
});

/** An SNS event with these texts, of this topic. */
export const snsEvent = (texts: readonly unknown[], topicArn: (index: number) => string) => ({
  Records: texts.map((text, index) => ({
    EventSource: 'aws:sns',
    Sns: {
      MessageId: `message-${index}`,
      TopicArn: topicArn(index),
      Subject: null,
      Message: typeof text === 'string' ? text : JSON.stringify(text),
      Timestamp: START.toISOString(),
    },
  })),
});
