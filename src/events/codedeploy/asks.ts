import type { Asked, JsonService } from '../../model/enrichment.ts';

export const CODEDEPLOY: JsonService = { name: 'codedeploy', target: 'CodeDeploy_20141006', version: '1.1' };

export const isDeployment = (id: string | undefined): boolean => /^d-\w{1,40}$/.test(id ?? '');

export const asks: readonly Asked[] = [
  { service: CODEDEPLOY, operations: ['GetDeployment'], resources: ['deploymentgroup:*'] },
  // IAM cannot restrict the targets of deployments to resources.
  { service: CODEDEPLOY, operations: ['BatchGetDeploymentTargets', 'ListDeploymentTargets'], resources: 'any' },
];
