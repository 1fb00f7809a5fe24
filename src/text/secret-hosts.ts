/**
 * Hosts whose URLs are secrets as a whole, by platform or product; a dot in front stands for any host below. The router
 * redacts text without loading the platforms, so the list is here and the platforms take their hosts from it.
 */
export const SECRET_HOSTS = {
  slack: ['hooks.slack.com', 'hooks.slack-gov.com'],
  // Sovereign clouds keep the Logic Apps hosts.
  // @see https://learn.microsoft.com/troubleshoot/power-platform/power-automate/flow-run-issues/triggers-troubleshoot
  teams: ['.api.powerplatform.com', '.logic.azure.com', '.logic.azure.us'],
  others: [
    '.powerplatform.com',
    '.logic.azure.cn',
    'webhook.office.com',
    'webhook.office365.com',
    '.webhook.office.com',
    '.webhook.office365.com',
    'outlook.office.com',
    'outlook.office365.com',
    'discord.com',
    'discordapp.com',
    'chat.googleapis.com',
    'api.telegram.org',
  ],
} as const satisfies Record<string, readonly string[]>;

const escaped = (host: string): string => host.replaceAll('.', '\\.');

/** Source of a regular expression for one of the hosts. */
export const SECRET_HOST_PATTERN = Object.values(SECRET_HOSTS)
  .flat()
  .map((host) => (host.startsWith('.') ? `[\\w.-]+${escaped(host)}` : escaped(host)))
  .join('|');

/** `whsec_` keys, Slack's tokens, and the path of a Slack webhook without its host, whose ids are in capital letters. */
const SECRET_START = /^(?:whsec_|xox)|^\/?(?:services\/)?T[A-Z\d]+\/B[A-Z\d]+\//;

/** A URL without its scheme. Below a path the name of a host is only a name: `/pipebell/prod/secrets/discord.com`. */
const URL_START = new RegExp(`^(?://)?(?:${SECRET_HOST_PATTERN})(?::\\d+)?/|hooks\\.slack`, 'i');

/** `true` if text that should name a secret looks like the secret itself. */
export const looksSecret = (text: string): boolean =>
  text.includes('://') || SECRET_START.test(text) || URL_START.test(text);
