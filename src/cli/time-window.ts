import { type Command, Option } from 'commander';
import { between } from './options.ts';

/** CloudWatch lists a metric for two weeks after its last number. */
const MAX_HOURS = 14 * 24;

export interface HoursOptions {
  readonly hours: number;
}

/** How far back a command looks; a day unless said. */
export const withHours = (command: Command): Command =>
  command.addOption(new Option('--hours <number>', 'how far back').argParser(between(1, MAX_HOURS)).default(24));

/** The time from which on is looked. */
export const since = ({ hours }: HoursOptions, now: Date): Date => new Date(now.getTime() - hours * 3_600_000);
