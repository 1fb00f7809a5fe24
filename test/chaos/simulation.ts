import { CodePipelineEvent } from '../../src/events/codepipeline/event.ts';
import { identityOf } from '../../src/events/codepipeline/identity.ts';
import { approvalStarted, pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import '../../src/relay/fold.ts';
import { deliveryId } from '../../src/relay/route.ts';
import '../../src/wording/summary.ts';
import { approvalIdentity } from '../../src/text/id.ts';
import { createEventTime } from '../support/event-time.ts';
import { seededChance } from './random.ts';
import { openReceivers, TARGETS, targetOf } from './receivers.ts';
import type { Faults } from './sandbox.ts';
import { addSummaries, type ChaosSummary } from './summary.ts';
import { createTally, pipelineOf } from './tally.ts';
import { createWorld, MINUTE_MS, START } from './world.ts';

export interface ChaosOptions {
  events: number;
  seed: number;
  /**
   * Events of one simulation. More events are split into several simulations with seeds of their own: the backlog of one
   * simulation grows with its events, and with it the time of each step.
   */
  size?: number;
  faults?: Faults;
}

/** Events published per simulated minute. */
const PER_MINUTE = 50;

/** Longest time after which a copy of an event comes. */
const COPY_MS = 10 * MINUTE_MS;

/** Publishes events while functions are killed, messages come twice, and AWS calls fail. */
const simulate = async (events: number, seed: number, faults: Faults): Promise<ChaosSummary> => {
  const chance = seededChance(seed);
  const time = createEventTime(START);
  const { now, elapsed } = time;
  const aws = createLocalAws({ now, until: async () => {} }, { random: chance.next, pauseMs: 50 });
  aws.fault = (_, operation) => (operation.includes('#') && chance.hits(faults.aws / 5) ? 'InternalError' : undefined);
  const tally = createTally(elapsed);
  const receivers = openReceivers(chance);
  for (const target of TARGETS) aws.parameters.set(`${TARGETS_PATH}/${target}`, JSON.stringify(targetOf(target)));

  /** When a fault touched each lane. */
  const disturbances = new Map<string, number[]>();
  const enqueued = (body: string, sentAt: number): void =>
    tally.enqueued(JSON.parse(body).id, sentAt - START.getTime());
  const world = createWorld(
    { aws, time, chance, faults, tally, answer: async ({ url }) => receivers(url, elapsed()) },
    {
      copied: tally.copied,
      handedOut(messages) {
        for (const { body, sentAt, receives } of messages) if (receives === 1) enqueued(body, sentAt.getTime());
      },
      worked({ messages, more, receivedAt, isLateOrKept, sandbox }) {
        for (const { body, sentAt } of more) enqueued(body, sentAt);
        if (!isLateOrKept && !sandbox.invocation().isDisturbed) return;
        for (const lane of new Set([
          ...messages.map(({ groupId = '' }) => groupId),
          ...more.map((message) => message.lane),
        ])) {
          disturbances.set(lane, [...(disturbances.get(lane) ?? []), receivedAt]);
        }
      },
    },
  );

  for (let nth = 0; nth < events; nth++) {
    time.after(Math.round(((nth + chance.next()) * MINUTE_MS) / PER_MINUTE), () => {
      const at = now();
      const facts = { pipeline: pipelineOf(nth), execution: chance.id(), startedAt: at, at };
      const token = chance.id();
      const isApproval = chance.hits(0.1);
      const made = isApproval ? approvalStarted(facts) : pipelineEvent('FAILED', facts);
      const detail = { ...made.detail, ...(isApproval && { 'action-execution-id': token }) };
      const event = { ...made, id: token, detail };
      const identity = isApproval ? approvalIdentity(token) : identityOf(CodePipelineEvent.parse(event), 'pipeline');
      for (const target of TARGETS) tally.expect(deliveryId(identity, target), target, nth);
      const text = JSON.stringify(event);
      world.publish(text);
      if (!chance.hits(0.03)) return;
      tally.copied(1);
      time.after(chance.below(COPY_MS), () => world.publish(text));
    });
  }

  await world.run();
  const bodies = aws.deadLetters.messages.map(({ body }) => body);
  return tally.summary(bodies, disturbances);
};

/** Runs as many simulations as `events` need, one after another, and adds up their summaries. */
export const runChaos = async ({
  events,
  seed,
  size = 500,
  faults = { kill: 0.003, aws: 0.01, queue: 0.005 },
}: ChaosOptions): Promise<ChaosSummary> => {
  const summaries: ChaosSummary[] = [];
  for (let done = 0; done < events; done += size) {
    summaries.push(await simulate(Math.min(size, events - done), seed + done, faults));
  }
  return addSummaries(summaries);
};
