import { explainTarget } from '../../targets/explain-filters.ts';
import { safeLine } from '../../text/safe-line.ts';
import type { Line } from '../aws/log-lines.ts';
import { deliveryStory } from './delivery.ts';
import type { EventFacts, EventStory, StageTarget, TargetStory } from './facts.ts';
import { loggedNotification } from './logged.ts';
import { eventWords } from './words.ts';

/** A list of all allowed words does not fit into a row. */
const MAX_PROBLEM_CHARS = 80;

/** The filter that refuses the event, as the target is now. */
const stopOf = ({ filters }: StageTarget, routed: Line): Partial<TargetStory> & { words: string } => {
  if (!filters) return { words: '' };
  const { gets, filter, wants, has, words } = explainTarget(filters, loggedNotification(routed));
  return gets ? { words: '' } : { filter, wants, has, words };
};

const notRouted = (target: StageTarget, routed: Line): TargetStory => {
  const { name, filters, problems } = target;
  const platform = target.target?.platform;
  const base = { target: name, platform, attempts: [] };
  if (!filters)
    return {
      ...base,
      state: 'invalid',
      words: `cannot be used: ${problems.map((each) => safeLine(each, MAX_PROBLEM_CHARS)).join('; ')}`,
    };
  const stop = stopOf(target, routed);
  if (stop.filter !== undefined) return { ...base, ...stop, state: 'stopped' };
  const words = 'its filters pass the event now: the target was added or changed after the event';
  return { ...base, state: 'not-routed', words };
};

const routedTo = (name: string, target: StageTarget | undefined, facts: EventFacts): TargetStory => {
  const own = facts.deliveries.filter((line) => line.target === name);
  const latest = facts.latest.findLast((line) => line.target === name);
  const delivery = deliveryStory(own, latest, facts);
  const known = own.findLast(({ platform }) => platform !== undefined && platform !== 'unknown')?.platform;
  const base = { target: name, platform: target?.target?.platform ?? known };
  const stop = target && stopOf(target, facts.routed);
  // The router also chooses targets whose messages the event could change.
  if (stop?.filter !== undefined && delivery.reason === 'nothing-to-update') {
    return { ...base, ...delivery, ...stop, state: 'stopped' };
  }
  if (stop?.filter !== undefined && delivery.steps) {
    return { ...base, ...delivery, words: `${delivery.words}; it gets no message of its own (${stop.words})` };
  }
  return { ...base, ...delivery };
};

/**
 * Joins what is known about one event. Filters are compared as the targets have them now.
 * @returns a story for each target that the router chose and each target of the stage, those that got the event first.
 */
export const storyOf = (facts: EventFacts, targets: readonly StageTarget[]): EventStory => {
  const { routed, copies } = facts;
  const chosen = [...new Set([...(routed.targets ?? []), ...facts.deliveries.flatMap(({ target }) => target ?? [])])];
  const byName = new Map(targets.map((target) => [target.name, target]));
  const others = targets.filter(({ name }) => !chosen.includes(name));
  // The line of an event for many targets does not name all of them.
  const isCut = (routed.chosen ?? 0) > (routed.targets?.length ?? 0);
  const otherStory = (target: StageTarget): TargetStory => {
    const story = notRouted(target, routed);
    return isCut && story.state === 'not-routed' ? routedTo(target.name, target, facts) : story;
  };
  return {
    eventId: routed.eventId ?? '',
    execution: routed.execution,
    routedAt: routed.time,
    copies,
    headline: eventWords(routed),
    source: routed.source,
    moment: routed.moment,
    level: routed.eventLevel,
    transition: routed.transition,
    series: routed.series,
    targets: [...chosen.map((name) => routedTo(name, byName.get(name), facts)), ...others.map(otherStory)],
  };
};
