import { createLocalAws, TARGETS_PATH } from '../../../src/local/aws.ts';
import { type Delivery, parseDelivery } from '../../../src/model/delivery.ts';
import { laneOf } from '../../../src/model/lane.ts';
import '../../../src/relay/fold.ts';
import '../../../src/relay/follow-summary.ts';
import '../../../src/relay/tell.ts';
import '../../../src/wording/summary.ts';
import { parseJson } from '../../../src/text/json.ts';
import { createEventTime } from '../../support/event-time.ts';
import { seededChance } from '../random.ts';
import { createWorld, MINUTE_MS, START } from '../world.ts';
import { openChannels } from './channels.ts';
import { judge, type Verdict } from './judge.ts';
import { isWithin, MOODS, type Mood } from './moods.ts';
import { createRecord } from './record.ts';
import { createStories } from './stories.ts';

export interface ConversationsRun extends Verdict {
  readonly mood: string;
  readonly seed: number;
  readonly deliveries: number;
  readonly summarised: number;
  /** Before they were sent again, and after it. */
  readonly deadLetters: readonly [number, number];
  readonly kills: number;
  readonly awsFailures: number;
}

/** After how many days the dead letters are sent again. */
const REDRIVE_DAYS = 3;

const simulate = async (events: number, seed: number, mood: Mood): Promise<ConversationsRun> => {
  const chance = seededChance(seed);
  const time = createEventTime(START);
  const { now, elapsed } = time;
  const aws = createLocalAws({ now, until: async () => {} }, { random: chance.next, pauseMs: 50 });
  const { record, because, recorder, observer, reasonsOf, delivered, watch } = createRecord();
  const channels = openChannels({ time, chance, mood, because });
  const places = Object.entries(channels.places);
  for (const [name, { target }] of places) aws.parameters.set(`${TARGETS_PATH}/${name}`, JSON.stringify(target));

  const isDown = (service: string): boolean => service === 'dynamodb' && isWithin(mood.tableDown, elapsed());
  const watched = { ...aws, call: watch(aws.call) };
  const common = { time, chance, faults: mood, tally: recorder, answer: channels.answer, delivered, isDown };
  const world = createWorld({ ...common, aws: watched, enrichmentMs: 0 }, observer);

  createStories({ time, chance, publish: world.publish }).tell(events, mood.perMinute);
  const lengthMs = Math.ceil((events / mood.perMinute) * MINUTE_MS);
  for (let nth = 0; nth < mood.removed; nth++) {
    const [name = ''] = places[nth % places.length] ?? [];
    time.after(2 * MINUTE_MS + chance.below(lengthMs), () => channels.removeRoot(name));
  }
  for (const [nth, minute] of (mood.archived ?? []).entries())
    time.after(minute * MINUTE_MS, () => channels.archive(nth === 0));
  await world.run();

  const given = aws.deadLetters.messages.length;
  time.advance(elapsed() + REDRIVE_DAYS * 24 * 60 * MINUTE_MS);
  for (let letters = aws.deadLetters.receive(10); letters.length > 0; letters = aws.deadLetters.receive(10)) {
    for (const { body, receiptHandle = '' } of letters) {
      const delivery = parseDelivery(parseJson(body));
      if (!delivery) throw new Error('a dead letter without a delivery');
      aws.deliveries.send(body, { groupId: laneOf(delivery), deduplicationId: `${delivery.id}-again` });
      aws.deadLetters.delete(receiptHandle);
    }
  }
  await world.run();

  const dead = new Set(aws.deadLetters.messages.map(({ body }) => (parseJson(body) as Delivery).id));
  const verdicts = places.map(([target, place]) =>
    judge({
      target,
      place,
      deliveries: new Map([...record.deliveries].filter(([, delivery]) => delivery.target === target)),
      roots: channels.roots(target, record.receipts),
      counts: channels.counts(target),
      posted: channels.posted(target),
      summarised: record.summarised,
      dead,
      superseded: record.superseded,
      reasons: (pipeline) => reasonsOf(target, pipeline),
      hasTableFault: (key) => record.faultyKeys.has(key),
    }),
  );
  return {
    mood: mood.name,
    seed,
    losses: verdicts.flatMap(({ losses }) => losses),
    violations: verdicts.flatMap(({ violations }) => violations),
    excused: verdicts.flatMap(({ excused }) => excused),
    conversations: verdicts.reduce((sum, { conversations }) => sum + conversations, 0),
    deliveries: record.deliveries.size,
    summarised: record.summarised.size,
    deadLetters: [given, dead.size],
    kills: record.kills,
    awsFailures: record.awsFailures,
  };
};

/** Events of one simulation. */
const SIZE = 150;

/** Runs one simulation after another. Each has the next of the moods, and a seed of its own. */
export const runConversations = async (
  events: number,
  seed: number,
  moods: readonly Mood[] = MOODS,
): Promise<ConversationsRun[]> => {
  const runs: ConversationsRun[] = [];
  for (let done = 0; done < events; done += SIZE) {
    const mood = moods[runs.length % moods.length] as Mood;
    runs.push(await simulate(Math.min(SIZE, events - done), seed + runs.length, mood));
  }
  return runs;
};

/** How often each deviation with a reason was seen, the most frequent first. */
export const countExcused = (runs: readonly ConversationsRun[]): [string, number][] => {
  const counts = new Map<string, number>();
  for (const each of runs.flatMap(({ excused }) => excused)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
};
