import { safeLine } from '../../../text/safe-line.ts';
import { logGroups, readLines } from '../../aws/log-lines.ts';
import type { Call } from '../../aws/operations.ts';
import type { StageOptions } from '../../options.ts';
import type { EventStory, TargetState } from '../../story/facts.ts';
import { readFacts } from '../../story/read.ts';
import { storyOf } from '../../story/story.ts';
import { clockTime } from '../../story/words.ts';
import { pipebell } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson, writeRows } from '../../terminal/table.ts';

/** Events that are listed. */
const MAX_EVENTS = 20;

const MAX_WORDS_CHARS = 120;

const STATE_WORDS: Partial<Record<TargetState, string>> = {
  summary: 'delivered in a summary',
  'dead-letter': 'rejected',
  'no-dead-letter': 'rejected',
};

/** `team delivered, ops rejected (gone)`. */
const targetsText = ({ targets }: EventStory): string => {
  const each = targets.map(({ target, state, reason }) => {
    const why = reason === undefined || state === 'delivered' || state === 'summary' ? '' : ` (${reason})`;
    return `${target} ${STATE_WORDS[state] ?? state}${why}`;
  });
  return each.length > 0 ? safeLine(each.join(', '), MAX_WORDS_CHARS) : 'routed to no target';
};

interface LatestOptions extends StageOptions {
  readonly json?: boolean;
}

/** Lists the latest events that were routed, the newest last, and the outcome at each target. */
export const writeLatest = async (
  options: LatestOptions,
  { from, span }: { from: Date; span: string },
  { io, call }: { io: Io; call: Call },
): Promise<void> => {
  const { stage, json } = options;
  const anyOf = ['routed', 'no-targets'].map((event) => ['event', event] as const);
  const routed = await readLines(call, logGroups(stage).router, { anyOf, from, newest: true });
  const ids = [...new Set(routed.lines.flatMap(({ eventId }) => eventId ?? []))];
  const shown = ids.slice(-MAX_EVENTS);
  const lines = routed.lines.filter(({ eventId }) => shown.includes(eventId ?? ''));
  const { facts, cut } = await readFacts(lines, { ...options, deadLetters: false }, { io, call });
  const stories = facts.map((each) => storyOf(each, []));
  if (json) {
    writeJson({ stage, from: from.toISOString(), complete: !cut && !routed.cut, events: stories }, io.stdout);
    return;
  }
  if (stories.length === 0) {
    io.stdout.write(
      `no event was routed in ${span}; increase --hours, or check the stage: ${pipebell('doctor', options)}\n`,
    );
    return;
  }
  const rows = stories.map((story) => [clockTime(story.routedAt), story.headline, story.eventId, targetsText(story)]);
  writeRows(['ROUTED AT', 'EVENT', 'ID', 'TARGETS'], rows, io.stdout);
  const of = ids.length > shown.length ? ` of ${ids.length}${routed.cut ? ' or more' : ''}` : '';
  io.stdout.write(
    `\n${counted(shown.length, 'event')}${of} in ${span}; about one of them: ${pipebell('why ID', options)}\n`,
  );
};
