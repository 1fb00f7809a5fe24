import type { Verdicts } from './verdict.ts';

/** What happened on an instance, by the state of CodeDeploy's events. */
const ON_INSTANCE: Readonly<Record<string, string>> = {
  FAILURE: 'failed',
  START: 'started',
  STOP: 'was stopped',
  SUCCESS: 'succeeded',
};

export const CODEDEPLOY: Verdicts = {
  'deployment-instance': (about, { instance = '', state = '' }) =>
    `${about} ${Object.hasOwn(ON_INSTANCE, state) ? ON_INSTANCE[state] : `is ${state || 'changed'}`} on ${instance || 'an instance'}`,
  'deployment-queued': (about) => `${about} is queued`,
  'deployment-ready': (about) => `${about} is ready for traffic`,
};
