import type { Example } from '../../model/event-source.ts';
import { exampleEvent, jsonExample } from '../shared/example.ts';

/** The examples of the source `pipebell-notification`. */
export const notificationExamples = (now: Date): readonly Example[] => {
  const event = (name: string, detail: object) =>
    jsonExample(
      name,
      exampleEvent({ source: 'com.example.release', detailType: 'pipebell.notification', at: now, detail }),
    );
  return [
    event('pipebell-failed', {
      moment: 'failed',
      title: 'Release 42 is not in the app store',
      resource: { kind: 'release', name: 'shop-app', url: 'https://ci.example.com/releases/42' },
      execution: { id: 'release-42' },
      failures: [{ reason: 'The store refused the build: its privacy notes are missing.' }],
      commits: [
        { id: '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093', summary: 'Ask before tracking', author: 'Jo Okafor' },
      ],
      details: [{ label: 'Version', value: '42.0.1' }],
    }),
    jsonExample('pipebell-released', {
      pipebell: 1,
      moment: 'succeeded',
      title: 'Release 43 is in the app store',
      resource: { kind: 'release', name: 'shop-app' },
      key: crypto.randomUUID(),
    }),
    jsonExample('chat-notification-failed', {
      version: '1.0',
      source: 'custom',
      id: crypto.randomUUID(),
      content: {
        textType: 'client-markdown',
        title: ':rotating_light: Nightly import failed',
        description: '*3 of 12* files were refused: `prices.csv` has no column *currency*.',
        nextSteps: ['<https://wiki.example.com/imports|Read the runbook>', 'Ask the supplier for a corrected file'],
        keywords: ['imports', 'production'],
      },
      metadata: {
        threadId: 'nightly-import',
        summary: 'Import failed',
        eventType: 'import',
        relatedResources: ['arn:aws:s3:::shop-imports'],
        additionalContext: { supplier: 'north' },
      },
    }),
    event('pipebell-invalid', { moment: 'broken', title: 'Release 44', resource: { name: 'shop-app' } }),
  ];
};
