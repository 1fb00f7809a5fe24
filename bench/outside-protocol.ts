import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What the measuring process asks of the process that plays AWS and the receivers. */
export type Order =
  /** Empties AWS, stores these targets, and prepares AWS's answers about these events. */
  | { readonly kind: 'reset'; readonly targets: Readonly<Record<string, object>>; readonly events: readonly string[] }
  /** Adds AWS's answers about these events. */
  | { readonly kind: 'about'; readonly events: readonly string[] }
  /** Reports the next request of this name, `sqs SendMessageBatch` or `receiver`, and holds its answer. */
  | { readonly kind: 'watch'; readonly name: string }
  | { readonly kind: 'go-on' }
  /** Reports the requests since the last count. */
  | { readonly kind: 'count' };

export type Report =
  | { readonly kind: 'listening'; readonly awsPort: number; readonly receiverPort: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'arrived' }
  | { readonly kind: 'counted'; readonly calls: Readonly<Record<string, number>> };

export interface Outside {
  readonly awsUrl: string;
  /** URL of a receiver that answers after `ms` milliseconds. */
  receiverUrl(ms?: number, name?: string): string;
  reset(targets?: Readonly<Record<string, object>>, events?: readonly string[]): Promise<void>;
  about(events: readonly string[]): Promise<void>;
  /** Resolves when the next request of this name has arrived. It is answered after `goOn`. */
  watch(name: string): Promise<void>;
  goOn(): void;
  count(): Promise<Readonly<Record<string, number>>>;
  close(): void;
}

/** Starts the process that plays AWS and the receivers. */
export const openOutside = async (): Promise<Outside> => {
  const child = fork(new URL('outside.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = async <Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> => {
    for (;;) {
      const [report] = (await once(child, 'message')) as [Report];
      if (report.kind === kind) return report as Extract<Report, { kind: Kind }>;
    }
  };
  const order = (message: Order): void => void child.send(message);
  const { awsPort, receiverPort } = await next('listening');
  return {
    awsUrl: `https://localhost:${awsPort}`,
    receiverUrl: (ms = 0, name = 'bench') => `https://localhost:${receiverPort}/after/${ms}/${name}`,
    async reset(targets = {}, events = []) {
      const ready = next('ready');
      order({ kind: 'reset', targets, events });
      await ready;
    },
    async about(events) {
      if (events.length === 0) return;
      const ready = next('ready');
      order({ kind: 'about', events });
      await ready;
    },
    watch(name) {
      order({ kind: 'watch', name });
      return next('arrived').then(() => {});
    },
    goOn: () => order({ kind: 'go-on' }),
    async count() {
      const counted = next('counted');
      order({ kind: 'count' });
      return (await counted).calls;
    },
    close: () => void child.kill(),
  };
};
