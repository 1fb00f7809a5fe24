import { EMPTY_CONVERSATION } from '../../../src/model/conversation-state.ts';
import { addToSummary, openSummary } from '../../../src/relay/summary.ts';
import type { Chance } from '../../chaos/random.ts';
import { aNotification } from '../../support/factories.ts';
import { manyFilters } from './sample-rows.ts';
import type { Container } from './table.ts';

const TIME = '2026-03-04T09:00:00.000Z';

/** Few names, so that steps often meet the same row. */
const IDS = ['d_1', 'd_2', 'd_3', 's_1', 'by_hand', 'g_team'];
const LANES = ['team', 'team!', 'other'];
const KEYS = [['111122223333', 'shop'], ['111122223333', 'api'], ['x']];
const CONVERSATIONS = ['c_1', 'c_2', 'c_3'];
const OWNERS = ['one', 'two'];

/** What a step needs beside the modules. */
interface Facts {
  readonly chance: Chance;
  readonly now: Date;
}

type Step = (container: Container, facts: Facts) => Promise<unknown>;

const oneOf = <Item>(items: readonly Item[], { below }: Chance): Item => items[below(items.length)] as Item;

const summaryOf = (chance: Chance, members: number) => {
  const opened = openSummary(oneOf(LANES, chance), oneOf(IDS, chance), TIME, 0);
  const summary = addToSummary(
    opened,
    Array.from({ length: members }, () => aNotification()),
  );
  return { ...summary, version: 1 + chance.below(3) };
};

/** Calls that the functions make, with random arguments. Times are near the clock's, on both sides of it. */
const STEPS: Readonly<Record<string, Step>> = {
  delivered: ({ ledger }, { chance }) => ledger.delivered(oneOf(IDS, chance)),
  aside: ({ ledger }, { chance }) => ledger.aside(oneOf(IDS, chance)),
  close: ({ ledger }, { chance }) => ledger.close(oneOf(IDS, chance)),
  conclude: ({ ledger }, { chance }) => ledger.conclude({ attempt: oneOf(KEYS, chance), time: TIME }),
  deliveredEnd: ({ ledger }, { chance }) =>
    ledger.delivered(oneOf(IDS, chance), { attempt: oneOf(KEYS, chance), time: TIME }),
  save: ({ ledger }, { chance }) =>
    ledger.save(oneOf(LANES, chance), chance.hits(0.4) ? {} : { failures: chance.below(3), failingSince: 1 }),
  pause: ({ ledger }, { chance, now }) =>
    ledger.pause(oneOf(LANES, chance), now.getTime() + (chance.below(11) - 5) * 10_000),
  fold: ({ ledger }, { chance }) =>
    ledger.fold(
      summaryOf(chance, 1 + chance.below(2)),
      chance.below(3),
      chance.shuffled(IDS).slice(0, chance.below(3)),
    ),
  summaries: ({ ledger }, { chance }) => ledger.summaries([summaryOf(chance, 1).id, oneOf(IDS, chance)]),
  read: async ({ ledger }, { chance }) => {
    const wanted = { deliveries: chance.shuffled(IDS).slice(1), lanes: LANES, attempts: KEYS };
    const snapshot = await ledger.read(wanted);
    return [
      snapshot.isComplete,
      wanted.deliveries.map((id) => snapshot.delivery(id)),
      LANES.map((lane) => snapshot.lane(lane)),
      KEYS.map((key) => snapshot.end(key)),
    ];
  },
  'read history': ({ histories }, { chance }) => histories.read(oneOf(KEYS, chance)),
  'write history': ({ histories }, { chance }) =>
    histories.write(
      oneOf(KEYS, chance),
      { endings: [{ id: chance.id(), failed: true, time: TIME, execution: 'é', attempt: 1 }] },
      chance.below(4),
    ),
  'note run': ({ runs }, { chance }) => {
    const name = oneOf(LANES, chance);
    const part = chance.hits(0.5) ? { name, time: TIME, failures: [{ reason: chance.id() }] } : undefined;
    return runs.note(oneOf(KEYS, chance), chance.hits(0.5) ? { startedAt: TIME, reported: 2 } : {}, part);
  },
  'add part': ({ runs }, { chance }) =>
    runs.add(oneOf(KEYS, chance), { name: oneOf(LANES, chance), time: TIME, failures: [{ reason: chance.id() }] }),
  'read run': ({ runs }, { chance }) => runs.read(oneOf(KEYS, chance)),
  'read filters': ({ filters }) => filters.read(),
  'write filters': ({ filters }, { chance, now }) =>
    filters.write({
      filters: manyFilters(chance.below(4)),
      loadedAt: new Date(now.getTime() + chance.below(5) * 1000),
      ...(chance.hits(0.5) && { seenAt: now }),
    }),
  'read conversations': ({ conversations }, { chance }) =>
    conversations.read(chance.shuffled(CONVERSATIONS).slice(0, 1 + chance.below(2))),
  'write conversation': ({ conversations }, { chance }) =>
    conversations.write(
      oneOf(CONVERSATIONS, chance),
      { ...EMPTY_CONVERSATION, changes: chance.below(9), steps: [`${chance.id()}/reply`] },
      chance.below(4),
    ),
  'count update': ({ conversations }, { chance }) => conversations.countUpdate(oneOf(OWNERS, chance)),
  'note person': ({ people }, { chance }) =>
    people.note(oneOf(OWNERS, chance), 'ada@example.com', chance.hits(0.5) ? { id: 'U0CANARY03' } : 'nobody'),
  'read people': ({ people }, { chance }) =>
    people.read(oneOf(OWNERS, chance), ['ada@example.com', `${chance.id()}@example.com`]),
  lease: ({ filters }, { chance }) => filters.lease(oneOf(OWNERS, chance)),
  release: ({ filters }, { chance }) => filters.release(oneOf(OWNERS, chance)),
};

/** Names of all steps. */
export const STEP_NAMES: readonly string[] = Object.keys(STEPS);

/** Makes one random call, whose result does not matter here. @returns its name. */
export const randomStep = async (container: Container, facts: Facts): Promise<string> => {
  const name = oneOf(STEP_NAMES, facts.chance);
  await STEPS[name]?.(container, facts);
  return name;
};
