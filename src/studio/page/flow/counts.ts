import type { FlowDelivery, FlowSnapshot, FlowState } from '../../flow-api.ts';

const inState = (flow: FlowSnapshot, ...states: FlowState[]): number =>
  flow.deliveries.filter(({ state }) => states.includes(state)).length;

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly does: string;
  readonly count: number;
  readonly unit: string;
  /** Something is in it at this moment. */
  readonly active: boolean;
  /** It waits for somebody or something. */
  readonly trouble?: boolean;
}

/** The stations on an event's way, with what is in them or has come through. */
export const stationsOf = (flow: FlowSnapshot): Record<'way' | 'aside', readonly Station[]> => {
  const { totals, events, faults } = flow;
  const arriving = events.filter(({ state }) => state === 'arrived').length;
  const unrouted = events.filter(({ state }) => state === 'unrouted').length;
  const queued = inState(flow, 'queued', 'waiting');
  const sending = inState(flow, 'sending');
  const broken = (fault: string) => faults.some((known) => known.fault === fault && known.on);
  return {
    way: [
      { id: 'topic', name: 'Topic', does: 'SNS', count: totals.published, unit: 'published', active: arriving > 0 },
      {
        id: 'router',
        name: 'Router',
        does: 'reads it, asks who wants it',
        count: arriving,
        unit: 'in work',
        active: arriving > 0,
        trouble: broken('targets'),
      },
      {
        id: 'queue',
        name: 'Queue',
        does: 'keeps each delivery until its time',
        count: queued,
        unit: 'waiting',
        active: queued > 0,
        trouble: broken('queue'),
      },
      {
        id: 'deliverer',
        name: 'Deliverer',
        does: 'draws it, sends it, judges the answer',
        count: sending,
        unit: 'being sent',
        active: sending > 0,
        trouble: broken('ledger'),
      },
      {
        id: 'targets',
        name: 'Targets',
        does: 'chats and machines',
        count: totals.delivered,
        unit: 'delivered',
        active: false,
      },
    ],
    aside: [
      {
        id: 'unrouted',
        name: 'Unrouted',
        does: 'waits until AWS works again',
        count: unrouted,
        unit: 'waiting',
        active: unrouted > 0,
        trouble: unrouted > 0,
      },
      {
        id: 'dead',
        name: 'Dead letters',
        does: 'given up, with the reason',
        count: flow.deadLetters.length,
        unit: 'to look at',
        active: false,
        trouble: flow.deadLetters.length > 0,
      },
    ],
  };
};

/** How a delivery stands, in a word or two. */
export const STATES: Record<FlowState, { words: string; tone: string }> = {
  queued: { words: 'queued', tone: '' },
  sending: { words: 'sending', tone: 'accent' },
  waiting: { words: 'waits', tone: 'warn' },
  delivered: { words: 'delivered', tone: 'good' },
  skipped: { words: 'left out', tone: '' },
  dead: { words: 'given up', tone: 'bad' },
};

/** The sentence that a screen reader hears when a delivery's state changes. */
export const announcement = ({ state, target, headline, words }: FlowDelivery): string =>
  `${headline} to ${target}: ${STATES[state].words}${words && state !== 'delivered' ? `, ${words}` : ''}`;
