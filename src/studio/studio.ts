import type { Send } from '../model/http.ts';
import { createSend } from '../net/http.ts';
import { platformNames } from '../platforms/index.ts';
import { isRecord } from '../text/json.ts';
import { openFlow } from './flow.ts';
import { type Asset, buildPage } from './page-bundle.ts';
import { createRoutes } from './routes.ts';
import { openServer, type StudioServer } from './server.ts';
import { createStream, type Stream } from './stream.ts';
import { createTargets, type Origin } from './targets.ts';

export interface StudioOptions {
  readonly origin: Origin;
  /** 0 takes any free port. */
  readonly port: number;
  /** How many ports after it are tried if it is taken. */
  readonly spare?: number;
  /** Gets one line for each bug. */
  readonly report: (text: string) => void;
  /** The files of the page; built if they are not given. */
  readonly assets?: ReadonlyMap<string, Asset>;
  readonly send?: Send;
}

/** Changes within this time are sent as one patch, in milliseconds. */
const PATCH_INTERVAL_MS = 40;

/** Opens the studio on 127.0.0.1. The deliveries of its flow go to a local inbox, never to a target's URL. */
export const openStudio = async (options: StudioOptions): Promise<StudioServer> => {
  const { origin, port, spare = 0, report, send = createSend({ allowPrivate: true }) } = options;
  let timer: NodeJS.Timeout | undefined;
  let stream: Stream | undefined;
  const changed = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      stream?.send('patch', flow.patch());
    }, PATCH_INTERVAL_MS);
  };
  const targets = createTargets(origin, () => flow.retarget());
  const platformOf = (name: string): string | undefined => {
    const raw = targets.all().find((stored) => stored.name === name)?.raw;
    return platformNames.find((platform) => isRecord(raw) && raw.platform === platform);
  };
  const flow = await openFlow({ targets: targets.all, platformOf, send, changed, report });
  stream = createStream(() => ['snapshot', flow.snapshot()]);
  const routes = createRoutes({ targets, flow, stream, now: () => new Date() });
  const assets = options.assets ?? (await buildPage(report));
  const server = await openServer({ port, spare, assets, routes, report }).catch(async (error: unknown) => {
    await flow.close();
    throw error;
  });
  return {
    ...server,
    async close() {
      clearTimeout(timer);
      stream?.close();
      await Promise.all([server.close(), flow.close()]);
    },
  };
};
