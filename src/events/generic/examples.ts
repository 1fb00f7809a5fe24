import type { Example } from '../../model/event-source.ts';
import { exampleEvent, jsonExample } from '../shared/example.ts';

/** The examples of the generic source. */
export const genericExamples = (now: Date): readonly Example[] => [
  { name: 'message', text: 'The nightly backup has ended.', subject: 'A word from a script' },
  jsonExample(
    'glue-job-failed',
    exampleEvent({
      source: 'aws.glue',
      detailType: 'Glue Job State Change',
      at: now,
      detail: {
        jobName: 'nightly-export',
        severity: 'ERROR',
        state: 'FAILED',
        jobRunId: `jr_${crypto.randomUUID().replaceAll('-', '')}`,
        message: 'The column currency of the table prices is missing',
      },
    }),
  ),
];
