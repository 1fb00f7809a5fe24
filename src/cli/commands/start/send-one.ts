import { type Clock, realClock } from '../../../local/clock.ts';
import { createLocalRelay } from '../../../local/relay.ts';
import type { Terminal } from '../../../local/terminal.ts';
import { ConfigError } from '../../../model/errors.ts';
import { LEVELS, MOMENTS } from '../../../model/notification.ts';
import { isBlockedHost } from '../../../net/egress.ts';
import { createSend } from '../../../net/http.ts';
import { loadPlatforms } from '../../../platforms/index.ts';
import { sampleAnswers } from '../../../samples/enrichment.ts';
import { readEvent } from '../../event.ts';
import { readInput } from '../../terminal/io.ts';

export interface SendOneOptions {
  /** The name of a sample, a file that holds one event, or `-` for standard input. */
  event: string;
  /** The target's URL: a secret, which is never printed. */
  target: string;
  /** Derived from the URL if it is not given. */
  platform?: string | undefined;
  /** The real clock by default. */
  clock?: Clock;
}

/** How long the event is retried, in milliseconds. */
const MAX_WAIT_MS = 60_000;

/** Default of the stack parameter. */
const ENRICHMENT_MS = 2500;

/**
 * Sends one event to one target, whose filters accept every event. A sample is enriched with its sample answers, other
 * events are not enriched.
 * @returns whether the target accepted the event.
 * @throws RelayError if the URL is not valid or the file cannot be read.
 */
export const sendOne = async (options: SendOneOptions, terminal: Terminal): Promise<boolean> => {
  const url = URL.parse(options.target);
  if (!url) throw new ConfigError(['--target: is not a URL']);
  const platform = options.platform ?? (await loadPlatforms()).find((each) => each.recognizes(url))?.name ?? 'webhook';
  const allowPrivate = isBlockedHost(url.hostname);
  const { clock = realClock() } = options;
  const event = await readEvent(options.event, { readInput, now: clock.now, stderr: process.stderr });

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
    enrichmentMs: event.isSample ? ENRICHMENT_MS : 0,
  });
  const answers = event.isSample ? await sampleAnswers(event.notification, clock.now()) : {};
  for (const [operation, answer] of Object.entries(answers)) relay.aws.answers.set(operation, answer);
  relay.addTarget('target', { platform, url: options.target, on: MOMENTS, levels: LEVELS });
  await relay.publish(event.text, event.subject);
  await relay.settle(new Date(clock.now().getTime() + MAX_WAIT_MS));
  const waiting = [relay.aws.deliveries, relay.aws.unrouted].some((queue) => queue.nextVisibleAt() !== undefined);
  const stopped = waiting ? `: stopped after ${MAX_WAIT_MS / 1000} s, the next attempt would be later` : '';
  terminal.line(accepted ? 'Accepted.' : `Not accepted${stopped}.`);
  return accepted;
};
