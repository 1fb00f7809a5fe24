import type { Notification } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { dateOf, type Information } from './event.ts';

/** A limit of ours, in characters. */
const MAX_CHILD_CHARS = 100;

/** CodeBuild starts the builds of a batch in a session of the batch's role. A session with a whole id is one batch. */
const OWN_SESSION = /\/AWSCodeBuild-[\w-]{32,80}$/;

/**
 * The batch of a build, from the build's event, which does not name the batch. Builds of one batch have the same
 * initiator and source version, and start in the same minute unless they wait for each other. If AWS can be asked, its
 * id of the batch replaces this one.
 * @returns `undefined` for a build that is not one of a batch.
 */
export const batchOf = (project: string, information: Partial<Information>): Notification['batch'] => {
  const { environment, initiator = '', 'source-version': version = '' } = information;
  const child = lineOf(environment?.CODEBUILD_BATCH_BUILD_IDENTIFIER, MAX_CHILD_CHARS);
  if (!child) return undefined;
  const minute = OWN_SESSION.test(initiator) ? '' : (dateOf(information['build-start-time'])?.slice(0, 16) ?? '');
  return { id: stableId('batch', [project, initiator, version, minute]), child };
};
