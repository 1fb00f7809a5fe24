import type { Asked, AskedService } from '../../model/enrichment.ts';
import { asksLogs } from '../shared/asks-logs.ts';

export const CODEBUILD: AskedService = { name: 'codebuild', target: 'CodeBuild_20161006', version: '1.1' };

/** `project:id` at the end of a build's ARN, or of the id that CodePipeline reports. */
export const buildId = (value: string | undefined): string | undefined =>
  /(?:^|\/)([\w-]{2,255}:[\w-]{1,100})$/.exec(value ?? '')?.[1];

export const CODECOMMIT: AskedService = { name: 'codecommit', target: 'CodeCommit_20150413', version: '1.1' };

export const asks: readonly Asked[] = [
  { service: CODEBUILD, operations: ['BatchGetBuilds', 'BatchGetBuildBatches'], resources: ['project/*'] },
  asksLogs('/aws/codebuild'),
  { service: CODECOMMIT, operations: ['GetCommit'], resources: ['*'], own: true },
];
