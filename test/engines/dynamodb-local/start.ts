import { join } from 'node:path';
import { type JavaServer, startJavaServer } from '../../support/java-server.ts';
import { librariesOf } from '../../support/maven.ts';

const MAIN = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';

/**
 * Starts DynamoDB Local, which keeps its tables in memory and reports no use of itself.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
 */
export const startDynamoDb = async (): Promise<JavaServer> => {
  const libraries = await librariesOf('dynamodb-local', import.meta.dirname);
  return startJavaServer('DynamoDB Local', (port) => [
    `-Djava.library.path=${libraries}`,
    ...['-cp', join(libraries, '*'), MAIN, '-inMemory', '-disableTelemetry', '-port', String(port)],
  ]);
};
