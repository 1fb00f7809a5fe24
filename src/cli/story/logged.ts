import { LEVELS, MOMENTS, type Notification, TRANSITIONS } from '../../model/notification.ts';
import type { Line } from '../aws/log-lines.ts';

const oneOf = <Word extends string>(words: readonly Word[], word: string | undefined): Word | undefined =>
  words.find((each) => each === word);

/** The part of a notification that filters compare, from the router's line about the event. */
export const loggedNotification = (line: Line): Notification => {
  const { time, pipeline, resource, transition } = line;
  const kind = oneOf(TRANSITIONS, transition);
  return {
    version: 1,
    id: line.eventId ?? '',
    source: line.source ?? '',
    moment: oneOf(MOMENTS, line.moment) ?? 'message',
    level: oneOf(LEVELS, line.eventLevel),
    severity: 'info',
    time,
    account: line.account,
    region: line.region,
    stage: line.pipelineStage,
    ...(pipeline !== undefined && { pipeline: { name: pipeline } }),
    ...(resource !== undefined && { resource: { kind: '', name: resource } }),
    ...(kind && { transition: { kind, count: 1, since: time } }),
    commits: [],
    failures: [],
    details: [],
    links: [],
  };
};
