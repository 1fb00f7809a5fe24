import { randomUUID } from 'node:crypto';
import { loadEventSources, readMessage, sourcesFor, toMessage } from '../../../src/events/index.ts';
import { workBatch } from '../../../src/local/event-source.ts';
import { sampleAnswers } from '../../../src/samples/enrichment.ts';
import { build } from '../../events/codebuild/builds.ts';
import { anEvent, timeAt } from '../../support/lambda-events.ts';
import { openRelay, type TestRelay } from '../../support/relay.ts';
import { failedActions } from './failed-actions.ts';
import { ACCOUNT, createRecorder, REGION, type Recorded, type Recorder } from './recorder.ts';
import { answerFor, putTargets } from './targets.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The functions in two containers, so that each call has the role of its function. */
const openFunctions = (bench: TestRelay, recorder: Recorder) => {
  const { aws, clock } = bench;
  const container = (role: Recorded['role']) =>
    bench.newContainer({ aws: { ...aws, call: recorder.recording(role, aws.call) }, receivesMore: true });
  const { router, publish } = container('router');
  const { deliverer } = container('deliverer');
  return {
    publish,
    /** Works both queues until `end`. */
    async workUntil(end: Date): Promise<void> {
      for (;;) {
        while ((await workBatch(aws.unrouted, router, clock)) || (await workBatch(aws.deliveries, deliverer, clock)));
        const due = [aws.unrouted.nextVisibleAt(), aws.deliveries.nextVisibleAt()].filter((time) => time !== undefined);
        const next = new Date(Math.min(...due.map((time) => time.getTime())));
        if (due.length === 0 || next > end) return clock.until(end);
        await clock.until(next);
      }
    },
  };
};

/** The end of a run, with an id as AWS has them. */
const aRun = (state: string): string => JSON.stringify(anEvent(state, { execution: randomUUID() }));

/** The same for a run of a commit whose author's address the event has. */
const byAuthor = (state: string, at: Date): string => {
  const event = anEvent(state, { execution: randomUUID(), pipeline: 'ovens', at });
  const commit = { 'commit-id': 'a1b2c3d4'.repeat(5), 'author-email': 'mira.falk@example.com' };
  return JSON.stringify({
    ...event,
    detail: { ...event.detail, 'execution-trigger': { 'trigger-type': 'Push', ...commit } },
  });
};

/** Builds whose questions no example needs: a batch, and a commit of CodeCommit. */
const builds = (): object[] => {
  const location = `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/web`;
  const batch = build('FAILED');
  batch.detail['build-id'] = `arn:aws:codebuild:${REGION}:${ACCOUNT}:build-batch/web-tests:51f0c2a8-7be4`;
  const commit = build('FAILED', { source: { type: 'CODECOMMIT', location }, 'source-version': 'a1b2c3d4'.repeat(5) });
  return [batch, commit];
};

/** Every example of every event source, with AWS's answers about it. */
const publishExamples = async (
  { aws, clock }: TestRelay,
  recorder: Recorder,
  publish: (text: string, subject?: string) => Promise<void>,
) => {
  for (const source of await loadEventSources()) {
    recorder.about(source.name);
    for (const { text, subject } of await source.examples(clock.now())) {
      const message = toMessage({ text, subject, messageId: 'm', publishedAt: clock.now().toISOString() });
      const notification = readMessage(message, await sourcesFor(message));
      for (const [call, give] of Object.entries(await sampleAnswers(notification, clock.now())))
        aws.answers.set(call, give);
      await publish(text, subject);
    }
  }
  recorder.about('codebuild');
  for (const event of builds()) await publish(JSON.stringify(event));
  recorder.about('codepipeline');
  for (const { answer } of failedActions()) {
    aws.answers.set('codepipeline ListActionExecutions', answer);
    await publish(aRun('FAILED'));
  }
  recorder.about(undefined);
};

/**
 * Runs both functions over AWS in memory and records what they send to AWS: with every example of every source, targets
 * of every platform, secrets, failures of receivers, an outage of Parameter Store that outlives events, and a full queue.
 */
export const recordCalls = async (): Promise<readonly Recorded[]> => {
  const recorder = createRecorder();
  const bench = openRelay({ enrichmentMs: 2500, answersEverywhere: true, answer: answerFor });
  bench.aws.answers.set('iam ListAccountAliases', () => ({ AccountAliases: ['bakery'] }));
  await putTargets(bench);
  const { publish, workUntil } = openFunctions(bench, recorder);

  await publishExamples(bench, recorder, publish);
  await workUntil(timeAt(HOUR));
  for (let run = 0; run < 40; run++) await publish(aRun(run % 2 ? 'SUCCEEDED' : 'FAILED'));
  await workUntil(timeAt(DAY));
  // After the backlog, which is delivered in summaries.
  await publish(byAuthor('SUCCEEDED', timeAt(DAY - 60)));
  await publish(byAuthor('FAILED', timeAt(DAY)));
  await workUntil(timeAt(DAY + HOUR));
  // An event that cannot be routed becomes a dead letter after 13 days.
  bench.aws.fault = (service, operation) =>
    service === 'sqs' && operation.startsWith('SendMessageBatch') ? 'InternalFailure' : undefined;
  await publish(aRun('FAILED'));
  await workUntil(timeAt(DAY + 2 * HOUR));
  await bench.clock.until(timeAt(14.5 * DAY));
  await workUntil(timeAt(14.6 * DAY));
  await recorder.assumeRole('arn:aws:iam::444455556666:role/pipebell-read');
  return recorder.requests;
};
