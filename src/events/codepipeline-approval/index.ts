// The message that a manual approval action publishes to its SNS topic.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
import * as z from 'zod/mini';
import { defineEventSource, text } from '../../model/event-source.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { approvalIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { approvalLink, ownConsoleLink, pipelineLink } from '../shared/console-links.ts';

/** AWS's limit for names, in characters. */
const MAX_NAME_CHARS = 100;
const MAX_COMMENT_CHARS = 1000;

const Event = z.looseObject({
  region: text,
  approval: z.looseObject({
    pipelineName: z.string(),
    stageName: text,
    actionName: text,
    token: text,
    expires: text,
    externalEntityLink: text,
    approvalReviewLink: text,
    customData: text,
  }),
});

/** A manual approval's message. It contains neither the account nor the execution. */
export const codepipelineApproval = defineEventSource({
  name: 'codepipeline-approval',
  enrichedBy: 'codepipeline',
  examples: async (now) => (await import('../shared/codepipeline-examples.ts')).approvalExamples(now),
  event: Event,
  notify({ region, approval }, { messageId, publishedAt }) {
    const pipeline = lineOf(approval.pipelineName, MAX_NAME_CHARS);
    if (!pipeline) return undefined;

    const stage = lineOf(approval.stageName, MAX_NAME_CHARS);
    const action = lineOf(approval.actionName, MAX_NAME_CHARS);
    const { token } = approval;
    const built = stage && action && token ? approvalLink(region, { pipeline, stage, action, token }) : undefined;
    return {
      id: token ? approvalIdentity(token) : stableId('message', [messageId]),
      moment: 'approval',
      level: 'action',
      severity: 'attention',
      time: publishedAt,
      pipeline: { name: pipeline, url: pipelineLink(region, pipeline) },
      stage,
      action: { name: action ?? 'approval', category: 'Approval', provider: 'Manual' },
      approval: {
        expiresAt: isoTime(approval.expires),
        comment: textOf(approval.customData, MAX_COMMENT_CHARS),
        reviewUrl: ownConsoleLink(approval.approvalReviewLink) ?? built,
        entityUrl: safeUrl(approval.externalEntityLink),
      },
    };
  },
});
