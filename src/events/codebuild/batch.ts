import * as z from 'zod/mini';
import type { Enrichment, FoundCause, Plan, PlanTools } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { failed as failedWith, listOf, read, time } from '../shared/answers.ts';
import { consoleLink, pipelineLink } from '../shared/console-links.ts';
import { mergeFailures, withCause } from '../shared/merge.ts';
import { buildId, CODEBUILD } from './asks.ts';
import { questions as causeQuestions, FAILED, failedPhase, Phase, readBuild } from './cause.ts';

/** Failed builds that are listed. The counts say how many there are. */
const MAX_BUILDS = 30;
/** Longest reason of a build other than the event's own, in characters. */
const MAX_REASON_CHARS = 200;
const MAX_NAME_CHARS = 100;

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuildBatches.html */
const BatchesAnswer = z.object({
  buildBatches: listOf(
    z.object({
      complete: lenient(z.boolean()),
      initiator: text,
      startTime: time,
      buildGroups: listOf(
        z.object({
          identifier: text,
          ignoreFailure: lenient(z.boolean()),
          currentBuildSummary: lenient(z.object({ arn: text, buildStatus: text })),
        }),
      ),
    }),
  ),
});

const BuildsAnswer = z.object({ builds: listOf(z.object({ id: text, phases: listOf(Phase) })) });

interface Child {
  readonly name: string | undefined;
  readonly build: string | undefined;
  readonly status: string;
  /** The batch succeeds even if this build fails. */
  readonly ignored: boolean;
}

interface Batch {
  readonly complete: boolean;
  readonly initiator: string | undefined;
  readonly startedAt: string | undefined;
  readonly children: readonly Child[];
}

const readBatch = (output: unknown): Batch => {
  const batch = read(BatchesAnswer, output).buildBatches[0];
  if (!batch) throw failedWith('NotFound');
  const children = batch.buildGroups.map(({ identifier, ignoreFailure, currentBuildSummary: build }) => ({
    name: redactedLine(identifier, MAX_NAME_CHARS),
    build: buildId(build?.arn),
    status: build?.buildStatus ?? '',
    ignored: ignoreFailure === true,
  }));
  return { complete: batch.complete === true, initiator: batch.initiator, startedAt: batch.startTime, children };
};

/** The reasons of failed builds by their ids. */
const readReasons = (output: unknown): ReadonlyMap<string, string | undefined> =>
  new Map(
    read(BuildsAnswer, output).builds.map(({ id, phases }) => [
      id ?? '',
      redactedLine(failedPhase(phases).reason, MAX_REASON_CHARS),
    ]),
  );

interface Found {
  own: FoundCause;
  batchId: string | undefined;
  batch: Batch | undefined;
  reasons: ReturnType<typeof readReasons>;
}

const isOver = ({ status }: Child): boolean => status !== '' && status !== 'IN_PROGRESS';
const hasFailed = ({ status, ignored }: Child): boolean => FAILED.has(status) && !ignored;

/** The builds of the batch. AWS's list may not contain the end that the event reports yet. */
const childrenOf = (notification: Notification, batch: Batch): readonly Child[] => {
  const status = notification.moment === 'failed' ? 'FAILED' : 'SUCCEEDED';
  return batch.children.map((child) => (child.build === notification.execution?.id ? { ...child, status } : child));
};

const askBatch = async ({ ask, part }: PlanTools, notification: Notification, found: Found): Promise<void> => {
  const own = notification.execution?.id ?? '';
  const build = await part('build', () =>
    ask({ service: CODEBUILD, operation: 'BatchGetBuilds', input: { ids: [own] }, read: readBuild }),
  );
  found.batchId = build?.batch;
  if (!found.batchId) return;
  const ids = [found.batchId];
  found.batch = await part('build-batch', () =>
    ask({
      service: CODEBUILD,
      operation: 'BatchGetBuildBatches',
      input: { ids },
      read: readBatch,
      keep: ({ complete }) => complete,
    }),
  );
  const failed = (found.batch ? childrenOf(notification, found.batch) : []).filter(hasFailed);
  const others = failed.flatMap(({ build: id }) => (id && id !== own ? [id] : [])).slice(0, MAX_BUILDS);
  if (others.length === 0) return;
  const reasons = await part('build', () =>
    ask({ service: CODEBUILD, operation: 'BatchGetBuilds', input: { ids: others }, read: readReasons }),
  );
  if (reasons) found.reasons = reasons;
};

const askOwn = async (tools: PlanTools, { moment, execution }: Notification, found: Found): Promise<void> => {
  if (moment !== 'failed') return;
  const cause = await tools.causeOf('CodeBuild', execution?.id);
  await cause?.search({
    ...tools,
    add: (more) => {
      found.own = withCause(found.own, more);
    },
  });
};

/** A build of a batch is named by its identifier. Its phase would be the stage, which is the batch's there. */
const ownFailures = ({ failures, batch }: Notification, { phase: _, stage: __, ...cause }: FoundCause): Failure[] => {
  const causes = Object.keys(cause).length > 0 ? [{ ...cause, action: batch?.child }] : [];
  return mergeFailures(failures, causes);
};

const buildUrl = ({ region, account = '', resource }: Notification, build: string | undefined): string | undefined =>
  build
    ? consoleLink(region, ['codesuite', 'codebuild', account, 'projects', resource?.name ?? '', 'build', build])
    : undefined;

const composed = (notification: Notification, { own, batchId, batch, reasons }: Found): Notification => {
  const mine = ownFailures(notification, own);
  const { batch: event } = notification;
  if (!batch || !batchId || !event) return { ...notification, failures: mine };
  const pipeline = /^codepipeline\/([\w.@-]{1,100})$/.exec(batch.initiator ?? '')?.[1];
  const children = childrenOf(notification, batch);
  const self = children.find(({ build }) => build === notification.execution?.id);
  const { batch: _, ...facts } = notification;
  if (self?.ignored) return { ...facts, failures: mine };
  const failed = children.filter(hasFailed);
  const over = batch.complete || children.every(isOver);
  const others = failed
    .filter((child) => child !== self)
    .slice(0, MAX_BUILDS - 1)
    .map(({ name, build }) => ({ action: name, reason: reasons.get(build ?? ''), url: buildUrl(notification, build) }));
  return {
    ...notification,
    ...(pipeline && { pipeline: { name: pipeline, url: pipelineLink(notification.region, pipeline) } }),
    batch: { ...event, id: `build-batch/${batchId}`, over },
    ...(notification.execution && {
      execution: { ...notification.execution, startedAt: batch.startedAt ?? notification.execution.startedAt },
    }),
    counts: { of: 'builds', failed: failed.length, total: children.length },
    // A build that succeeded reports the failed ones only as the last of its batch.
    failures: notification.moment === 'failed' ? [...mine, ...others] : over ? others : [],
  };
};

/**
 * Finds the other builds of a batch: which failed and why, how many there are, and whether all have ended. AWS's id of
 * the batch replaces the one from the event.
 */
const plan = (notification: Notification): Plan | undefined => {
  if (!notification.batch) return undefined;
  const found: Found = { own: {}, batchId: undefined, batch: undefined, reasons: new Map() };
  return {
    ask: (tools) => Promise.all([askOwn(tools, notification, found), askBatch(tools, notification, found)]),
    compose: () => composed(notification, found),
  };
};

export const questions: Enrichment = { ...causeQuestions, plan };
