import { CLOUDFORMATION } from './verdicts/cloudformation.ts';
import { CLOUDTRAIL } from './verdicts/cloudtrail.ts';
import { CLOUDWATCH_ALARM } from './verdicts/cloudwatch-alarm.ts';
import { CODEBUILD } from './verdicts/codebuild.ts';
import { CODECOMMIT } from './verdicts/codecommit.ts';
import { CODEDEPLOY } from './verdicts/codedeploy.ts';
import { CODEPIPELINE } from './verdicts/codepipeline.ts';
import { ECR } from './verdicts/ecr.ts';
import { ECS } from './verdicts/ecs.ts';
import { ELASTIC_BEANSTALK } from './verdicts/elastic-beanstalk.ts';
import { GENERIC } from './verdicts/generic.ts';
import { HEALTH } from './verdicts/health.ts';
import { LAMBDA } from './verdicts/lambda.ts';
import { PIPEBELL_NOTIFICATION } from './verdicts/pipebell-notification.ts';
import { S3 } from './verdicts/s3.ts';
import { STEP_FUNCTIONS } from './verdicts/step-functions.ts';
import type { Values, Verdicts } from './verdicts/verdict.ts';

/** The sentences for events that subject and moment do not describe, by code. A code belongs to one event source. */
export const VERDICTS: Verdicts = {
  ...CLOUDFORMATION,
  ...CLOUDTRAIL,
  ...CLOUDWATCH_ALARM,
  ...CODEBUILD,
  ...CODECOMMIT,
  ...CODEDEPLOY,
  ...CODEPIPELINE,
  ...ECR,
  ...ECS,
  ...ELASTIC_BEANSTALK,
  ...GENERIC,
  ...HEALTH,
  ...LAMBDA,
  ...PIPEBELL_NOTIFICATION,
  ...S3,
  ...STEP_FUNCTIONS,
};

/** @returns the sentence; `undefined` for a code that this version does not have. */
export const verdictText = (about: string, { code, values }: { code: string; values: Values }): string | undefined =>
  Object.hasOwn(VERDICTS, code) ? VERDICTS[code]?.(about, values) : undefined;
