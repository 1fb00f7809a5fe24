import type { Example } from '../example.ts';

const PATH = 'webhooks/1185000000000000001/canaryCanary-Canary_123456';

export const discordExample: Example = {
  target: {
    platform: 'discord',
    url: `https://discord.com/api/${PATH}`,
    mention: { failed: ['<@&1185000000000000007>'], approval: ['@here', '<@1185000000000000008>'] },
  },
  accepted: '{"id":"1185000000000000002","channel_id":"1185000000000000003","type":0}',
  expectedUrl: `https://discord.com/api/v10/${PATH}?wait=true`,
  invalid: [
    { url: 'https://discord.com.evil.example/api/webhooks/1185000000000000001/canaryCanary' },
    { url: `http://discord.com/api/${PATH}` },
    { url: `https://discord.com:8443/api/${PATH}` },
    { url: `https://canaryUser:canaryPass@discord.com/api/${PATH}` },
    { url: `https://discord.com/api/${PATH}#canaryCanary` },
    { url: `https://discord.com/api/${PATH}/slack` },
    { url: `https://discord.com/api/${PATH}?thread_id=1185000000000000009` },
    { url: 'https://discord.com/channels/1185000000000000001/canaryCanary' },
    { url: 'canaryCanary not a URL' },
    { url: 42 },
    { url: '' },
    { mention: { failed: ['@canaryCanary'] } },
    { mention: { shattered: ['@here'] } },
    { thread: 'canaryCanary' },
    { threadId: 'canaryCanary' },
    { threadId: '1185000000000000009', forum: true },
    { forumTags: ['1185000000000000009'] },
    { forumTags: ['canaryCanary'], forum: true },
    { on: [] },
  ],
};
