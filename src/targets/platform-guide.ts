/** How a platform is presented to people who choose one, in the studio; the steps also in prompts. */
export interface PlatformGuide {
  /** Such as `Slack (incoming webhook)`. */
  readonly title: string;
  /** Name of the chat or the receiver in a sentence, such as `Slack`. */
  readonly product: string;
  /** What the platform can do, in one sentence. */
  readonly hint: string;
  /** How to get the URL or the token. The first step for a Slack app prints the link that creates it. */
  readonly secretGuide: { readonly question: string; readonly steps: readonly string[] };
}

const URL_QUESTION = 'Where do I get this URL?';

/**
 * The guides by name of the platform. A test requires one for each platform.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://support.microsoft.com/en-us/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
 * @see https://support.discord.com/hc/en-us/articles/228383668-Intro-to-Webhooks
 */
export const PLATFORM_GUIDES: Readonly<Record<string, PlatformGuide>> = {
  slack: {
    title: 'Slack (incoming webhook)',
    product: 'Slack',
    hint: 'One URL for one channel. Every alert is a message of its own.',
    secretGuide: {
      question: URL_QUESTION,
      steps: [
        'Open https://api.slack.com/apps and choose “Create New App”, then “From scratch”. Choose your workspace.',
        'Open “Incoming Webhooks” and switch them on.',
        'Choose “Add New Webhook to Workspace”, choose the channel, and allow it.',
        'Copy the webhook URL. It begins with https://hooks.slack.com/services/.',
      ],
    },
  },
  'slack-app': {
    title: 'Slack app (threads)',
    product: 'Slack',
    hint: 'One token for all channels. Later news of an incident are replies, and its message turns green.',
    secretGuide: {
      question: 'Where do I get this token?',
      steps: [
        'Run “npx pipebell slack manifest --stage prod” and open the link that it prints. It creates an app in your workspace.',
        'Choose “Install App”, then “Install to Workspace”.',
        'Open “OAuth & Permissions” and copy the “Bot User OAuth Token”. It begins with xoxb-.',
        'Invite the bot in a private channel: type /invite and its name.',
        'The id of a channel is at the end of its “About” page.',
      ],
    },
  },
  teams: {
    title: 'Microsoft Teams (workflow)',
    product: 'Teams',
    hint: 'One URL for one channel. Every alert is a card of its own.',
    secretGuide: {
      question: URL_QUESTION,
      steps: [
        'In Teams, open the menu “…” of the channel and choose “Workflows”.',
        'Choose the template “Send webhook alerts to a channel”, sign in, and choose “Next”.',
        'Choose the team and the channel, then “Add workflow”.',
        'Copy the URL that is shown. The URL of an Office 365 connector does not work any more.',
      ],
    },
  },
  discord: {
    title: 'Discord (webhook)',
    product: 'Discord',
    hint: 'One URL for one channel. An incident is one message, which is changed and turns green.',
    secretGuide: {
      question: URL_QUESTION,
      steps: [
        'Open “Edit Channel”, “Integrations”, “Webhooks”. You need the permission “Manage Webhooks”.',
        'Choose “New Webhook”, and give it a name and a picture.',
        'Choose “Copy Webhook URL”. It begins with https://discord.com/api/webhooks/.',
      ],
    },
  },
  webhook: {
    title: 'Webhook (JSON)',
    product: 'a webhook',
    hint: 'A signed JSON document for a receiver of your own.',
    secretGuide: {
      question: URL_QUESTION,
      steps: [
        'It is the address of your own receiver: https, with a public host name.',
        'Each alert is one POST request with a JSON document. docs/webhook.md describes it.',
        'Add a signing key, with which the receiver can check that a request is from Pipebell.',
      ],
    },
  },
};
