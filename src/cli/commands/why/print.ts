import { reasonLines } from '../../reason-lines.ts';
import type { EventStory } from '../../story/facts.ts';
import { writeStory } from '../../story/print.ts';
import { clockTime } from '../../story/words.ts';
import type { Output } from '../../terminal/io.ts';
import { counted } from '../../terminal/table.ts';
import type { Arrival } from './arrival.ts';
import type { Next } from './next.ts';

/** Pipelines that are listed where no event was found. */
const MAX_SEEN = 10;

const writeNext = (next: readonly Next[], stdout: Output): void => {
  if (next.length > 0) stdout.write('next:\n');
  for (const { what, command } of next) stdout.write(`  ${command}  # ${what}\n`);
};

/** Writes the stories of events, the newest last, what the reasons mean, the other events, and what to do next. */
export const writeStories = (
  stories: readonly EventStory[],
  { others, next }: { others: readonly string[]; next: readonly Next[] },
  stdout: Output,
): void => {
  for (const story of stories) writeStory(story, stdout);
  const all = stories.flatMap(({ targets }) => targets);
  const failed = all.filter(({ state }) => state === 'dead-letter' || state === 'waiting');
  const lines = reasonLines(failed.flatMap(({ reason }) => reason ?? []));
  for (const line of lines) stdout.write(`${line}\n`);
  if (all.some(({ state }) => state === 'stopped')) {
    stdout.write('filters are compared as the targets have them now\n');
  }
  for (const line of others) stdout.write(`${line}\n`);
  writeNext(next, stdout);
};

const listed = (names: readonly string[]): string => {
  const more = names.length - MAX_SEEN;
  return `${names.slice(0, MAX_SEEN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const forwardedLines = ({ forwarded, disabled }: Arrival): string[] => {
  if (!forwarded) return ['the rules of the stack could not be read (events:ListRules is not allowed)'];
  const what =
    forwarded.length > 0 ? `only events of: ${forwarded.join('; ')}` : 'no events: the stack has no enabled rule';
  return [
    `EventBridge forwards ${what}`,
    ...(disabled.length > 0 ? [`disabled rules: ${disabled.join(', ')}`] : []),
    'to forward more, deploy with the parameters sources and levels',
  ];
};

const rejectedLines = ({ unrouted, unroutedError, foreignAccounts, foreignTopic }: Arrival): string[] => [
  ...(unrouted > 0
    ? [
        `${counted(unrouted, 'attempt')} to route an event failed (${unroutedError ?? 'unknown error'}); the router retries`,
      ]
    : []),
  ...foreignAccounts.map((account) => `events of account ${account} were rejected: add it to the parameter accounts`),
  ...(foreignTopic > 0 ? [`rejected: ${counted(foreignTopic, 'message')} of another topic`] : []),
];

/** Writes that no event was found, and what the stack forwards. */
export const writeNoEvent = (
  { name, from, similar }: { name: string; from: Date; similar: string | undefined },
  arrival: Arrival,
  next: readonly Next[],
  stdout: Output,
): void => {
  stdout.write(`no event of ${name} arrived since ${clockTime(from.toISOString())}\n`);
  if (similar !== undefined) stdout.write(`did you mean ${similar}?\n`);
  if (arrival.seen.length > 0) stdout.write(`events arrived of: ${listed(arrival.seen)}\n`);
  for (const line of [...forwardedLines(arrival), ...rejectedLines(arrival)]) stdout.write(`${line}\n`);
  stdout.write('\n');
  writeNext(next, stdout);
};
