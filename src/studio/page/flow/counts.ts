import type { FlowDelivery, FlowSnapshot, FlowState } from '../../flow-api.ts';

const inState = (flow: FlowSnapshot, ...states: FlowState[]): number =>
  flow.deliveries.filter(({ state }) => states.includes(state)).length;

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly count: number;
  readonly unit: string;
  /** The station is processing something. */
  readonly active: boolean;
  /** The station fails, or holds messages that need attention. */
  readonly problem?: boolean;
}

/** The stations on an event's path, and the queues beside it, with their counts. */
export const stationsOf = (flow: FlowSnapshot): Record<'path' | 'queues', readonly Station[]> => {
  const { totals, events, faults } = flow;
  const arriving = events.filter(({ state }) => state === 'arrived').length;
  const unrouted = events.filter(({ state }) => state === 'unrouted').length;
  const queued = inState(flow, 'queued', 'waiting');
  const sending = inState(flow, 'sending');
  const broken = (fault: string) => faults.some((known) => known.fault === fault && known.on);
  return {
    path: [
      {
        id: 'bus',
        name: 'EventBridge',
        description: 'sends the events that its rules match',
        count: totals.published,
        unit: 'matched',
        active: arriving > 0,
      },
      {
        id: 'topic',
        name: 'Topic',
        description: 'SNS, starts the router',
        count: totals.published,
        unit: 'published',
        active: arriving > 0,
      },
      {
        id: 'router',
        name: 'Router',
        description: 'reads and routes events',
        count: arriving,
        unit: 'in progress',
        active: arriving > 0,
        problem: broken('targets'),
      },
      {
        id: 'queue',
        name: 'Queue',
        description: 'holds deliveries until they are due',
        count: queued,
        unit: 'waiting',
        active: queued > 0,
        problem: broken('queue'),
      },
      {
        id: 'deliverer',
        name: 'Deliverer',
        description: 'renders and sends messages',
        count: sending,
        unit: 'being sent',
        active: sending > 0,
      },
      {
        id: 'targets',
        name: 'Targets',
        description: 'chat and webhooks',
        count: totals.delivered,
        unit: 'delivered',
        active: false,
      },
    ],
    queues: [
      {
        id: 'unrouted',
        name: 'Unrouted',
        description: 'events that will be routed again',
        count: unrouted,
        unit: 'waiting',
        active: unrouted > 0,
        problem: unrouted > 0,
      },
      {
        id: 'ledger',
        name: 'Ledger',
        description: 'DynamoDB, remembers what was sent',
        count: totals.skipped,
        unit: totals.skipped === 1 ? 'copy skipped' : 'copies skipped',
        active: false,
        problem: broken('ledger'),
      },
      {
        id: 'dead',
        name: 'Dead letters',
        description: 'deliveries that were given up',
        count: flow.deadLetters.length,
        unit: 'stored',
        active: false,
        problem: flow.deadLetters.length > 0,
      },
      {
        id: 'alarm',
        name: 'Alarm',
        description: 'CloudWatch, reports every dead letter',
        count: flow.deadLetters.length > 0 ? 1 : 0,
        unit: 'in alarm',
        active: false,
        problem: flow.deadLetters.length > 0,
      },
    ],
  };
};

/** Label and colour of each state. */
export const STATES: Record<FlowState, { label: string; tone: string }> = {
  queued: { label: 'queued', tone: '' },
  sending: { label: 'sending', tone: 'accent' },
  waiting: { label: 'waiting', tone: 'warn' },
  delivered: { label: 'delivered', tone: 'good' },
  skipped: { label: 'skipped', tone: '' },
  dead: { label: 'dead letter', tone: 'bad' },
};

/** The announcement of a delivery's new state. */
export const announcement = ({ state, target, headline, reasonText }: FlowDelivery): string =>
  `${headline} to ${target}: ${STATES[state].label}${reasonText && state !== 'delivered' ? `, ${reasonText}` : ''}`;
