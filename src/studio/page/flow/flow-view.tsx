import { useState } from 'preact/hooks';
import type { Api, Catalogue } from '../../api.ts';
import type { FlowSnapshot } from '../../flow-api.ts';
import { duration } from '../parts/time.ts';
import { call, wordsOf } from '../state/call.ts';
import { type LiveFlow, useClock } from '../state/flow.ts';
import type { Scheme } from '../state/theme.ts';
import { Announcer } from './announcer.tsx';
import { Faults, Receivers } from './controls.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Deliveries } from './deliveries.tsx';
import { Diagram } from './diagram.tsx';

const counts = ({ nextAt, targets }: FlowSnapshot): boolean =>
  nextAt !== null || targets.some(({ pausedUntil }) => pausedUntil !== undefined);

/** The relay at work: what is where, what waits, what was given up, and how to make trouble. */
export const FlowView = ({
  live: { flow, aheadMs, connected },
  catalogue,
  scheme,
  onRing,
}: {
  live: LiveFlow;
  catalogue: Catalogue;
  scheme: Scheme;
  onRing(): void;
}) => {
  const now = useClock(flow ? counts(flow) : false) + aheadMs;
  const [trouble, setTrouble] = useState<string>();
  const ask = <Name extends Extract<keyof Api, `POST /api/flow/${string}`>>(route: Name, send: Api[Name]['send']) =>
    void call(route, send).then(
      () => setTrouble(undefined),
      (error) => setTrouble(wordsOf(error)),
    );
  if (!flow) return <p class="hint">Waiting for the relay …</p>;

  return (
    <div class="view flow">
      <div class="view-head">
        <h2>Flow</h2>
        {!connected && <span class="chip bad">not connected</span>}
        <span class="spring" />
        <button type="button" class="quiet" onClick={() => ask('POST /api/flow/reset', {})}>
          Start over
        </button>
        <button type="button" disabled={flow.nextAt === null} onClick={() => ask('POST /api/flow/skip', {})}>
          Skip the wait{flow.nextAt !== null && ` of ${duration(Date.parse(flow.nextAt) - now)}`}
        </button>
        <button type="button" class="primary only-narrow" onClick={onRing}>
          Publish the event
        </button>
      </div>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <Diagram flow={flow} />
      <DeadLetters letters={flow.deadLetters} onRedrive={(id) => ask('POST /api/flow/redrive', id ? { id } : {})} />
      <div class="flow-columns">
        <Deliveries flow={flow} now={now} scheme={scheme} />
        <div>
          <Receivers
            flow={flow}
            modes={catalogue.modes}
            now={now}
            onMode={(target, mode) => ask('POST /api/flow/mode', { target, mode })}
          />
          <Faults
            faults={flow.faults}
            choices={catalogue.faults}
            onFault={(fault) => ask('POST /api/flow/fault', fault)}
          />
        </div>
      </div>
      <Announcer deliveries={flow.deliveries} />
    </div>
  );
};
