import {
  approvalGiven,
  approvalMessage,
  approvalStarted,
  pipelineEvent,
  ruleFailedMessage,
} from '../events/shared/codepipeline-examples.ts';
import { STORY, sessionOf } from '../events/shared/codepipeline-story.ts';
import type { Reason } from '../model/outcome.ts';
import { type Answers, answersOf } from '../samples/answers.ts';
import { type Responder, responders } from './inbox.ts';
import { storyRuns } from './story-runs.ts';

export interface Story {
  title: string;
  /** What the story shows. */
  summary: string;
  /** Targets: their JSON without the address, and the responder of their receiver. */
  targets: Record<string, { target: { platform: string }; responder?: Responder }>;
  messages: { text: string; subject?: string }[];
  /** Answers of AWS to enrichment. */
  answers?: Answers;
  /** How many messages each target accepts, and the reasons of its dead letters. */
  expected: { accepted: Record<string, number>; deadLetters?: Record<string, Reason> };
}

const json = (event: object) => ({ text: JSON.stringify(event) });

/** Signing key of the webhook in the stories. It is used nowhere else. */
const SIGNING_KEY = `whsec_${Buffer.from('pipebell-on-a-laptop-signing-key').toString('base64')}`;

const slack = { platform: 'slack' };
const teams = { platform: 'teams' };
const audit = {
  platform: 'webhook',
  signingKeys: [SIGNING_KEY],
  on: ['started', 'succeeded', 'failed', 'approval', 'message'],
};

const slackApp = { platform: 'slack-app', token: 'xoxb-local', channel: 'C0123456789', mention: { author: true } };

/** The stories of `npm start`. @param now the end of each story. */
export const stories = (now: Date): Story[] => {
  const { ago, good, first, second, third, api, rejected, slot, typo } = storyRuns(now);

  return [
    {
      title: 'A pipeline breaks, keeps failing and is fixed',
      summary:
        'Slack and Teams get three messages: broken, with the cause, still failing, and fixed. The webhook also gets the start.',
      targets: { team: { target: slack }, ops: { target: teams }, audit: { target: audit } },
      messages: [
        json(pipelineEvent('STARTED', { ...first, at: first.startedAt })),
        json(pipelineEvent('FAILED', { ...first, at: ago(70) })),
        json(pipelineEvent('FAILED', { ...second, at: ago(40) })),
        json(pipelineEvent('SUCCEEDED', { ...third, at: ago(3) })),
      ],
      answers: answersOf('shop-prod', [
        { ...third, status: 'Succeeded' },
        { ...second, status: 'Failed' },
        { ...first, status: 'Failed' },
        { ...good, status: 'Succeeded' },
      ]),
      expected: { accepted: { team: 3, ops: 3, audit: 4 } },
    },
    {
      title: 'One thread, from the failure to the fix',
      summary:
        'With an app, Slack gets one message that changes and a thread. The approval of the fix has a message of its own.',
      targets: { shop: { target: slackApp } },
      messages: [
        json(pipelineEvent('FAILED', { ...first, at: ago(70) })),
        json(pipelineEvent('FAILED', { ...second, at: ago(40) })),
        json(pipelineEvent('FAILED', { ...second, attempt: 2, at: ago(30) })),
        json(approvalStarted({ ...third, at: ago(8) })),
        json(approvalGiven({ ...third, at: ago(5) }, sessionOf('111122223333', 'hana.kim'))),
        json(pipelineEvent('SUCCEEDED', { ...third, at: ago(3) })),
      ],
      answers: answersOf('shop-prod', [
        { ...third, status: 'InProgress' },
        { ...second, status: 'Failed' },
        { ...first, status: 'Failed' },
        { ...good, status: 'Succeeded' },
      ]),
      expected: { accepted: { shop: 5 } },
    },
    {
      title: 'A retry fixes the pipeline',
      summary: 'A notification rule names the failed action. The retry succeeds, which counts as a fix.',
      targets: { team: { target: slack } },
      messages: [
        json(ruleFailedMessage({ ...api, at: ago(9) })),
        json(pipelineEvent('SUCCEEDED', { ...api, attempt: 2, at: ago(2) })),
      ],
      expected: { accepted: { team: 2 } },
    },
    {
      title: 'A release waits for approval',
      summary:
        'The approval action publishes to the topic. The alert shows what waits, the deadline, and a link to the review.',
      targets: { team: { target: slack }, ops: { target: teams } },
      messages: [
        {
          ...json(approvalMessage('shop-prod', ago(-7 * 24 * 60))),
          subject: 'APPROVAL NEEDED: AWS CodePipeline shop-prod for action Sign-off',
        },
      ],
      expected: { accepted: { team: 1, ops: 1 } },
    },
    {
      title: 'A release is rejected',
      summary: 'A person rejected the approval. That is no failure, so that the next success fixes nothing.',
      targets: { team: { target: slack } },
      messages: [
        json(
          ruleFailedMessage({ ...rejected, at: ago(10) }, 'Release', {
            action: 'Sign-off',
            additionalInformation: `Rejected by ${sessionOf('111122223333', 'hana.kim')}`,
          }),
        ),
        json(pipelineEvent('SUCCEEDED', { ...rejected, execution: api.execution, startedAt: ago(8), at: ago(2) })),
      ],
      expected: { accepted: { team: 1 } },
    },
    {
      title: 'Two pull requests are checked side by side',
      summary: 'One fails. The success of the other does not fix it.',
      targets: { team: { target: slack } },
      messages: [
        json(pipelineEvent('FAILED', { ...slot, at: ago(25) })),
        json(pipelineEvent('SUCCEEDED', { ...typo, at: ago(24) })),
        json(
          pipelineEvent('SUCCEEDED', {
            ...slot,
            ...STORY.fix,
            execution: rejected.execution,
            startedAt: ago(9),
            at: ago(4),
          }),
        ),
      ],
      expected: { accepted: { team: 2 } },
    },
    {
      title: 'A channel is rate limited',
      summary:
        'It answers 429 with Retry-After: 30. The delivery waits on the queue and is retried. Other targets do not wait.',
      targets: { busy: { target: slack, responder: responders.busyOnce }, team: { target: slack } },
      messages: [json(pipelineEvent('FAILED', { ...api, at: ago(9) }))],
      expected: { accepted: { busy: 1, team: 1 } },
    },
    {
      title: 'A channel is gone',
      summary:
        'A retry cannot succeed, so the delivery becomes a dead letter after one attempt. The other target is not affected.',
      targets: { archived: { target: slack, responder: responders.gone }, team: { target: slack } },
      messages: [
        json(pipelineEvent('FAILED', { ...api, execution: 'd41f0c6e-8b27-4a95-b3c1-6e9f2d7a8045', at: ago(2) })),
      ],
      expected: { accepted: { team: 1 }, deadLetters: { archived: 'gone' } },
    },
    {
      title: 'A message is plain text',
      summary: 'The generic event source reads what no other does. Targets that ask for messages get it.',
      targets: { team: { target: slack }, audit: { target: audit } },
      messages: [{ text: 'Database maintenance starts at 22:00 UTC.', subject: 'Maintenance' }],
      expected: { accepted: { audit: 1 } },
    },
  ];
};
