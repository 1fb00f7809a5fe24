import type { Terminal } from '../../../local/terminal.ts';
import { ConfigError } from '../../../model/errors.ts';
import { sampleTargets } from '../../../studio/sample-targets.ts';
import { openStudio } from '../../../studio/studio.ts';
import type { Origin } from '../../../studio/targets.ts';
import { requireStack } from '../../stack.ts';
import { targetsFromFile, targetsOfStage } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';

export interface ServeOptions {
  readonly port?: string | undefined;
  readonly targets?: string | undefined;
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly stackCheck?: boolean;
}

/** BELL on the keys of a telephone. */
const DEFAULT_PORT = 2355;

/** How many ports after the default port are tried if it is taken. */
const SPARE_PORTS = 20;

const portOf = (value: string | undefined): { port: number; spare: number } => {
  if (value === undefined) return { port: DEFAULT_PORT, spare: SPARE_PORTS };
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return { port, spare: 0 };
  throw new ConfigError(['--port: must be a number up to 65535']);
};

const originOf = async (options: ServeOptions, io: Io): Promise<Origin> => {
  const { targets, stage } = options;
  if (targets !== undefined && stage !== undefined)
    throw new ConfigError(['--targets and --stage: pass only one of them']);
  if (targets !== undefined) return { origin: 'file', targets: await targetsFromFile(targets, io) };
  if (stage === undefined) return sampleTargets;
  await requireStack({ ...options, stage }, io);
  return { origin: 'stage', stage, targets: await targetsOfStage(stage, options, io) };
};

/**
 * Serves the studio's page on this machine until Ctrl-C.
 * @throws RelayError if it cannot start.
 */
export const serveStudio = async (options: ServeOptions, terminal: Terminal, io: Io): Promise<void> => {
  const { port, spare } = portOf(options.port);
  try {
    const origin = await originOf(options, io);
    const report = (text: string): void => terminal.line(text);
    const studio = await openStudio({ origin, port, spare, report });
    terminal.line();
    terminal.title(`The studio is at ${studio.url}`);
    terminal.note(
      'Publish events, see which targets get them and why, and simulate failures. Local only. Stop with Ctrl-C.',
    );
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await studio.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new ConfigError([
      `--port: ${code === 'EACCES' ? 'permission denied, use a port above 1023' : 'in use, pass another port'}`,
    ]);
  }
};
