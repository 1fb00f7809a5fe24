// The steps to the URL or the token of each platform, as simple drawings. They show where a word of the text is on the
// screen, not how a product looks.

/** A line in a window. `mark` is the place to click or to read. */
export type Row =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly field: string; readonly value: string; readonly mark?: boolean; readonly copy?: boolean }
  | { readonly button: string; readonly mark?: boolean }
  | { readonly choice: string; readonly note: string; readonly mark?: boolean }
  | { readonly toggle: string; readonly mark?: boolean };

export interface Step {
  readonly title: string;
  /** Entries of a menu at the left, with the index of the selected one. */
  readonly menu?: readonly string[];
  readonly selected?: number;
  readonly rows: readonly Row[];
}

const SLACK_MENU = ['Basic Information', 'Install App', 'Incoming Webhooks', 'OAuth & Permissions'];

/** The drawings by the name of their file. */
export const STEPS: Readonly<Record<string, Step>> = {
  'slack-1': {
    title: 'api.slack.com/apps › Create New App',
    rows: [
      { heading: 'Create an app' },
      { choice: 'From a manifest', note: 'Paste a description of the app' },
      { choice: 'From scratch', note: 'Choose name and workspace by hand', mark: true },
    ],
  },
  'slack-2': {
    title: 'Name app & choose workspace',
    rows: [
      { field: 'App Name', value: 'Pipebell' },
      { field: 'Workspace', value: 'Example Shop' },
      { button: 'Create App', mark: true },
    ],
  },
  'slack-3': {
    title: 'Pipebell',
    menu: SLACK_MENU,
    selected: 2,
    rows: [
      { heading: 'Incoming Webhooks' },
      { toggle: 'Activate Incoming Webhooks', mark: true },
      { button: 'Add New Webhook to Workspace', mark: true },
    ],
  },
  'slack-4': {
    title: 'Pipebell is requesting permission',
    rows: [
      { text: 'Where should Pipebell post?' },
      { field: 'Channel', value: '# deploys', mark: true },
      { button: 'Allow', mark: true },
    ],
  },
  'slack-5': {
    title: 'Pipebell',
    menu: SLACK_MENU,
    selected: 2,
    rows: [
      { heading: 'Webhook URLs for Your Workspace' },
      { field: '# deploys', value: 'https://hooks.slack.com/…', copy: true, mark: true },
    ],
  },
  'slack-app-1': {
    title: 'Create app from the link of the command',
    rows: [
      { field: 'Workspace', value: 'Example Shop' },
      { text: 'Review summary: pipebell-prod, 7 scopes, no events' },
      { button: 'Create', mark: true },
    ],
  },
  'slack-app-2': {
    title: 'pipebell-prod',
    menu: SLACK_MENU,
    selected: 1,
    rows: [{ heading: 'Install App' }, { button: 'Install to Workspace', mark: true }],
  },
  'slack-app-3': {
    title: 'pipebell-prod',
    menu: SLACK_MENU,
    selected: 3,
    rows: [{ heading: 'OAuth Tokens' }, { field: 'Bot User OAuth Token', value: 'xoxb-…', copy: true, mark: true }],
  },
  'slack-app-4': {
    title: '# deploys › About',
    rows: [
      { text: 'In the message field of the channel:' },
      { field: 'Message', value: '/invite @pipebell-prod', mark: true },
      { text: 'At the end of About:' },
      { field: 'Channel ID', value: 'C0123456789', copy: true, mark: true },
    ],
  },
  'teams-1': {
    title: 'Deploys › …',
    menu: ['Channel notifications', 'Manage channel', 'Workflows', 'Copy link'],
    selected: 2,
    rows: [
      { heading: 'Workflows' },
      { choice: 'Send webhook alerts to a channel', note: 'Template', mark: true },
      { choice: 'Send webhook alerts to a chat', note: 'Template' },
    ],
  },
  'teams-2': {
    title: 'Send webhook alerts to a channel',
    rows: [
      { field: 'Team', value: 'Shop' },
      { field: 'Channel', value: 'Deploys' },
      { button: 'Add workflow', mark: true },
    ],
  },
  'teams-3': {
    title: 'Workflow added successfully',
    rows: [
      { text: 'Use this URL to post to the workflow.' },
      { field: 'URL', value: 'https://….environment.api.powerplatform.com/…', copy: true, mark: true },
    ],
  },
  'discord-1': {
    title: '# deploys › Edit Channel',
    menu: ['Overview', 'Permissions', 'Invites', 'Integrations'],
    selected: 3,
    rows: [{ heading: 'Integrations' }, { choice: 'Webhooks', note: 'Create Webhook, or View Webhooks', mark: true }],
  },
  'discord-2': {
    title: '# deploys › Integrations › Webhooks',
    rows: [
      { button: 'New Webhook', mark: true },
      { field: 'Name', value: 'Pipebell' },
      { field: 'Channel', value: '# deploys' },
      { button: 'Copy Webhook URL', mark: true },
    ],
  },
};
