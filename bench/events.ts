import { randomUUID } from 'node:crypto';
import { readMessage, sourcesFor, toMessage } from '../src/events/index.ts';
import { pipelineEvent } from '../src/events/shared/codepipeline-examples.ts';
import { TOPIC_ARN } from '../src/local/aws.ts';
import { realClock } from '../src/local/clock.ts';
import { toSqsRecord } from '../src/local/lambda-events.ts';
import { createLocalRelay } from '../src/local/relay.ts';
import { sampleAnswers } from '../src/samples/enrichment.ts';

export type State = 'STARTED' | 'FAILED' | 'SUCCEEDED';

/** A state change of a pipeline as EventBridge sends it, of a new execution. */
export const pipelineText = (state: State, pipeline = 'shop-prod'): string => {
  const at = new Date();
  const startedAt = new Date(at.getTime() - 300_000);
  return JSON.stringify(pipelineEvent(state, { pipeline, execution: randomUUID(), startedAt, at }));
};

/** The event with which SNS invokes the router, with all fields. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const snsEvent = (...texts: readonly string[]): string => {
  const EventSubscriptionArn = `${TOPIC_ARN}:${randomUUID()}`;
  const Records = texts.map((Message) => ({
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn,
    Sns: {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: TOPIC_ARN,
      Subject: null,
      Message,
      Timestamp: new Date().toISOString(),
      SignatureVersion: '1',
      Signature: 'c2lnbmF0dXJl'.repeat(28),
      SigningCertUrl: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0000.pem',
      UnsubscribeUrl: `https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${EventSubscriptionArn}`,
      MessageAttributes: {},
    },
  }));
  return JSON.stringify({ Records });
};

const quiet = () => {};

/** Makes events for the deliverer, by the real router: each record is a failure with its reason, log lines and commits. */
export const createDeliveries = async () => {
  const clock = realClock();
  const send = async () => ({ status: 200, body: 'ok' });
  const telemetry = { routed: quiet, delivered: quiet, targets: quiet, ledger: quiet };
  const relay = createLocalRelay({
    clock,
    send,
    telemetry,
    allowPrivateTargets: true,
    enrichmentMs: 2500,
    answersEverywhere: true,
  });

  return {
    /** @returns the event of one invocation: one record for each of these targets, all with the same alert. */
    async batch(targets: Readonly<Record<string, object>>): Promise<string> {
      for (const [name, target] of Object.entries(targets)) relay.addTarget(name, target);
      const text = pipelineText('FAILED', `shop-${randomUUID().slice(0, 8)}`);
      const message = toMessage({ text, messageId: 'bench', publishedAt: clock.now().toISOString() });
      const notification = readMessage(message, await sourcesFor(message));
      for (const [name, answer] of Object.entries(await sampleAnswers(notification, clock.now())))
        relay.aws.answers.set(name, answer);
      await relay.publish(text);
      const messages = relay.aws.deliveries.receive(10);
      const records = messages.map(toSqsRecord);
      for (const { receiptHandle } of messages) relay.aws.deliveries.delete(receiptHandle ?? '');
      if (records.length !== Object.keys(targets).length)
        throw new Error(`${records.length} deliveries for ${Object.keys(targets).length} targets`);
      return JSON.stringify({ Records: records });
    },
  };
};
