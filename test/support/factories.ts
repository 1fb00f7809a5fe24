import type { Notification } from '../../src/model/notification.ts';

/** The notification of a pipeline that failed in Deploy. `overrides` replace fields at the top level. */
export const aNotification = (overrides: Partial<Notification> = {}): Notification => ({
  version: 1,
  id: '0d1c9f5e-2b7a-4c55-9d36-51d2a7b4e801',
  source: 'codepipeline',
  moment: 'failed',
  level: 'pipeline',
  severity: 'failure',
  time: '2026-03-04T09:15:30.000Z',
  account: '111122223333',
  region: 'eu-west-1',
  pipeline: {
    name: 'storefront',
    url: 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/storefront/view?region=eu-west-1',
  },
  state: 'FAILED',
  execution: {
    id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910',
    attempt: 1,
    startedAt: '2026-03-04T09:11:18.000Z',
    url: 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/storefront/executions/7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910/visualization?region=eu-west-1',
  },
  durationSeconds: 252,
  commits: [
    {
      id: '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5',
      summary: 'Charge the card once',
      author: 'Ada Moreno',
      url: 'https://github.com/acme-shop/storefront/commit/5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5',
      repository: 'acme-shop/storefront',
      branch: 'main',
    },
  ],
  failures: [
    {
      stage: 'Deploy',
      action: 'CreateStack',
      reason: 'The stack rolled back: the bucket name is taken',
      code: 'JobFailed',
      url: 'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1',
    },
  ],
  details: [],
  links: [],
  ...overrides,
});

/** AWS cannot be asked about an ending. */
export const nothingAsked = { pastEndings: async () => [], series: async () => undefined };
