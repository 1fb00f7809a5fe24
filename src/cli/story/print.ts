import { safeLine } from '../../text/safe-line.ts';
import type { Output } from '../terminal/io.ts';
import { writeRows } from '../terminal/table.ts';
import type { EventStory, TargetState } from './facts.ts';
import { clockTime } from './words.ts';

const GOT_IT: Readonly<Record<TargetState, string>> = {
  delivered: 'yes',
  summary: 'yes',
  waiting: 'not yet',
  'dead-letter': 'no',
  'no-dead-letter': 'no',
  skipped: 'no',
  stopped: 'no',
  invalid: 'no',
  'not-routed': 'no',
};

const MAX_WORDS_CHARS = 300;

const time = (iso: string | undefined): string => (iso === undefined ? '-' : clockTime(iso).slice(11));

/** Writes an event and one row for each target. */
export const writeStory = (story: EventStory, stdout: Output): void => {
  const { headline, transition, eventId, execution, routedAt, copies, targets } = story;
  const meaning = transition === undefined ? '' : ` (${transition})`;
  const copy = copies > 1 ? ` (${copies} copies; each target gets one)` : '';
  stdout.write(`${headline}${meaning}, routed at ${clockTime(routedAt)}${copy}\n`);
  stdout.write(`event ${eventId}${execution === undefined ? '' : `, execution ${execution}`}\n\n`);
  if (targets.length === 0) stdout.write('the stage has no target\n');
  else {
    const rows = targets.map((each) => [
      each.target,
      GOT_IT[each.state],
      time(each.at),
      safeLine(each.words, MAX_WORDS_CHARS),
    ]);
    writeRows(['TARGET', 'GOT IT', 'TIME', 'WHY'], rows, stdout);
  }
  stdout.write('\n');
};
