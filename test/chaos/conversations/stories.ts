import { approvalStarted, pipelineEvent } from '../../../src/events/shared/codepipeline-examples.ts';
import type { EventTime } from '../../support/event-time.ts';
import type { Chance } from '../random.ts';
import { MINUTE_MS } from '../world.ts';

interface Run {
  readonly pipeline: string;
  readonly execution: string;
  readonly startedAt: Date;
  readonly at: Date;
}

interface Making {
  readonly time: EventTime;
  readonly chance: Chance;
  publish(text: string): void;
}

/** Longest delay of an event or of its copy. */
const LATE_MS = 8 * MINUTE_MS;

/** The name of the nth pipeline, as it stands in messages. */
const nameOf = (nth: number): string => `pipe-${nth}x`;

/** An approval that waits, or its answer. The token is that of the action's run. */
const approvalEvent = (state: 'STARTED' | 'SUCCEEDED', run: Run, token: string): object => {
  const made = approvalStarted(run);
  const answer = { 'execution-result': { 'external-execution-summary': 'Approved by hana.kim' } };
  return {
    ...made,
    detail: { ...made.detail, state, 'action-execution-id': token, ...(state === 'SUCCEEDED' && answer) },
  };
};

const stageEvent = (state: string, run: Run): object => {
  const made = pipelineEvent(state, run);
  const { 'execution-trigger': _, ...detail } = made.detail as Record<string, unknown>;
  return {
    ...made,
    'detail-type': 'CodePipeline Stage Execution State Change',
    detail: { ...detail, stage: 'Deploy' },
  };
};

/** Makes the events of pipelines whose runs fail, fail again and succeed, and publishes them late, twice or disordered. */
export const createStories = ({ time, chance, publish }: Making) => {
  /** @param afterMs when it happens. It is published then, or later. */
  const happen = (afterMs: number, make: (at: Date) => object): void =>
    time.after(afterMs, () => {
      const text = JSON.stringify({ ...make(time.now()), id: chance.id() });
      const isLate = chance.hits(0.06);
      time.after(isLate ? chance.below(LATE_MS) : chance.below(1500), () => publish(text));
      if (chance.hits(0.04)) time.after(chance.below(LATE_MS), () => publish(text));
    });

  /** @returns how many events it has, and when it ends. */
  const run = (pipeline: string, startMs: number): { events: number; endMs: number } => {
    const execution = chance.id();
    const token = chance.id();
    const startedAt = new Date(time.now().getTime() + startMs);
    const facts = (at: Date): Run => ({ pipeline, execution, startedAt, at });
    const hasFailed = chance.hits(0.6);
    const endMs = startMs + MINUTE_MS + chance.below(3 * MINUTE_MS);
    const half = (startMs + endMs) / 2;
    happen(startMs, (at) => pipelineEvent('STARTED', facts(at)));
    happen(half, (at) => stageEvent('STARTED', facts(at)));
    happen(endMs, (at) => pipelineEvent(hasFailed ? 'FAILED' : 'SUCCEEDED', facts(at)));
    if (!chance.hits(0.15)) return { events: 3, endMs };
    happen(half + 5000, (at) => approvalEvent('STARTED', facts(at), token));
    happen(half + 25_000, (at) => approvalEvent('SUCCEEDED', facts(at), token));
    return { events: 5, endMs };
  };

  return {
    /** Plans about this many events. */
    tell(count: number, perMinute: number): void {
      const minutes = count / perMinute;
      let events = 0;
      for (let nth = 0; events < count; nth++) {
        let at = chance.below(Math.ceil(minutes * MINUTE_MS));
        for (let runs = 2 + chance.below(4); runs > 0; runs--) {
          const made = run(nameOf(nth), at);
          events += made.events;
          at = made.endMs + 20_000 + chance.below(2 * MINUTE_MS);
        }
      }
    },
  };
};

/** The pipeline that a message is about. */
export const pipelineIn = (body: string): string | undefined => /\bpipe-\d+x\b/.exec(body)?.[0];

/** The run that a message is about. */
export const executionIn = (body: string): string | undefined => /executions\/([0-9a-f]{24})\b/.exec(body)?.[1];
