import { actionFailedEvent, approvalMessage, pipelineEvent, ruleFailedMessage } from '../local/samples.ts';
import type { Transition } from '../model/notification.ts';

/** An event as the topic would bring it, and what it means after earlier ends, where it is to mean something. */
export interface Sample {
  readonly text: string;
  readonly subject?: string;
  readonly transition?: Transition;
}

const minutesBefore = (now: Date, minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

const PIPELINE = 'shop-prod';

const facts = (now: Date) => ({
  pipeline: PIPELINE,
  execution: crypto.randomUUID(),
  startedAt: minutesBefore(now, 9),
  at: now,
});

const json = (body: object): Sample => ({ text: JSON.stringify(body) });

const state =
  (name: string) =>
  (now: Date): Sample =>
    json(pipelineEvent(name, facts(now)));

const after = (kind: Transition['kind'], now: Date): { transition: Transition } => ({
  transition: { kind, count: kind === 'still-failing' ? 3 : 2, since: minutesBefore(now, 130).toISOString() },
});

/** Every sample event, by the name that a person gives. */
const registry: ReadonlyMap<string, (now: Date) => Sample> = new Map([
  ['started', state('STARTED')],
  ['succeeded', state('SUCCEEDED')],
  ['failed', state('FAILED')],
  ['failed-rule', (now) => json(ruleFailedMessage(facts(now)))],
  ['still-failing', (now) => ({ ...state('FAILED')(now), ...after('still-failing', now) })],
  ['fixed', (now) => ({ ...state('SUCCEEDED')(now), ...after('fixed', now) })],
  ['stopped', state('STOPPED')],
  ['superseded', state('SUPERSEDED')],
  ['action-failed', (now) => json(actionFailedEvent(facts(now)))],
  [
    'approval',
    (now) => ({
      ...json(approvalMessage(PIPELINE, minutesBefore(now, -7 * 24 * 60))),
      subject: `APPROVAL NEEDED: AWS CodePipeline ${PIPELINE} for action Sign-off`,
    }),
  ],
  ['message', () => ({ text: 'The nightly backup has ended.', subject: 'A word from a script' })],
]);

export const sampleNames: readonly string[] = [...registry.keys()];

/** @returns `undefined` if there is no sample of that name. Each call gives an event of its own identity. */
export const sampleEvent = (name: string, now: Date): Sample | undefined => registry.get(name)?.(now);
