import fc from 'fast-check';
import { looksSecret } from '../../src/text/looks-secret.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

test.each([
  `ghp_${'aB3'.repeat(12)}`,
  `github_pat_${'aB3'.repeat(12)}`,
  'glpat-Ab3Cd4Ef5Gh6Ij7Kl8Mn',
  'AKIAABCDEFGH23456789',
  `sk_${'live'}_Ab3Cd4Ef5Gh6Ij7Kl8Mn`,
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'xoxb-11111111111-Ab3Cd4Ef5Gh6',
  'T012ABCDE/B012ABCDE/Ab3Cd4Ef5Gh6',
  'https://hooks.example.com/Ab3',
  'hooks.slack.com/services/T0/B0/Ab3',
  'q1Xn9+Zr3Lk8VbT5yPw2Hs7Jd/GfQ4mCa6UoEiN0RtBxY=',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Ab3Cd4Ef5Gh6',
  '9d3f70a1c5e84b26f07d1a3c5b9e8f42',
  'k2m9x4qa7fw0zt6ns1rb8vd3',
  'k2m9_x4qa7_fw0zt6ns1_rb8vd3',
  'MKQ4T2ZB7XNA5WJ3HRC6VDPL2YFG5KE7',
])('%s looks like a secret', (text) => {
  expect(looksSecret(text)).toBe(true);
});

test.each([
  '/pipebell/prod/secrets/discord.com',
  '/pipebell/prod/secrets/team-token',
  '/team/slack-url',
  'pipebell/prod/team-b/api_key',
  'DatabaseSecret3B817195-6kBlEqmvgSFy',
  'PipelineStackSlackWebhookSecret3B817195',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/slack-AbC1d2',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/token-AbC1d2',
  'team/4b1d7c52-8a0e-4f63-9c1b-2e7f5a3d6048',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:build4of7-run3of9-try1of2x5-AbC1d2',
  'DeliveryPipelineSlackWebhook1A2B3C4D-6kB1Eq2vgSFy',
  'ops_2026_03_04_05_06_rollout_blue',
  'my_service_v1_2_3_4_5_6_pipeline',
])('%s looks like a name', (text) => {
  expect(looksSecret(text)).toBe(false);
});

test('of random keys of 48 characters nearly all look like secrets', () => {
  const key = fc.string({ unit: fc.constantFrom(...BASE64), minLength: 48, maxLength: 48 });
  const keys = fc.sample(key, { numRuns: 500, seed: 7 });

  expect(keys.filter(looksSecret).length).toBeGreaterThan(470);
});

test('of random hexadecimal keys of 32 digits nearly all look like secrets', () => {
  const key = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
  const keys = fc.sample(key, { numRuns: 500, seed: 7 });

  expect(keys.filter(looksSecret).length).toBeGreaterThan(480);
});
