/**
 * Hosts whose URLs are secrets as a whole, by platform or product; a dot in front stands for any host below. The router
 * redacts text without loading the platforms, so the list is here and the platforms take their hosts from it.
 */
export const SECRET_HOSTS = {
  slack: ['hooks.slack.com', 'hooks.slack-gov.com'],
  // Sovereign clouds keep the Logic Apps hosts.
  // @see https://learn.microsoft.com/troubleshoot/power-platform/power-automate/flow-run-issues/triggers-troubleshoot
  teams: ['.api.powerplatform.com', '.logic.azure.com', '.logic.azure.us'],
  discord: ['discord.com', 'ptb.discord.com', 'canary.discord.com', 'discordapp.com'],
  others: [
    '.powerplatform.com',
    '.logic.azure.cn',
    'webhook.office.com',
    'webhook.office365.com',
    '.webhook.office.com',
    '.webhook.office365.com',
    'outlook.office.com',
    'outlook.office365.com',
    'chat.googleapis.com',
    'api.telegram.org',
  ],
} as const satisfies Record<string, readonly string[]>;
