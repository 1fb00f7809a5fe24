import fc from 'fast-check';
import { approvalStarted, pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../support/fake-slack.ts';
import { START } from '../support/lambda-events.ts';
import { openRelay } from '../support/relay.ts';

const at = (minute: number): Date => new Date(START.getTime() + minute * 60_000);
const RUN = { pipeline: 'shop', execution: '1f0d6c52-8a77-4d0e-9c55-2b7e4d0a9e10', startedAt: at(0) };

type Detail = Record<string, unknown>;

const pipeline = (state: string, minute: number) => pipelineEvent(state, { ...RUN, at: at(minute) });
const stage = (name: string, state: string, minute: number) => {
  const made = pipeline(state, minute);
  const { 'execution-trigger': _, ...detail } = made.detail as Detail;
  const detailType = 'CodePipeline Stage Execution State Change';
  return { ...made, 'detail-type': detailType, detail: { ...detail, stage: name } };
};
const approval = (state: string, minute: number) => {
  const made = approvalStarted({ ...RUN, at: at(minute) });
  const result = { 'external-execution-summary': 'Approved by hana.kim' };
  const more = { state, 'action-execution-id': 'b7a0f1de-3c1c-4b8f-8d52-6a0b1f7f6c11' };
  return {
    ...made,
    detail: { ...made.detail, ...more, ...(state === 'SUCCEEDED' && { 'execution-result': result }) },
  };
};

/** A run whose release is approved and whose deployment then fails. */
const EVENTS = [
  pipeline('STARTED', 0),
  stage('Build', 'STARTED', 1),
  stage('Build', 'SUCCEEDED', 2),
  approval('STARTED', 3),
  approval('SUCCEEDED', 4),
  stage('Deploy', 'STARTED', 5),
  stage('Deploy', 'FAILED', 6),
  pipeline('FAILED', 6),
].map((event, nth) => ({ ...event, id: `5d0c7f3e-0000-4000-8000-00000000000${nth}` }));

/** A start that arrives after the end is no news, and what only it says is not in the messages. */
const STARTED = 0;
const FAILED = EVENTS.length - 1;

interface Interleaving {
  /** The events in the order of their arrival, some of them twice. */
  readonly arrivals: readonly number[];
  /** For each arrival, the container of the router and those of the deliverer. */
  readonly containers: readonly { readonly router: number; readonly deliverers: readonly number[] }[];
}

/** @returns what the channel shows in the end. */
const play = async (thread: 'run' | 'incident', { arrivals, containers }: Interleaving) => {
  const clock = frozenClock(at(7));
  const slack = openSlack({ now: clock.now });
  const first = openRelay({ clock, send: slack.send, enrichmentMs: 0 });
  const all = [first.relay, first.newContainer()];
  const on = ['started', 'failed', 'fixed', 'approval'];
  first.put('team', { platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL, thread, on });
  for (const [nth, arrival] of arrivals.entries()) {
    const { router = 0, deliverers = [] } = containers[nth] ?? {};
    await all[router]?.publish(JSON.stringify(EVENTS[arrival]));
    await Promise.all(deliverers.map((each) => all[each]?.drain()));
  }
  await first.runUntil(3 * 3600);
  expect(first.deadLetters()).toEqual([]);
  expect([...slack.deliveries().values()].filter((count) => count > 1)).toEqual([]);
  return slack
    .roots()
    .map(({ message, thread: replies }) => ({ body: message.body, replies: replies.map(({ body }) => body.text) }))
    .sort((a, b) => (String(a.body.text) < String(b.body.text) ? -1 : 1));
};

const inOrder = {
  arrivals: EVENTS.map((_, nth) => nth),
  containers: EVENTS.map(() => ({ router: 0, deliverers: [0] })),
};

const container = fc.nat({ max: 1 });
const interleavings: fc.Arbitrary<Interleaving> = fc
  .tuple(
    fc.shuffledSubarray([...EVENTS.keys()], { minLength: EVENTS.length }),
    fc.array(fc.record({ copied: fc.nat({ max: EVENTS.length - 1 }), to: fc.nat({ max: EVENTS.length }) }), {
      maxLength: 3,
    }),
  )
  .map(([order, copies]) => copies.reduce((all, { copied, to }) => all.toSpliced(to, 0, copied), order))
  .filter((arrivals) => arrivals.indexOf(STARTED) < arrivals.indexOf(FAILED))
  .chain((arrivals) =>
    fc.record({
      arrivals: fc.constant(arrivals),
      containers: fc.array(fc.record({ router: container, deliverers: fc.constantFrom([], [0], [1], [0, 1]) }), {
        minLength: arrivals.length,
        maxLength: arrivals.length,
      }),
    }),
  );

describe.each(['run', 'incident'] as const)('the messages about a run (thread: %s)', (thread) => {
  test('are the same for any order of its events, with copies, in two containers', async () => {
    const expected = await play(thread, inOrder);

    const failures = thread === 'run' ? ['🔴 shop failed'] : ['🔴 shop failed', '🔴 shop failed'];
    expect(expected.map(({ body }) => String(body.text).split(' —')[0])).toEqual([
      '✅ shop approved by hana.kim at Release',
      ...failures,
    ]);
    await fc.assert(
      fc.asyncProperty(interleavings, async (interleaving) => {
        expect(await play(thread, interleaving)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
