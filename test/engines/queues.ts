import { startElasticMq } from '../lanes/elasticmq.ts';
import { problemsOf } from './checks.ts';
import type { Verdict } from './judge.ts';
import { checksOfLanes } from './queues/lanes.ts';
import { checksOfLetters } from './queues/letters.ts';
import { openQueues } from './queues/stage.ts';

/** Makes every call to a queue on ElasticMQ, which refuses what is beyond the limits of SQS. */
export const judgeQueues = async (): Promise<Verdict> => {
  const server = await startElasticMq();
  try {
    const queues = await openQueues(server.endpoint);
    const checks = [...checksOfLanes(queues), ...checksOfLetters(queues)];
    return { counts: `${checks.length} checks`, problems: await problemsOf(checks) };
  } finally {
    await server.stop();
  }
};
