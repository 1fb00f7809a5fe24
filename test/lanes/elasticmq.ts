import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JavaServer, startJavaServer } from '../support/java-server.ts';
import { librariesOf } from '../support/maven.ts';

const configuration = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port}, sqs-limits = strict }
rest-stats { enabled = false }
`;

/**
 * Starts ElasticMQ, a queue server with the API of SQS and an independent implementation of FIFO queues, on a free
 * loopback port. Needs Java 17 and, for the first start, Maven.
 * @see https://github.com/softwaremill/elasticmq
 */
export const startElasticMq = async (): Promise<JavaServer> => {
  const libraries = await librariesOf('elasticmq', import.meta.dirname);
  return startJavaServer('ElasticMQ', async (port, folder) => {
    const file = join(folder, 'elasticmq.conf');
    await writeFile(file, configuration(port));
    return [`-Dconfig.file=${file}`, '-cp', join(libraries, '*'), 'org.elasticmq.server.Main'];
  });
};
