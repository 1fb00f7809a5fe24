import { createCall } from '../aws/call.ts';
import { queueBody } from '../model/delivery.ts';
import { RelayError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import type { Outcome } from '../model/outcome.ts';
import { createDeliverer } from './deliverer.ts';
import { madeUpAws, PATH, PLACE, TARGET, TARGET_JSON } from './prime.ts';

const TABLE = 'prime';
const ANSWERS = {
  GetParameters: { Parameters: [{ Name: `${PATH}/${TARGET}`, Value: TARGET_JSON }] },
  BatchGetItem: { Responses: { [TABLE]: [] } },
};

const failedRun = (time: string): Notification => ({
  version: 1,
  id: 'prime',
  source: 'codepipeline',
  moment: 'failed',
  level: 'pipeline',
  severity: 'failure',
  time,
  ...PLACE,
  pipeline: { name: 'prime' },
  execution: { id: 'prime', attempt: 1, startedAt: time },
  transition: { kind: 'broken', count: 1, since: time },
  commits: [{ id: '0'.repeat(40), summary: 'prime', author: 'prime', repository: 'prime/prime', branch: 'prime' }],
  failures: [{ stage: 'prime', action: 'prime', reason: 'prime', log: 'prime' }],
  details: [],
  links: [],
});

/** Delivers the failed run of a made-up pipeline to a target of Slack that accepts it. Nothing is sent. */
export const primeDeliverer = async (): Promise<void> => {
  const fail = (error: unknown): never => {
    throw error;
  };
  let result: Outcome['kind'] | undefined;
  const deliver = createDeliverer({
    call: createCall(madeUpAws(ANSWERS)),
    send: async () => ({ status: 200, body: 'ok' }),
    telemetry: {
      targets: fail,
      delivered: ({ outcome }) => {
        result = outcome.kind;
      },
      lane: () => {},
      ledger: fail,
    },
    stage: 'prime',
    targetsPath: PATH,
    ledgerTable: TABLE,
    deliveriesQueueUrl: 'prime',
    deadLettersQueueUrl: 'prime',
    allowPrivateTargets: false,
    receivesMore: false,
  });
  const now = new Date();
  const body = queueBody({ version: 1, id: 'd_prime', target: TARGET, notification: failedRun(now.toISOString()) });
  const sent = String(now.getTime());
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: sent,
    ApproximateFirstReceiveTimestamp: sent,
    MessageGroupId: TARGET,
  };
  const record = { eventSource: 'aws:sqs', messageId: 'prime', receiptHandle: 'prime', body, attributes };
  await deliver({ Records: [record] }, { getRemainingTimeInMillis: () => 30_000 });
  if (result !== 'delivered') throw new RelayError('the made-up delivery was not accepted');
};
