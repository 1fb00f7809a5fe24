import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isBlockedHost } from '../egress.ts';
import { ConfigError } from '../errors.ts';
import { createSend } from '../http.ts';
import { LEVELS, MOMENTS } from '../model/notification.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { realClock } from './clock.ts';
import { createLocalRelay } from './relay.ts';
import type { Terminal } from './terminal.ts';

export interface SendOneOptions {
  /** A file that holds one event, or `-` for standard input. */
  event: string;
  /** The target's URL: a secret, which is never printed. */
  target: string;
  /** Told from the URL where it is not given. */
  platform?: string | undefined;
}

/** How long one event is tried before this gives up, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A file can hold what reached a function: the SNS record around the message is taken off. */
const unwrap = (content: string): { text: string; subject?: string } => {
  let event: unknown;
  try {
    event = JSON.parse(content);
  } catch {
    // Plain text is a message like any other.
    return { text: content };
  }
  const record = (event as { Records?: { Sns?: unknown }[] } | null)?.Records?.[0]?.Sns ?? event;
  const { Message, Subject } = (record ?? {}) as { Message?: unknown; Subject?: unknown };
  if (typeof Message !== 'string') return { text: content };
  return { text: Message, ...(typeof Subject === 'string' && { subject: Subject }) };
};

const readEvent = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`--event: the file cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
};

/**
 * Sends one event to one target, whatever the target's filters would say.
 * @returns whether it was accepted.
 * @throws ConfigError if the URL is none or the file cannot be read.
 */
export const sendOne = async (options: SendOneOptions, terminal: Terminal): Promise<boolean> => {
  const url = URL.parse(options.target);
  if (!url) throw new ConfigError(['--target: is not a URL']);
  const platform = options.platform ?? (await loadPlatforms()).find((each) => each.recognizes(url))?.name ?? 'webhook';
  const allowPrivate = isBlockedHost(url.hostname);
  const content = options.event === '-' ? await text(process.stdin) : await readEvent(options.event);

  let accepted = false;
  const telemetry = {
    ...terminal,
    delivered: (report: Parameters<Terminal['delivered']>[0]) => {
      accepted ||= report.outcome.kind === 'delivered';
      terminal.delivered(report);
    },
  };
  const clock = realClock();
  const relay = createLocalRelay({
    clock,
    send: createSend({ allowPrivate }),
    telemetry,
    allowPrivateTargets: allowPrivate,
  });
  relay.addTarget('target', { platform, url: options.target, on: MOMENTS, levels: LEVELS });
  const message = unwrap(content);
  await relay.publish(message.text, message.subject);
  await relay.settle(new Date(Date.now() + PATIENCE_MS));
  terminal.line(accepted ? 'It was accepted.' : 'It was not accepted.');
  return accepted;
};
