import type { Example } from '../example.ts';

export const slackExample: Example = {
  target: {
    platform: 'slack',
    url: 'https://hooks.slack.com/services/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',
    mention: { failed: ['<!subteam^S0CANARY01>'], approval: ['<!here>', '<@U0CANARY02>'] },
  },
  accepted: 'ok',
  invalid: [
    { url: 'https://hooks.slack.com.evil.example/services/canaryCanary' },
    { url: 'http://hooks.slack.com/services/canaryCanary' },
    { url: 'https://hooks.slack.com:8443/services/canaryCanary' },
    { url: 'https://canaryUser:canaryPass@hooks.slack.com/services/T/B/x' },
    { url: 'canaryCanary not a URL' },
    { url: 'https://hooks.slack.com/services/canary\nCanary' },
    { url: 'https://hooks.slack.com/services/T/B/x#canaryCanary' },
    { url: 'https://hooks.slack.com/workflows/canaryCanary' },
    { url: 42 },
    { url: '' },
    { url: `https://hooks.slack.com/services/${'canary'.repeat(500)}` },
    { mention: { failed: ['@canaryCanary'] } },
    { mention: { shattered: ['<!here>'] } },
    { on: [] },
    { on: ['canaryCanary'] },
    { when: { pipeline: ['canaryCanary'] } },
  ],
};
