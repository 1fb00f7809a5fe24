import type { ColdStart } from './cold.ts';
import { median } from './statistics.ts';

/**
 * What the model assumes of AWS. Every figure is a published one or an estimate of an order of size: the model compares
 * handlers with one another, it does not predict a bill or a latency.
 */
export const ASSUMPTIONS = {
  /** Memory at which a function has one whole vCPU. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  mbPerVcpu: 1769,
  /** vCPUs during INIT, whatever the memory (measured by others, 2025). */
  initVcpus: 2,
  /** How much slower a vCPU of Lambda is than a core of the machine that measured, estimated from an empty Node handler. */
  slowdown: 2.5,
  /** Start of the microVM and of the runtime before Node begins, in milliseconds. */
  startMs: 80,
  /** Round trip to an endpoint of AWS, and to a receiver on the Internet, in milliseconds. */
  awsRoundTripMs: 2,
  receiverRoundTripMs: 20,
  /** Time in which an AWS endpoint answers a call, in milliseconds. */
  awsAnswerMs: 6,
  /** Prices in US dollars, Europe (Ireland), arm64. @see https://aws.amazon.com/lambda/pricing */
  perGbSecond: 0.0000133334,
  perMillionRequests: 0.2,
} as const;

export const MEMORY_MB = [128, 256, 512, 1024, 1769] as const;

/** What a cold start costs by itself, as medians of one variant. */
export interface Measured {
  readonly initMs: number;
  readonly sentCpuMs: number;
  readonly firstCpuMs: number;
  /** Requests one after another until the alert leaves: to AWS, each new connection counted once. */
  readonly awsCalls: number;
  readonly connections: number;
  readonly toReceiver: boolean;
}

export const measuredOf = (
  starts: readonly ColdStart[],
  shape: Pick<Measured, 'awsCalls' | 'connections' | 'toReceiver'>,
): Measured => ({
  initMs: median(starts.map(({ initMs }) => initMs)),
  sentCpuMs: median(starts.map(({ sentCpuMs }) => sentCpuMs)),
  firstCpuMs: median(starts.map(({ firstCpuMs }) => firstCpuMs)),
  ...shape,
});

const shareOf = (memoryMb: number): number => Math.min(1, memoryMb / ASSUMPTIONS.mbPerVcpu);

/** Time on the network until the alert leaves, in milliseconds. TCP and TLS 1.3 take two round trips. */
const networkMs = ({ awsCalls, connections, toReceiver }: Measured): number => {
  const { awsRoundTripMs, receiverRoundTripMs, awsAnswerMs } = ASSUMPTIONS;
  return connections * 2 * awsRoundTripMs + awsCalls * awsAnswerMs + (toReceiver ? 2 * receiverRoundTripMs : 0);
};

/** Milliseconds from the invocation of a cold function until the request with the alert leaves it. */
export const coldMs = (measured: Measured, memoryMb: number): number =>
  ASSUMPTIONS.startMs +
  measured.initMs * ASSUMPTIONS.slowdown +
  (measured.sentCpuMs * ASSUMPTIONS.slowdown) / shareOf(memoryMb) +
  networkMs(measured);

/** US dollars for a million events of which each starts cold. AWS bills INIT too. */
export const coldPrice = (measured: Measured, memoryMb: number, receiverMs = 150): number => {
  const { slowdown, perGbSecond, perMillionRequests } = ASSUMPTIONS;
  const ms =
    measured.initMs * slowdown +
    (measured.firstCpuMs * slowdown) / shareOf(memoryMb) +
    networkMs(measured) +
    (measured.toReceiver ? receiverMs : 0);
  return (ms / 1000) * (memoryMb / 1024) * perGbSecond * 1e6 + perMillionRequests;
};
