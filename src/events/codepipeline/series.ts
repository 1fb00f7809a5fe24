import type { Notification } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { type Detail, MAX_REF_CHARS } from './event.ts';

/**
 * The series of runs that the trigger names: a pull request, a tag or a branch. Two pull requests from branches of the
 * same name, such as those of forks, differ in their numbers. `undefined` if a person or a schedule started the run.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
export const seriesOf = ({ 'execution-trigger': trigger }: Detail): Notification['series'] => {
  const number = /^\d{1,12}$/.exec(trigger?.['pull-request-id'] ?? '')?.[0];
  const tag = lineOf(trigger?.['tag-name'], MAX_REF_CHARS);
  const branch = lineOf(trigger?.['branch-name'], MAX_REF_CHARS);
  if (number) return { kind: 'pull-request', name: branch ?? tag ?? number, number };
  if (tag) return { kind: 'tag', name: tag };
  return branch ? { kind: 'branch', name: branch } : undefined;
};
