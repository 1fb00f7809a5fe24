import { logGroups } from '../../src/cli/aws/log-lines.ts';
import { NOW } from '../support/batch.ts';
import type { World } from './world.ts';

const GROUPS = logGroups('prod');

/** A line of a function's log: its fields, and how long ago it was written. */
export type Logged = Readonly<Record<string, unknown>> & { readonly secondsAgo?: number };

export interface Logs {
  readonly router?: readonly Logged[];
  readonly deliverer?: readonly Logged[];
}

/**
 * Puts lines into the logs of stage `prod`, which every pattern matches, as those of CloudWatch may match too much.
 * @returns the patterns that are asked for, by function.
 */
export const writeLogs = ({ stage }: World, { router = [], deliverer = [] }: Logs): string[] => {
  const patterns: string[] = [];
  stage.answers['logs FilterLogEvents'] = ({ logGroupName, filterPattern, startTime = 0 }) => {
    const isRouter = logGroupName === GROUPS.router;
    patterns.push(`${isRouter ? 'router' : 'deliverer'} ${filterPattern}`);
    const events = (isRouter ? router : deliverer).map(({ secondsAgo = 60, ...fields }) => ({
      timestamp: NOW.getTime() - secondsAgo * 1000,
      message: JSON.stringify(fields),
    }));
    return { events: events.filter(({ timestamp }) => timestamp >= startTime) };
  };
  return patterns;
};
