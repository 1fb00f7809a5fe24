import type { Example } from '../example.ts';

export const teamsExample: Example = {
  target: {
    platform: 'teams',
    url: 'https://default0canary.00.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0canary/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=canaryCanaryCanary',
    mention: { failed: [{ id: 'ada@example.com', name: 'Ada Moreno' }] },
    headers: { 'X-Alert-Secret': 'canaryHeaderCanary' },
  },
  accepted: '',
  invalid: [
    { url: 'https://api.powerplatform.com.evil.example/canaryCanary' },
    { url: 'https://evilapi.powerplatform.com/canaryCanary' },
    { url: 'https://canary.webhook.office.com/webhookb2/canaryCanary' },
    { url: 'http://x.api.powerplatform.com/canaryCanary' },
    { url: 'https://x.api.powerplatform.com:8443/canaryCanary' },
    { mention: { failed: ['canaryCanary'] } },
    { mention: { failed: [{ id: 'ada@example.com', name: '</at>canaryCanary' }] } },
    { mention: { failed: [{ id: 'canary Canary', name: 'Ada' }] } },
    { headers: { 'X-Token': 'canary\r\nCanary: 1' } },
    { headers: { 'Content-Type': 'canaryCanary' } },
  ],
};
