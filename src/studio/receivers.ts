import { openInbox } from '../local/inbox.ts';
import type { Send } from '../model/http.ts';
import type { ReceiverMode } from './flow-api.ts';
import { RECEIVER_MODES } from './receiver-modes.ts';

/** The receivers of the flow's deliveries: one inbox on this machine, with a mode for each target. */
export interface Receivers {
  /** Sends a request and counts it for its target. */
  readonly send: Send;
  urlOf(target: string): string;
  modeOf(target: string): ReceiverMode;
  setMode(target: string, mode: ReceiverMode): void;
  /** Requests to a target since the start or the last reset. */
  requestsOf(target: string): number;
  /** Sets the counts to 0 and the modes to `ok`. */
  reset(): void;
  close(): Promise<void>;
}

export const openReceivers = async (send: Send): Promise<Receivers> => {
  const inbox = await openInbox({ keep: 0 });
  const modes = new Map<string, ReceiverMode>();
  const requests = new Map<string, number>();
  const setMode = (target: string, mode: ReceiverMode): void => {
    modes.set(target, mode);
    inbox.setResponder(target, RECEIVER_MODES[mode].respond);
  };
  return {
    send: (request) => {
      const target = decodeURIComponent(new URL(request.url).pathname.split('/')[1] ?? '');
      requests.set(target, (requests.get(target) ?? 0) + 1);
      return send(request);
    },
    urlOf: inbox.urlOf,
    modeOf: (target) => modes.get(target) ?? 'ok',
    setMode,
    requestsOf: (target) => requests.get(target) ?? 0,
    reset() {
      requests.clear();
      for (const target of modes.keys()) setMode(target, 'ok');
    },
    close: inbox.close,
  };
};
