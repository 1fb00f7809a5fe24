import type { Verdicts } from './verdict.ts';

/** The words for the status of a phase. */
const ENDED: Readonly<Record<string, string>> = {
  CLIENT_ERROR: 'failed',
  FAILED: 'failed',
  FAULT: 'failed',
  STOPPED: 'was stopped',
  SUCCEEDED: 'succeeded',
  TIMED_OUT: 'timed out',
};

export const CODEBUILD: Verdicts = {
  'build-phase': (about, { phase = '', status = '' }) =>
    `${about}: ${phase || 'a phase'} ${Object.hasOwn(ENDED, status) ? ENDED[status] : 'ended'}`,
};
