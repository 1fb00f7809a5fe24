import type { EventSource, Subscription } from '../src/model/event-source.ts';
import { type Made, patternOf, pseudo, type RuleOptions, subscriptionsOf } from './rules.ts';

/** Longest pattern, in characters. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_CHARS = 2048;

const anyOf = (patterns: readonly object[]): object => (patterns.length === 1 ? { ...patterns[0] } : { $or: patterns });

/**
 * One pattern that matches every event of the rules. If the exact pattern is too long, `detail` is left out: the archive
 * then also keeps other changes of the same type from the same services.
 */
const combined = (subscriptions: readonly Subscription[]): object => {
  const exact = anyOf(subscriptions.map(patternOf));
  if (JSON.stringify(exact).length <= MAX_PATTERN_CHARS) return exact;
  const types = new Map<string | undefined, string[]>();
  for (const { source, detailTypes } of subscriptions) {
    types.set(source, [...new Set([...(types.get(source) ?? []), ...detailTypes])]);
  }
  return anyOf([...types].map(([source, detailTypes]) => patternOf({ ...(source && { source }), detailTypes })));
};

/** The archive that `npx pipebell replay` reads, by logical id; empty if `archiveDays` is 0 or there are no rules. */
export const archiveOf = (
  sources: readonly EventSource[],
  { name, levels, archiveDays = 0 }: RuleOptions,
): Record<string, Made> => {
  const days = Number(archiveDays);
  const subscriptions = sources.flatMap((source) => subscriptionsOf(source, levels));
  if (days === 0 || subscriptions.length === 0) return {};
  const bus = ['arn', pseudo('Partition'), 'events', pseudo('Region'), pseudo('AccountId'), 'event-bus/default'];
  return {
    Archive: {
      Type: 'AWS::Events::Archive',
      Properties: {
        ArchiveName: name,
        Description: 'Pipebell: events kept for npx pipebell replay',
        SourceArn: { 'Fn::Join': [':', bus] },
        EventPattern: combined(subscriptions),
        RetentionDays: days,
      },
    },
  };
};
