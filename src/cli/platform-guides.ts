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

/** What a person who adds a target needs to know about a platform. */
export interface PlatformGuide {
  readonly label: string;
  readonly hint: string;
  /** Where the URL or the token comes from, one line each. @param stage is part of the name of a new app. */
  readonly steps: (stage: string) => readonly string[];
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

/** By the name of the platform. A platform that is absent has its name as label, and no steps. */
const GUIDES: Readonly<Record<string, PlatformGuide>> = {
  slack: {
    label: 'Slack, incoming webhook',
    hint: 'quickest: one URL for one channel',
    steps: () => [
      'Open https://api.slack.com/apps, create an app "From scratch" and choose the workspace.',
      'Under "Incoming Webhooks", switch them on, choose "Add New Webhook" and a channel.',
      'Copy the webhook URL. It begins with https://hooks.slack.com/services/.',
    ],
    mention: SLACK_MENTIONS,
  },
  'slack-app': {
    label: 'Slack, app with a bot',
    hint: 'threads, messages that change, mentions of authors',
    steps: (stage) => [
      'Open this link, choose the workspace, then "Next" and "Create":',
      creationUrl(manifestOf({ stage, features: DEFAULT_FEATURES })),
      'Choose "Install App", then copy the "Bot User OAuth Token", which begins with xoxb-.',
      'For a private channel, invite the bot there. The id of a channel is at the end of its "About" page.',
    ],
    mention: SLACK_MENTIONS,
  },
  teams: {
    label: 'Microsoft Teams',
    hint: 'a Workflows webhook of a channel',
    steps: () => [
      'In the menu of the channel, choose "Workflows" and the template "Send webhook alerts to a channel".',
      'Choose team and channel, save, and copy the URL that the workflow shows.',
    ],
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
    steps: () => [
      'Open "Edit Channel", then "Integrations", then "Webhooks", and choose "New Webhook".',
      'Choose "Copy Webhook URL".',
    ],
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
    steps: () => ['The URL is the https address of your service. docs/webhook.md describes the document that it gets.'],
  },
};

/** What to tell about a platform. */
export const guideOf = (platform: string): PlatformGuide =>
  (Object.hasOwn(GUIDES, platform) ? GUIDES[platform] : undefined) ?? { label: platform, hint: '', steps: () => [] };
