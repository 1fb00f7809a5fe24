import { secretsPath } from '../model/stack.ts';
import type { Origin } from './targets.ts';

const secret = (target: string, field = 'url') => ({ parameter: `${secretsPath('prod')}/${target}/${field}` });

/** Five targets with different filters. */
export const sampleTargets: Origin = {
  origin: 'samples',
  targets: [
    {
      name: 'team-shop',
      raw: { platform: 'slack', url: secret('team-shop'), mention: { failed: ['<!here>'] } },
    },
    {
      name: 'operations',
      raw: {
        platform: 'teams',
        url: secret('operations'),
        on: ['failed', 'fixed', 'approval', 'change'],
        levels: ['pipeline', 'stage', 'action', 'job'],
      },
    },
    {
      name: 'team-web',
      raw: { platform: 'slack', url: secret('team-web'), when: { pipelines: ['web-*', '!web-test'] } },
    },
    {
      name: 'audit',
      raw: {
        platform: 'webhook',
        url: secret('audit'),
        signingKeys: [secret('audit', 'signing-key')],
        on: ['started', 'succeeded', 'failed', 'stopped', 'superseded', 'canceled', 'approval', 'change', 'message'],
        levels: ['pipeline', 'stage', 'action', 'job'],
      },
    },
    {
      name: 'shop-releases',
      raw: {
        platform: 'slack-app',
        token: secret('shop-releases', 'token'),
        channel: 'C0123456789',
        when: { pipelines: ['shop-*'] },
      },
    },
  ],
};
