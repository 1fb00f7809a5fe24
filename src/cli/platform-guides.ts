import { PLATFORM_GUIDES } from '../targets/platform-guide.ts';
import { creationUrl, manifestOf } from './receivers/slack-manifest.ts';
import { DEFAULT_FEATURES } from './receivers/slack-scopes.ts';
import type { Choice } from './terminal/prompts.ts';

/** How people are mentioned on a platform. */
interface MentionGuide {
  /** Mentions that need no id. */
  readonly choices: readonly Choice[];
  /** Whom an id names, for a question. */
  readonly who: string;
  /** A valid list of mentions by id. */
  readonly example: string;
  /** Where the ids are found. */
  readonly help: string;
}

/** How questions name a platform, and how people are mentioned there. */
export interface PlatformGuide {
  readonly label: string;
  readonly hint: string;
  readonly mention?: MentionGuide;
}

const SLACK_MENTIONS: MentionGuide = {
  choices: [
    { value: '<!here>', label: '@here', hint: 'everyone in the channel who is active' },
    { value: '<!channel>', label: '@channel', hint: 'everyone in the channel' },
  ],
  who: 'people or user groups',
  example: '<@U0123456789>, <!subteam^S0123456789>',
  help: '<@U…> is a person, <!subteam^S…> a user group. The menu of a profile or of a group copies its id.',
};

/** By the name of the platform. A platform that is absent has its name as label. */
const GUIDES: Readonly<Record<string, PlatformGuide>> = {
  slack: {
    label: 'Slack, incoming webhook',
    hint: 'quickest: one URL for one channel',
    mention: SLACK_MENTIONS,
  },
  'slack-app': {
    label: 'Slack, app with a bot',
    hint: 'threads, messages that change, mentions of authors',
    mention: SLACK_MENTIONS,
  },
  teams: {
    label: 'Microsoft Teams',
    hint: 'a Workflows webhook of a channel',
    mention: {
      choices: [],
      who: 'people',
      example: 'Jo Okafor <jo@example.com>',
      help: 'The name, and in <…> the user principal name or the object id of Microsoft Entra.',
    },
  },
  discord: {
    label: 'Discord',
    hint: 'a webhook of a channel, whose messages change',
    mention: {
      choices: [
        { value: '@here', hint: 'everyone in the channel who is online' },
        { value: '@everyone', hint: 'everyone in the channel' },
      ],
      who: 'roles or people',
      example: '<@&1185000000000000007>, <@1185000000000000008>',
      help: '<@&id> is a role, <@id> a person. With "Developer Mode" on, the menu of each has "Copy ID".',
    },
  },
  webhook: {
    label: 'Webhook',
    hint: 'JSON to a service of your own',
  },
};

/** The words of a platform. */
export const guideOf = (platform: string): PlatformGuide =>
  (Object.hasOwn(GUIDES, platform) ? GUIDES[platform] : undefined) ?? { label: platform, hint: '' };

/** Where the URL or the token comes from, one line each. @param stage is part of the name of a new app. */
export const secretSteps = (platform: string, stage: string): readonly string[] => {
  const steps = Object.hasOwn(PLATFORM_GUIDES, platform) ? (PLATFORM_GUIDES[platform]?.secretGuide.steps ?? []) : [];
  if (platform !== 'slack-app') return steps;
  // The first step is the command that prints this link.
  const link = creationUrl(manifestOf({ stage, features: DEFAULT_FEATURES }));
  return ['Open this link, choose the workspace, then “Next” and “Create”:', link, ...steps.slice(1)];
};
