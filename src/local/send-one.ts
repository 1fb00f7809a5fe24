import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { sampleEvent } from '../cli/samples.ts';
import { isBlockedHost } from '../egress.ts';
import { ConfigError } from '../errors.ts';
import { createSend } from '../http.ts';
import { LEVELS, MOMENTS } from '../model/notification.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { type Clock, realClock } from './clock.ts';
import { createLocalRelay } from './relay.ts';
import type { Terminal } from './terminal.ts';

export interface SendOneOptions {
  /** The name of a sample, a file that holds one event, or `-` for standard input. */
  event: string;
  /** The target's URL: a secret, which is never printed. */
  target: string;
  /** Told from the URL where it is not given. */
  platform?: string | undefined;
  /** The real one, unless a test has less patience. */
  clock?: Clock;
}

/** How long one event is tried before this gives up, in milliseconds. */
const PATIENCE_MS = 60_000;

interface SnsRecord {
  EventSource?: unknown;
  Sns?: unknown;
}

/** A file can hold what reached a function, or one record of it: what SNS put around the message is taken off. */
const unwrap = (content: string): { text: string; subject?: string } => {
  let event: unknown;
  try {
    event = JSON.parse(content);
  } catch {
    // Plain text is a message like any other.
    return { text: content };
  }
  const { Records, ...own } = (event ?? {}) as SnsRecord & { Records?: (SnsRecord | null)[] };
  const one = own.EventSource === 'aws:sns' ? own : Records?.[0];
  const record = one?.Sns ?? event;
  const { Message, Subject } = (record ?? {}) as { Message?: unknown; Subject?: unknown };
  if (typeof Message !== 'string') return { text: content };
  return { text: Message, ...(typeof Subject === 'string' && { subject: Subject }) };
};

const readEvent = async (file: string): Promise<string> => {
  if (file === '-') return text(process.stdin);
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
  const { clock = realClock() } = options;
  const message = (await sampleEvent(options.event, clock.now())) ?? unwrap(await readEvent(options.event));

  let accepted = false;
  const telemetry = {
    ...terminal,
    delivered: (report: Parameters<Terminal['delivered']>[0]) => {
      accepted ||= report.outcome.kind === 'delivered';
      terminal.delivered(report);
    },
  };
  const relay = createLocalRelay({
    clock,
    send: createSend({ allowPrivate }),
    telemetry,
    allowPrivateTargets: allowPrivate,
  });
  relay.addTarget('target', { platform, url: options.target, on: MOMENTS, levels: LEVELS });
  await relay.publish(message.text, message.subject);
  await relay.settle(new Date(clock.now().getTime() + PATIENCE_MS));
  const waiting = [relay.aws.deliveries, relay.aws.unrouted].some((queue) => queue.nextVisibleAt() !== undefined);
  const gaveUp = waiting ? `: gave up after ${PATIENCE_MS / 1000} s, the next try would be later` : '';
  terminal.line(accepted ? 'It was accepted.' : `It was not accepted${gaveUp}.`);
  return accepted;
};
