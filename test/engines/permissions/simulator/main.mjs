// Answers questions about IAM policies: JSON on standard input, one result for each question on standard output. It runs
// as a program of its own, with its own dependencies, in `.venv/iam-simulate`.
import { json } from 'node:stream/consumers';
import { runSimulation } from '@cloud-copilot/iam-simulate';

const { policies, questions } = await json(process.stdin);

const results = [];
for (const { policy, principal, action, resource, accountId, context, resourcePolicy } of questions) {
  const simulation = {
    request: { principal, action, resource: { resource, accountId }, contextVariables: context },
    identityPolicies: [{ name: policy, policy: policies[policy] }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy && { resourcePolicy }),
  };
  const result = await runSimulation(simulation, {});
  results.push(result.resultType === 'error' ? `Error: ${JSON.stringify(result.errors)}` : result.overallResult);
}
process.stdout.write(JSON.stringify(results));
