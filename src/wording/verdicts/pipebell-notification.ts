import type { Verdicts } from './verdict.ts';

export const PIPEBELL_NOTIFICATION: Verdicts = {
  'notification-not-valid': () => 'A notification that is not valid',
};
