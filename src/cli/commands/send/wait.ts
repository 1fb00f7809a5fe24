import { shellWord } from '../../../text/shell-word.ts';
import { logGroups, readLines } from '../../aws/log-lines.ts';
import type { Call } from '../../aws/operations.ts';
import { EXIT } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import type { EventStory, TargetStory } from '../../story/facts.ts';
import { writeStory } from '../../story/print.ts';
import { readFacts, readTargets } from '../../story/read.ts';
import { storyOf } from '../../story/story.ts';
import { pipebell } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress } from '../../terminal/progress.ts';
import { counted, writeJson } from '../../terminal/table.ts';

const POLL_EVERY_MS = 2000;

/** The clock of CloudWatch may differ from this machine's. */
const EARLIER_MS = 60_000;

interface WaitOptions extends StageOptions {
  readonly allowPrivate: boolean;
  /** Upper bound for the wait, in seconds. */
  readonly wait: number;
}

/** True once nothing more happens soon: a retry that is logged is due later. */
const isSettled = ({ state, reason }: TargetStory): boolean => state !== 'waiting' || reason !== undefined;

const needsAttention = ({ state }: TargetStory): boolean => state === 'waiting' || state === 'dead-letter';

/**
 * Follows a published event until each target that gets it has an outcome: delivered, rejected, or waiting for a retry.
 * @returns the story so far when the time is over; `undefined` if the router has not logged the event.
 */
const follow = async (eventId: string, options: WaitOptions, io: Io, call: Call): Promise<EventStory | undefined> => {
  const { stage, wait } = options;
  const started = io.now().getTime();
  const from = new Date(started - EARLIER_MS);
  const targets = await readTargets(options, io);
  const progress = createProgress(io);
  const look = async (): Promise<EventStory | undefined> => {
    const { lines } = await readLines(call, logGroups(stage).router, { anyOf: [['eventId', eventId]], from });
    const { facts } = await readFacts(lines, { ...options, deadLetters: false }, { io, call });
    return facts[0] && storyOf(facts[0], targets);
  };
  for (;;) {
    const story = await look();
    const open = story?.targets.filter((each) => !isSettled(each)).length;
    const isOver = io.now().getTime() - started >= wait * 1000 || io.signal.aborted;
    if (open === 0 || isOver) {
      progress.clear();
      return story;
    }
    progress.show(
      open === undefined ? 'waiting for the router’s log' : `${counted(open, 'target')} without an outcome`,
    );
    await io.sleep(POLL_EVERY_MS);
  }
};

/** Waits for the outcomes of a published event and writes them. @returns the exit code. */
export const waitForOutcomes = async (
  published: { readonly eventId: string; readonly document: object },
  options: WaitOptions & { readonly json: boolean },
  io: Io,
): Promise<number> => {
  const { wait, json } = options;
  const { eventId, document } = published;
  const story = await follow(eventId, options, io, await io.aws(options));
  if (json) writeJson({ ...document, event: story ?? null }, io.stdout);
  else if (story) writeStory(story, io.stdout);
  if (!story) {
    io.stderr.write(
      `the router did not log the event within ${wait} seconds: ${pipebell('doctor --probe', options)}\n`,
    );
    return EXIT.attention;
  }
  const open = story.targets.filter(needsAttention);
  if (open.length > 0) io.stderr.write(`to look again: ${pipebell(`why ${shellWord(eventId)}`, options)}\n`);
  return open.length > 0 ? EXIT.attention : EXIT.done;
};
