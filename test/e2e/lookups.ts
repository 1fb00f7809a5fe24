import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersOf } from '../../src/samples/answers.ts';
import { causeOf } from './causes.ts';

/** The fault that a lookup meets, by the name of the pipeline. Without a code there is no answer. */
const FAULTS: Readonly<Record<string, { at: RegExp; code?: string }>> = {
  'e2e-asked-denied': { at: /./, code: 'AccessDeniedException' },
  'e2e-asked-throttled': { at: /^ListActionExecutions$/, code: 'ThrottlingException' },
  'e2e-asked-no-project': { at: /^BatchGetBuilds$/, code: 'InvalidInputException' },
  'e2e-asked-no-log': { at: /^GetLogEvents$/, code: 'ResourceNotFoundException' },
  'e2e-asked-silent': { at: /^(GetPipelineExecution|ListPipelineExecutions)$/ },
};

/** The services that the emulator lacks, by their names in the SDKs' `AWS_ENDPOINT_URL_…`. */
const SERVICES = ['CODEPIPELINE', 'CODEBUILD', 'CODEDEPLOY', 'CLOUDWATCH_LOGS'];

/** Further ones that the functions ask. The CLI uses the emulator's own CloudFormation. */
const ASKED_SERVICES = ['CLOUDFORMATION', 'ECS', 'SFN'];

export const EXECUTION = '5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';

/**
 * Fakes CodePipeline, CodeBuild, CodeDeploy and CloudWatch Logs. In every pipeline the tests of the build have failed.
 * CloudFormation, ECS and Step Functions are faked too: see causes.ts.
 */
export const startLookups = async () => {
  const answerTo = (operation: string, body: string): { status: number; answer: object } | undefined => {
    const pipeline = /e2e-asked[a-z-]*?(?="|-build)/.exec(body)?.[0] ?? '';
    const fault = FAULTS[pipeline];
    if (fault?.at.test(operation)) return fault.code ? { status: 400, answer: { __type: fault.code } } : undefined;
    const run = {
      execution: EXECUTION,
      startedAt: new Date(Date.now() - 90_000),
      status: 'Failed' as const,
      commit: '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093',
      message: 'Ask for the delivery slot before payment (#214)',
    };
    const answers = Object.entries(answersOf(pipeline, [run]));
    const answer = answers.find(([name]) => name.endsWith(` ${operation}`))?.[1](JSON.parse(body)) ?? {};
    // The build and its log carry the pipeline's name, so that later requests for them can be assigned to the pipeline.
    return { status: 200, answer: JSON.parse(JSON.stringify(answer).replaceAll('shop-build', `${pipeline}-build`)) };
  };

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const target = String(request.headers['x-amz-target'] ?? '');
    if (body.includes('e2e-cause')) {
      const cause = causeOf(target, body);
      if (cause) response.writeHead(cause.status).end(cause.body);
      return;
    }
    const operation = target.split('.')[1] ?? '';
    const reply = answerTo(operation, body);
    if (reply) response.writeHead(reply.status).end(JSON.stringify(reply.answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const endpointsOf = (services: readonly string[]): NodeJS.ProcessEnv =>
    Object.fromEntries(services.map((name) => [`AWS_ENDPOINT_URL_${name}`, `http://127.0.0.1:${port}`]));
  return {
    environment: endpointsOf(SERVICES),
    /** The environment of the functions. */
    functions: endpointsOf([...SERVICES, ...ASKED_SERVICES]),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
