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

/** The text of an event exactly as AWS writes it, for example with numbers such as `3.0`. */
export const fixtureText = (name: (typeof FIXTURES)[number]): string =>
  readFileSync(new URL(`./codepipeline/fixtures/${name}.json`, import.meta.url), 'utf8');

export const fixture = (name: (typeof FIXTURES)[number]): Json => JSON.parse(fixtureText(name));

export const PUBLISHED_AT = '2026-03-04T09:20:00.000Z';

/** Reads a message as the router does. Anything but text is converted to JSON first. */
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

/** Expects that a notification does not show text that its event contains. The event is checked first. */
export const expectHidden = (planted: RegExp | string, body: unknown, options: { subject?: string } = {}): void => {
  const pattern = new RegExp(planted);
  expect(typeof body === 'string' ? body : JSON.stringify(body)).toMatch(pattern);
  expect(JSON.stringify(read(body, options))).not.toMatch(pattern);
};
