// The loop of Lambda's runtime in plain JavaScript, for machines where the native part of aws-lambda-ric cannot be built.
// It does what every runtime must do, without its logging and tracing: figures of the two are not comparable.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const http = createRequire(import.meta.url)('node:http');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: `/2018-06-01/runtime/${path}`, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    request.on('error', reject);
    request.end(body);
  });

const failureOf = (error) => JSON.stringify({ errorType: error?.name, errorMessage: error?.message });

const load = async () => {
  try {
    return (await import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/index.mjs`))).handler;
  } catch (error) {
    await call('POST', 'init/error', failureOf(error));
    process.exit(1);
  }
};

const handler = await load();
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const awsRequestId = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = { awsRequestId, getRemainingTimeInMillis: () => deadline - Date.now(), functionName: 'bench' };
  try {
    const result = await handler(JSON.parse(body), context);
    await call('POST', `invocation/${awsRequestId}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    await call('POST', `invocation/${awsRequestId}/error`, failureOf(error));
  }
}
