import type { AwsCall } from '../../../src/aws/call.ts';
import { type Delivery, parseDelivery } from '../../../src/model/delivery.ts';
import type { DeliveryReport } from '../../../src/relay/received.ts';
import { parseJson } from '../../../src/text/json.ts';
import type { Recorder } from '../tally.ts';
import type { Observer } from '../world.ts';
import type { Reason } from './channels.ts';
import { pipelineIn } from './stories.ts';

interface WrittenItem {
  Item?: { id?: { S: string }; state?: { S: string } };
}

/** Receives of a message, at the least, before it is given up because functions end without an outcome. */
const GIVEN_UP = 4;

/** Keeps what happens in a simulation, for the judge. */
export const createRecord = () => {
  const reasons = new Map<string, Set<Reason>>();
  const record = {
    /** What was asked for, by id, without summaries. */
    deliveries: new Map<string, Delivery>(),
    summarised: new Set<string>(),
    superseded: new Set<string>(),
    /** Keys of rows that a failed call was about. */
    faultyKeys: new Set<string>(),
    /** Receipts of roots that were stored. */
    receipts: new Set<string>(),
    kills: 0,
    awsFailures: 0,
  };

  const because = (reason: Reason, target: string, pipeline = ''): void => {
    const key = `${target} ${pipeline}`;
    reasons.set(key, (reasons.get(key) ?? new Set()).add(reason));
  };
  const note = ({ body }: { readonly body: string }): void => {
    const delivery = parseDelivery(parseJson(body));
    if (!delivery || delivery.notification.summary) return;
    // The update of a delivery that was told can go on as a delivery of its own.
    const known = record.deliveries.get(delivery.id);
    record.deliveries.set(delivery.id, known && !known.updateOnly ? known : delivery);
  };

  const recorder: Recorder = {
    invoke: () => ({ reads: new Map(), accepts: [], hasTableFault: false, isDisturbed: false }),
    killed: () => void record.kills++,
    failed(_, service, keys) {
      record.awsFailures++;
      if (service === 'dynamodb') for (const key of keys) record.faultyKeys.add(key);
    },
    folded({ deliveries }) {
      for (const id of deliveries) record.summarised.add(id);
    },
    timedOut: () => {},
    ended: () => {},
    read: () => {},
    noted: () => {},
    unnoted: () => {},
    accepted: () => {},
  };

  const observer: Observer = {
    copied: () => {},
    handedOut: (messages) => messages.forEach(note),
    worked({ messages, more, sandbox }) {
      more.forEach(note);
      if (!sandbox.isDead()) return;
      // Discord cannot be asked whether a message exists.
      for (const { body } of [...messages, ...more]) {
        const delivery = parseDelivery(parseJson(body));
        if (delivery?.target === 'discord') because('killed', 'discord', pipelineIn(body));
      }
    },
  };

  return {
    record,
    because,
    recorder,
    observer,
    reasonsOf: (target: string, pipeline: string): ReadonlySet<Reason> =>
      reasons.get(`${target} ${pipeline}`) ?? new Set(),
    delivered({ delivery, outcome, receive }: DeliveryReport): void {
      if (!delivery || outcome.kind !== 'skipped') return;
      if (outcome.reason === 'superseded') record.superseded.add(delivery.id);
      // An update is given up after its function was killed three times.
      if (outcome.reason === 'nothing-to-update' && receive >= GIVEN_UP)
        because('given up', delivery.target, delivery.notification.pipeline?.name);
    },
    /** Notes the receipts of roots that the relay stores. */
    watch:
      (call: AwsCall): AwsCall =>
      (service, operation, input) => {
        const { id, state } = (input as WrittenItem).Item ?? {};
        const row = id?.S.startsWith('c_') ? (parseJson(state?.S ?? '') as { root?: string }) : {};
        if (row.root !== undefined) record.receipts.add(row.root);
        return call(service, operation, input);
      },
  };
};
