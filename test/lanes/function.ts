// Runs one handler in a process of its own, as Lambda does in a container: `node function.ts HANDLER-FILE`. Each message of
// the parent is an event; the answer is what the handler returned, or that it failed.
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';

/** The timeout of the deployed function, in milliseconds. */
const TIMEOUT_MS = 30_000;

const [, , file = ''] = process.argv;
const { handler } = await import(pathToFileURL(file).href);

process.on('message', async ({ id, event }: { id: number; event: unknown }) => {
  const deadline = Date.now() + TIMEOUT_MS;
  const context: Partial<Context> = {
    awsRequestId: `request-${process.pid}-${id}`,
    functionName: 'lanes',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    process.send?.({ id, result: await handler(event, context) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.name : 'Error' });
  }
});
process.send?.({ id: 0 });
