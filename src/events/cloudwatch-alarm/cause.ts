// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
import * as z from 'zod/mini';
import type { Enrichment, Plan } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { listOf, read } from '../shared/answers.ts';
import { Attributes } from './alarm.ts';
import { isUnnamed, MONITORING } from './asks.ts';
import { readingOf } from './reason.ts';
import { list, seriesName } from './verdict.ts';

const Answer = z.object({
  AlarmContributors: listOf(z.object({ ContributorId: text, ContributorAttributes: Attributes, StateReason: text })),
});
type Found = z.infer<typeof Answer>['AlarmContributors'];

const nameOf = ({ ContributorId: id, ContributorAttributes: attributes }: Found[number]): string =>
  seriesName({ id, attributes });

/** The one series with its value, or the names of several. The event knows how many there are. */
const withContributors = (notification: Notification, found: Found): Notification => {
  const { verdict, counts } = notification;
  const [first, ...others] = found;
  if (!verdict || !first) return notification;
  const { value, limit, relation } = readingOf({ reason: first.StateReason }) ?? {};
  if (others.length === 0 && value !== undefined && limit !== undefined && relation) {
    const values = { ...verdict.values, value, limit, relation, series: nameOf(first) };
    return { ...notification, verdict: { code: 'alarm-value', values } };
  }
  const more = Math.max(0, (counts?.failed ?? 0) - found.length);
  const names = [...found.map(nameOf), ...Array.from({ length: more }, () => '')];
  return { ...notification, verdict: { ...verdict, values: { ...verdict.values, children: list(names) } } };
};

/** Asks which time series are in alarm. */
const plan = (notification: Notification): Plan | undefined => {
  const name = notification.resource?.name;
  if (!isUnnamed(notification) || !name) return undefined;
  let found: Found = [];
  return {
    async ask({ ask, part }) {
      const answer = await part('contributors', () =>
        ask({
          service: MONITORING,
          operation: 'DescribeAlarmContributors',
          input: { AlarmName: name },
          read: (output) => read(Answer, output).AlarmContributors,
          // The next change of the alarm is about other series.
          keep: () => false,
        }),
      );
      found = answer ?? [];
    },
    compose: () => withContributors(notification, found),
  };
};

export const questions: Enrichment = { plan };
