import type { Reason } from '../model/outcome.ts';
import { type Mood, moods } from './inbox.ts';
import { approvalMessage, pipelineEvent, ruleFailedMessage } from './samples.ts';

export interface Story {
  title: string;
  /** What the reader should look for. */
  moral: string;
  /** Targets of this story: their JSON but for the URL, and how the receiver behaves. */
  targets: Record<string, { target: object; mood?: Mood }>;
  messages: { text: string; subject?: string }[];
  /** Messages that each target must have accepted at the end, and what must lie among the dead letters. */
  expected: { accepted: Record<string, number>; buried?: Record<string, Reason> };
}

const minutes = (count: number): number => count * 60_000;
const json = (event: object) => ({ text: JSON.stringify(event) });

/** Signs the webhook's requests in the stories; worth nothing anywhere else. */
const SIGNING_KEY = `whsec_${Buffer.from('pipebell-on-a-laptop-signing-key').toString('base64')}`;

const slack = { platform: 'slack' };
const teams = { platform: 'teams' };
const audit = {
  platform: 'webhook',
  signingKeys: [SIGNING_KEY],
  on: ['started', 'succeeded', 'failed', 'approval', 'message'],
};

/** The stories that `npm start` plays. `now` is when they end. */
export const stories = (now: Date): Story[] => {
  const ago = (count: number): Date => new Date(now.getTime() - minutes(count));
  const shop = { pipeline: 'shop-prod', execution: '7c0d8f52-3a4b-4e6d-9d0e-51b7a2c4f613', startedAt: ago(26) };
  const api = { pipeline: 'api-prod', execution: 'b2a91e07-6f58-4c3d-8e12-0a9d7c6b5e4f', startedAt: ago(14) };

  return [
    {
      title: 'A pipeline breaks, and a retry mends it',
      moral: 'Chat hears of the failure and no more; the webhook, which asked for everything, gets everything.',
      targets: { team: { target: slack }, ops: { target: teams }, audit: { target: audit } },
      messages: [
        json(pipelineEvent('STARTED', { ...shop, at: ago(26) })),
        json(ruleFailedMessage({ ...shop, at: ago(17) })),
        json(pipelineEvent('SUCCEEDED', { ...shop, attempt: 2, at: ago(3) })),
      ],
      expected: { accepted: { team: 1, ops: 1, audit: 3 } },
    },
    {
      title: 'A release waits for approval',
      moral: 'The approval action publishes by itself; the alert says what waits, until when, and links to the review.',
      targets: { team: { target: slack }, ops: { target: teams } },
      messages: [
        {
          ...json(approvalMessage('shop-prod', new Date(now.getTime() + minutes(7 * 24 * 60)))),
          subject: 'APPROVAL NEEDED: AWS CodePipeline shop-prod for action Sign-off',
        },
      ],
      expected: { accepted: { team: 1, ops: 1 } },
    },
    {
      title: 'A channel is too busy',
      moral:
        'It answers 429 and names 30 seconds: the delivery waits on the queue and arrives; nobody else waits for it.',
      targets: { busy: { target: slack, mood: moods.busyOnce }, team: { target: slack } },
      messages: [json(pipelineEvent('FAILED', { ...api, at: ago(9) }))],
      expected: { accepted: { busy: 1, team: 1 } },
    },
    {
      title: 'A channel is gone',
      moral:
        'Trying again would not help: one try, then a dead letter that says why. The other target is not affected.',
      targets: { archived: { target: slack, mood: moods.gone }, team: { target: slack } },
      messages: [
        json(pipelineEvent('FAILED', { ...api, execution: 'd41f0c6e-8b27-4a95-b3c1-6e9f2d7a8045', at: ago(2) })),
      ],
      expected: { accepted: { team: 1 }, buried: { archived: 'gone' } },
    },
    {
      title: 'Somebody publishes plain text',
      moral: 'What no event source knows is still told, by the generic one, to whom asked for messages.',
      targets: { team: { target: slack }, audit: { target: audit } },
      messages: [{ text: 'Database maintenance starts at 22:00 UTC.', subject: 'Maintenance' }],
      expected: { accepted: { audit: 1 } },
    },
  ];
};
