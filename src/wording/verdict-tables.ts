import type { Verdicts } from './verdicts/verdict.ts';
import { addVerdicts } from './verdicts.ts';

/** The tables of sentences by the name of their event source. Each code belongs to one source. */
const TABLES: Readonly<Record<string, () => Promise<Verdicts>>> = {
  cloudformation: async () => (await import('./verdicts/cloudformation.ts')).CLOUDFORMATION,
  cloudtrail: async () => (await import('./verdicts/cloudtrail.ts')).CLOUDTRAIL,
  'cloudwatch-alarm': async () => (await import('./verdicts/cloudwatch-alarm.ts')).CLOUDWATCH_ALARM,
  codebuild: async () => (await import('./verdicts/codebuild.ts')).CODEBUILD,
  codecommit: async () => (await import('./verdicts/codecommit.ts')).CODECOMMIT,
  codedeploy: async () => (await import('./verdicts/codedeploy.ts')).CODEDEPLOY,
  codepipeline: async () => (await import('./verdicts/codepipeline.ts')).CODEPIPELINE,
  ecr: async () => (await import('./verdicts/ecr.ts')).ECR,
  ecs: async () => (await import('./verdicts/ecs.ts')).ECS,
  'elastic-beanstalk': async () => (await import('./verdicts/elastic-beanstalk.ts')).ELASTIC_BEANSTALK,
  generic: async () => (await import('./verdicts/generic.ts')).GENERIC,
  health: async () => (await import('./verdicts/health.ts')).HEALTH,
  lambda: async () => (await import('./verdicts/lambda.ts')).LAMBDA,
  'pipebell-notification': async () => (await import('./verdicts/pipebell-notification.ts')).PIPEBELL_NOTIFICATION,
  s3: async () => (await import('./verdicts/s3.ts')).S3,
  'step-functions': async () => (await import('./verdicts/step-functions.ts')).STEP_FUNCTIONS,
};

/**
 * Loads the sentences of an event source; nothing for a source without any. A notification with a verdict is drawn by
 * its moment until its sentences are loaded: the function that delivers loads those it needs.
 */
export const loadVerdicts = async (source: string): Promise<void> => {
  const load = Object.hasOwn(TABLES, source) ? TABLES[source] : undefined;
  addVerdicts((await load?.()) ?? {});
};

/** Loads the sentences of all event sources. @returns them by code. */
export const loadAllVerdicts = async (): Promise<Verdicts> => {
  const tables = await Promise.all(Object.values(TABLES).map((load) => load()));
  const all: Verdicts = Object.assign({}, ...tables);
  addVerdicts(all);
  return all;
};
