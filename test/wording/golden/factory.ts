import type { Moment, Notification } from '../../../src/model/notification.ts';

const TIME = Date.parse('2026-11-26T21:57:00.000Z');

/** A time before the event, in minutes. */
export const ago = (minutes: number): string => new Date(TIME - minutes * 60_000).toISOString();

export const LOG_URL = 'https://console.example.com/log';

const bare: Notification = {
  version: 1,
  id: 'e-1',
  source: 'codepipeline',
  moment: 'failed',
  severity: 'failure',
  time: ago(0),
  account: '111122223333',
  region: 'eu-west-1',
  commits: [],
  failures: [],
  details: [],
  links: [],
};

/** An event of a run of the pipeline `shop`. */
export const run = (moment: Moment, more: Partial<Notification>): Notification => ({
  ...bare,
  moment,
  level: 'pipeline',
  environment: 'prod',
  pipeline: { name: 'shop' },
  execution: { id: '3f9c1d70-2b7a-4c55-9d36-51d2a7b4e801', url: 'https://console.example.com/run' },
  durationSeconds: 252,
  ...more,
});

/** An event of another source, of a subject by kind and name. */
export const event = (source: string, kind: string, name: string, more: Partial<Notification>): Notification => ({
  ...bare,
  source,
  resource: { kind, name },
  ...more,
});
