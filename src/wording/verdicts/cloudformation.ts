import type { Verdicts } from './verdict.ts';

export const CLOUDFORMATION: Verdicts = {
  'stack-change-set': (about) => `${about} has a change set to review`,
  'stack-cleaning-up': (about) => `${about} removes replaced resources`,
  'stack-create-failed': (about) => `${about} could not be created and is being deleted`,
  'stack-creating': (about) => `${about} is being created`,
  'stack-delete-failed': (about) => `${about} could not be deleted`,
  'stack-deleted': (about) => `${about} was deleted`,
  'stack-deleting': (about) => `${about} is being deleted`,
  'stack-drift-incomplete': (about) => `${about}: drift detection failed for some resources`,
  'stack-drift-unknown': (about) => `${about}: drift is not known`,
  'stack-drifted': (about, { count = 0 }) =>
    Number(count) > 0
      ? `${about} has drifted: ${count} ${count === 1 ? 'resource' : 'resources'}`
      : `${about} has drifted`,
  'stack-importing': (about) => `${about} is importing resources`,
  'stack-in-sync': (about) => `${about} has not drifted`,
  'stack-resource-failed': (about, { stack = '' }) => `${about} in ${stack || 'a stack'} failed`,
  'stack-resource-status': (about, { stack = '', status = '' }) =>
    `${about} in ${stack || 'a stack'} is now ${status || 'changed'}`,
  'stack-rollback-failed': (about) => `${about} is stuck: its rollback failed`,
  'stack-stopped': (about) => `${about} was stopped and is being rolled back`,
  'stack-updating': (about) => `${about} is being updated`,
};
