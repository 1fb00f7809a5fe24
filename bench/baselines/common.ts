import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { getParametersByName } from '@aws-lambda-powertools/parameters/ssm';
import { SnsSchema } from '@aws-lambda-powertools/parser/schemas/sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

// The way in which such a relay is usually written: SDK clients, Powertools and zod, bundled with the defaults.
const logger = new Logger({ serviceName: 'bench' });
const metrics = new Metrics({ namespace: 'Bench', serviceName: 'bench' });
// AWS in memory does not compute the digests that the client would compare.
const sqs = new SQSClient({ md5: false });

const StateChange = z.object({
  source: z.literal('aws.codepipeline'),
  account: z.string(),
  region: z.string(),
  detail: z.object({ pipeline: z.string(), 'execution-id': z.string(), state: z.string() }),
});
const Target = z.object({
  platform: z.enum(['slack', 'teams', 'webhook']),
  url: z.url(),
  on: z.optional(z.array(z.string())),
});

/** Reads a target, and puts a delivery for it on a queue. */
export const handler = async (event: unknown) => {
  const name = '/pipebell/local/targets/team-0';
  for (const { Sns } of SnsSchema.parse(event).Records) {
    const { detail } = StateChange.parse(JSON.parse(String(Sns.Message)));
    const { [name]: text } = await getParametersByName({ [name]: {} }, { decrypt: true, throwOnError: false });
    const target = Target.parse(JSON.parse(String(text)));
    const MessageBody = JSON.stringify({ target, text: `${detail.pipeline} ${detail.state}` });
    const Entries = [{ Id: '0', MessageBody, MessageGroupId: 'team-0', MessageDeduplicationId: Sns.MessageId }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: 'deliveries.fifo', Entries }));
    metrics.addMetric('Events', MetricUnit.Count, 1);
    logger.info('event routed', { pipeline: detail.pipeline });
  }
  metrics.publishStoredMetrics();
};
