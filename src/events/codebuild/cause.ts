import * as z from 'zod/mini';
import type { Cause, Enrichment, FoundCause, Search } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { linkWithoutSecret, redactedLine, redactedText } from '../../text/redact.ts';
import { failed as failedWith, listOf, read } from '../shared/answers.ts';
import { addLog } from '../shared/logs.ts';
import { buildId, CODEBUILD } from './asks.ts';
import { addCommit } from './commit.ts';

const MAX_CAUSE_CHARS = 500;

export const Phase = z.object({
  phaseType: text,
  phaseStatus: text,
  contexts: listOf(z.object({ statusCode: text, message: text })),
});
type Phase = z.infer<typeof Phase>;

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
const BuildsAnswer = z.object({
  builds: listOf(
    z.object({
      buildBatchArn: text,
      phases: listOf(Phase),
      logs: lenient(z.object({ deepLink: text, groupName: text, streamName: text })),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuildBatches.html */
const BatchesAnswer = z.object({
  buildBatches: listOf(
    z.object({
      phases: listOf(Phase),
      buildGroups: listOf(
        z.object({
          identifier: text,
          currentBuildSummary: lenient(z.object({ arn: text, buildStatus: text })),
        }),
      ),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html */
export const FAILED = new Set(['FAILED', 'FAULT', 'CLIENT_ERROR', 'TIMED_OUT']);

/** The first phase that failed, with CodeBuild's message: `Error while executing command: npm test. …`. */
export const failedPhase = (phases: readonly Phase[]): Pick<FoundCause, 'phase' | 'reason'> => {
  const failed = phases.find(({ phaseStatus }) => FAILED.has(phaseStatus ?? ''));
  if (!failed) return {};
  const words = failed.contexts.map(({ statusCode, message }) => message?.trim() || statusCode?.trim()).find(Boolean);
  return {
    phase: redactedLine(failed.phaseType, 40),
    reason: redactedText(words ?? failed.phaseStatus, MAX_CAUSE_CHARS),
  };
};

/** The cause of a build, and the id of its batch. A question's answer is cached, so all that ask it use this reader. */
export const readBuild = (output: unknown) => {
  const build = read(BuildsAnswer, output).builds[0];
  if (!build) throw failedWith('NotFound');
  const { deepLink, groupName, streamName } = build.logs ?? {};
  return {
    ...failedPhase(build.phases),
    batch: buildId(build.buildBatchArn),
    // Before there is a log, CodeBuild links to `group=null`.
    logUrl: groupName && streamName ? linkWithoutSecret(deepLink) : undefined,
    log: groupName && streamName ? { group: groupName, stream: streamName } : undefined,
  };
};

const readBatch = (output: unknown) => {
  const batch = read(BatchesAnswer, output).buildBatches[0];
  if (!batch) throw failedWith('NotFound');
  const failed = batch.buildGroups.find((group) => FAILED.has(group.currentBuildSummary?.buildStatus ?? ''));
  return {
    ...failedPhase(batch.phases),
    build: buildId(failed?.currentBuildSummary?.arn),
    name: redactedLine(failed?.identifier, 100),
  };
};

const searchBuild = async (search: Search, id: string): Promise<void> => {
  const build = await search.part('build', () =>
    search.ask({ service: CODEBUILD, operation: 'BatchGetBuilds', input: { ids: [id] }, read: readBuild }),
  );
  if (!build) return;
  const { log, batch: _, ...cause } = build;
  search.add(cause);
  if (log) await addLog(search, log);
};

/** The cause of a failed batch is the first of its builds that failed. */
const searchBatch = async (search: Search, id: string): Promise<void> => {
  const batch = await search.part('build', () =>
    search.ask({ service: CODEBUILD, operation: 'BatchGetBuildBatches', input: { ids: [id] }, read: readBatch }),
  );
  if (!batch) return;
  const { build, name, ...cause } = batch;
  if (!build) return search.add(cause);
  const add = (found: FoundCause) =>
    search.add({ ...found, phase: found.reason && [name, found.phase].filter(Boolean).join(', ') });
  await searchBuild({ ...search, add }, build);
};

const cause = (run: string, { commits: [commit] }: Notification): Cause | undefined => {
  const build = buildId(run);
  const search = /(?:^|:)build-batch\//.test(run) ? searchBatch : searchBuild;
  if (!build) return undefined;
  return { part: 'build', search: (about) => Promise.all([search(about, build), addCommit(about, commit)]) };
};

export const questions: Enrichment = { cause };
