import { readFileSync } from 'node:fs';
import { loadEventSources, readMessage, toMessage } from '../../src/events/index.ts';
import type { Notification } from '../../src/model/notification.ts';

export const sources = await loadEventSources();

// biome-ignore lint/suspicious/noExplicitAny: tests change events in every place
type Json = any;

export const FIXTURES = [
  'pipeline-started',
  'pipeline-succeeded-git',
  'pipeline-failed',
  'pipeline-failed-rule',
  'pipeline-stopping',
  'stage-resumed',
  'stage-started-rule',
  'stage-failed-rule',
  'action-failed',
  'action-failed-rule',
  'action-started-approval-rule',
  'action-source-succeeded',
  'action-commands-succeeded',
  'approval-message',
  'codebuild-phase',
] as const;

/** The text of an event as AWS writes it, `3.0` and all. */
export const fixtureText = (name: (typeof FIXTURES)[number]): string =>
  readFileSync(new URL(`./codepipeline/fixtures/${name}.json`, import.meta.url), 'utf8');

export const fixture = (name: (typeof FIXTURES)[number]): Json => JSON.parse(fixtureText(name));

export const PUBLISHED_AT = '2026-03-04T09:20:00.000Z';

/** What becomes of a message: a text as it is, anything else as JSON. */
export const read = (
  body: unknown,
  { subject, messageId = 'm-1' }: { subject?: string; messageId?: string } = {},
): Notification =>
  readMessage(
    toMessage({
      text: typeof body === 'string' ? body : JSON.stringify(body),
      subject,
      messageId,
      publishedAt: PUBLISHED_AT,
    }),
    sources,
  );
