import type { Example } from '../example.ts';

export const webhookExample: Example = {
  target: {
    platform: 'webhook',
    url: 'https://hooks.example.com/canaryCanaryCanary?token=canaryCanaryCanary',
    signingKeys: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    headers: { Authorization: 'Bearer canaryHeaderCanary' },
  },
  accepted: '',
  invalid: [
    { url: 'http://hooks.example.com/canaryCanary' },
    { url: 'https://127.0.0.1/canaryCanary' },
    { url: 'ftp://hooks.example.com/canaryCanary' },
    { signingKeys: ['canaryCanaryCanaryCanaryCanary=='] },
    { signingKeys: ['whsec_canaryCanary=='] },
    { signingKeys: [] },
    { headers: { 'X-Token': 'canary\r\nCanary: 1' } },
    { headers: { 'canary Canary': 'x' } },
    { headers: { 'webhook-id': 'canaryCanary' } },
    { headers: { Host: 'canaryCanary' } },
    { format: 'canaryCanary' },
  ],
};
