import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { openRuntimeApi } from './runtime-api.ts';

/** What the operating system has counted for a process since it started. */
export interface Usage {
  /** Milliseconds of processor time of all threads. */
  readonly cpuMs: number;
  /** Pages that were mapped without reading a disk: memory that was touched for the first time. */
  readonly pageFaults: number;
  /** Largest resident memory so far, in megabytes. */
  readonly peakMb: number;
}

export interface SandboxOptions {
  /** Command and arguments of the runtime: a Node script that talks to the Runtime API. */
  readonly runtime: readonly string[];
  /** Folder with the handler's bundle, `index.mjs`. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb?: number;
  /** The command in whose form the usage is reported where there is no `/proc`. */
  readonly nodeFlags?: readonly string[];
}

export interface Sandbox {
  readonly pid: number;
  /** Milliseconds from the start of the process until it asked for the first event. */
  readonly initMs: number;
  /** Usage at that moment. */
  readonly atInit: Usage;
  /** Bytes that the process has written to its log. */
  logBytes(): number;
  usage(): Usage;
  /**
   * Passes one event to the handler.
   * @returns milliseconds until the handler's answer arrived.
   * @throws Error if the handler failed.
   */
  invoke(event: string): Promise<number>;
  close(): Promise<void>;
}

/** Sum of the processor time of all threads. `utime` and `stime` of `stat` count in steps of 10 ms only. */
const cpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [ns = '0'] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(ns) / 1e6;
  }, 0);

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: minflt is the tenth field. */
const usageOf = (pid: number): Usage => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuMs: cpuMs(pid), pageFaults: Number(afterName[7]), peakMb: Number(peak) / 1024 };
};

const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/**
 * Starts one execution environment: a process with the runtime and the handler, as Lambda does.
 * @throws Error if the handler cannot be loaded.
 */
export const openSandbox = async ({
  runtime,
  folder,
  env,
  memoryMb = 256,
  nodeFlags = [],
}: SandboxOptions): Promise<Sandbox> => {
  const api = await openRuntimeApi();
  const started = performance.now();
  // Lambda's own runtime passes --expose-gc.
  const child = spawn(process.execPath, ['--expose-gc', ...nodeFlags, ...runtime, 'index.handler'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'bench',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
      AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_SESSION_TOKEN: 'bench',
      TZ: ':UTC',
      ...env,
    },
  });
  let bytes = 0;
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    errors = (errors + chunk.toString('utf8')).slice(-500);
  });
  const ended = exitOf(child).then(() => {
    throw new Error(`the sandbox ended before its first event: ${errors}`);
  });
  await Promise.race([api.firstNext, ended]);
  ended.catch(() => {});
  const initMs = performance.now() - started;
  const pid = child.pid as number;
  return {
    pid,
    initMs,
    atInit: usageOf(pid),
    logBytes: () => bytes,
    usage: () => usageOf(pid),
    invoke: api.invoke,
    async close() {
      child.kill('SIGKILL');
      await exitOf(child);
      api.close();
    },
  };
};
