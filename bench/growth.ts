import { newsOf } from '../src/events/shared/log/news.ts';
import { createLocalAws } from '../src/local/aws.ts';
import { realClock } from '../src/local/clock.ts';
import { createLocalRelay } from '../src/local/relay.ts';
import { pipelineText, snsEvent } from './events.ts';
import type { Outside } from './outside-protocol.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';
import { median } from './statistics.ts';
import { environment, targetsOf } from './variants.ts';

/** How a cost grows with a size. */
export interface Curve {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  /** Size and cost. */
  readonly points: readonly (readonly [number, number])[];
}

const RUNS = 15;

type Router = Pick<SandboxOptions, 'runtime' | 'folder'>;

/** Medians of warm invocations of the router, with what was logged for each. */
const measureRouter = async (router: Router, outside: Outside, eventOf: () => string, runs = RUNS) => {
  const sandbox = await openSandbox({ ...router, env: environment(outside), memoryMb: 512 });
  try {
    for (let n = 0; n < 5; n++) await sandbox.invoke(eventOf());
    const bytes = sandbox.logBytes();
    const times: number[] = [];
    for (let n = 0; n < runs; n++) times.push(await sandbox.invoke(eventOf()));
    return { ms: median(times), logBytes: (sandbox.logBytes() - bytes) / runs };
  } finally {
    await sandbox.close();
  }
};

/** The router with more and more targets that all get the event. */
export const byTargets = async (router: Router, outside: Outside): Promise<{ time: Curve; log: Curve }> => {
  const time: [number, number][] = [];
  const log: [number, number][] = [];
  for (const count of [1, 10, 50, 100, 200, 500]) {
    await outside.reset(targetsOf(outside, count));
    const { ms, logBytes } = await measureRouter(router, outside, () => snsEvent(pipelineText('STARTED')));
    time.push([count, ms]);
    log.push([count, logBytes]);
  }
  return {
    time: { name: 'Router, by targets that get the event', x: 'targets', y: 'ms for an event', points: time },
    log: { name: 'Log of the router, by targets', x: 'targets', y: 'bytes for an event', points: log },
  };
};

/** @param bytes size of the whole event, up to the 256 KB of SNS. */
const padded = (bytes: number): string => {
  const event = JSON.parse(pipelineText('STARTED'));
  const missing = bytes - JSON.stringify(event).length;
  return JSON.stringify({ ...event, detail: { ...event.detail, variables: 'x'.repeat(Math.max(0, missing - 16)) } });
};

/** The router with larger and larger events. */
export const byEventSize = async (router: Router, outside: Outside): Promise<Curve> => {
  const points: [number, number][] = [];
  for (const kilobytes of [2, 8, 32, 64, 128, 256]) {
    await outside.reset(targetsOf(outside, 1));
    const { ms } = await measureRouter(router, outside, () => snsEvent(padded(kilobytes * 1000)));
    points.push([kilobytes, ms]);
  }
  return { name: 'Router, by size of the event', x: 'KB', y: 'ms for an event', points };
};

const quiet = () => {};
const TELEMETRY = { routed: quiet, delivered: quiet, targets: quiet, ledger: quiet };

const openRelay = (aws = createLocalAws(realClock())) =>
  createLocalRelay({
    clock: realClock(),
    aws,
    send: async () => ({ status: 200, body: 'ok' }),
    telemetry: TELEMETRY,
    allowPrivateTargets: true,
    enrichmentMs: 0,
  });

/** Events one after another through both functions in one process, with everything that they store. */
export const byEvents = async (most = 100_000): Promise<Curve> => {
  const relay = openRelay();
  relay.addTarget('team', { platform: 'webhook', url: 'https://receiver.example.com/', on: ['started'] });
  const points: [number, number][] = [];
  let done = 0;
  for (let until = 100; until <= most; until *= 10) {
    const times: number[] = [];
    for (; done < until; done++) {
      const started = performance.now();
      await relay.publish(pipelineText('STARTED', `pipeline-${done % 100}`));
      await relay.drain();
      times.push(performance.now() - started);
    }
    points.push([until, median(times.slice(-100))]);
  }
  return { name: 'Both functions in memory, by events before', x: 'events', y: 'ms for an event', points };
};

/** Runs of one pipeline that fail and succeed, so that its history has more and more endings. */
export const byHistory = async (): Promise<Curve> => {
  const relay = openRelay();
  relay.addTarget('team', { platform: 'webhook', url: 'https://receiver.example.com/', on: ['failed'] });
  const points: [number, number][] = [];
  let done = 0;
  for (const until of [1, 10, 50, 100, 500, 1000]) {
    const times: number[] = [];
    for (; done < until; done++) {
      const started = performance.now();
      await relay.publish(pipelineText(done % 2 === 0 ? 'FAILED' : 'SUCCEEDED'));
      times.push(performance.now() - started);
    }
    await relay.drain();
    points.push([until, median(times.slice(-20))]);
  }
  return { name: 'Router in memory, by earlier ends of the pipeline', x: 'ends', y: 'ms for an event', points };
};

/** The deliverer with more and more waiting deliveries of one target that accepts all of them. */
export const byBacklog = async (most = 100_000): Promise<Curve> => {
  const points: [number, number][] = [];
  for (let backlog = 100; backlog <= most; backlog *= 10) {
    const relay = openRelay();
    relay.addTarget('team', { platform: 'webhook', url: 'https://receiver.example.com/', on: ['started'] });
    await relay.publish(pipelineText('STARTED'));
    const [first] = relay.aws.deliveries.receive(1);
    if (!first) throw new Error('no delivery');
    const { body, groupId = '', receiptHandle = '' } = first;
    relay.aws.deliveries.delete(receiptHandle);
    const id = JSON.parse(body).id as string;
    for (let n = 0; n < backlog; n++) {
      const deduplicationId = `${id}-${n}`;
      relay.aws.deliveries.send(body.replaceAll(id, deduplicationId), { groupId, deduplicationId });
    }
    const started = performance.now();
    await relay.drain();
    points.push([backlog, (performance.now() - started) / backlog]);
  }
  return { name: 'Deliverer in memory, by waiting deliveries', x: 'deliveries', y: 'ms for a delivery', points };
};

const logOf = (bytes: number): string => {
  const line = (n: number): string =>
    `[Container] 2026/11/20 09:12:40 src/module-${n % 977}.ts: compiled ${n} of many files\n`;
  const lines: string[] = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    lines.push(line(n));
    size += lines[n]?.length ?? 0;
  }
  lines.push('FAIL test/checkout.test.ts\n  ● charges the card once\n\n    Expected: 1\n    Received: 2\n');
  return lines.join('');
};

/** The excerpt of larger and larger logs. */
export const byLogSize = (): Curve => ({
  name: 'Excerpt of a log, by its size',
  x: 'KB',
  y: 'ms',
  points: [10, 100, 1000, 10_000].map((kilobytes) => {
    const log = logOf(kilobytes * 1000);
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      newsOf([log]);
      return performance.now() - started;
    });
    return [kilobytes, median(times)] as const;
  }),
});
