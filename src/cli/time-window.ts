import { type Command, Option } from 'commander';
import { between } from './options.ts';

/** CloudWatch lists a metric for two weeks after its last value. */
const MAX_HOURS = 14 * 24;

export interface HoursOptions {
  readonly hours: number;
}

/** Adds `--hours`: how far back a command reads; one day by default. */
export const withHours = (command: Command): Command =>
  command.addOption(
    new Option('--hours <number>', 'how many hours to read back').argParser(between(1, MAX_HOURS)).default(24),
  );

/** The start of the time window. */
export const since = ({ hours }: HoursOptions, now: Date): Date => new Date(now.getTime() - hours * 3_600_000);
