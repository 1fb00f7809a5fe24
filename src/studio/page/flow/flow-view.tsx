import { useState } from 'preact/hooks';
import type { Api, Catalogue } from '../../api.ts';
import type { FlowSnapshot } from '../../flow-api.ts';
import { duration } from '../parts/time.ts';
import { call, messageOf } from '../state/call.ts';
import { type LiveFlow, useClock } from '../state/flow.ts';
import { NARROW, useMedia } from '../state/media.ts';
import type { Scheme } from '../state/theme.ts';
import { Announcer } from './announcer.tsx';
import { Faults, Receivers } from './controls.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Deliveries } from './deliveries.tsx';
import { Diagram } from './diagram.tsx';
import { Threads } from './threads.tsx';

const countsDown = ({ nextAt, targets }: FlowSnapshot): boolean =>
  nextAt !== null || targets.some(({ pausedUntil }) => pausedUntil !== undefined);

/** The events and deliveries of the running relay, and the controls that make receivers and AWS fail. */
export const FlowView = ({
  live: { flow, aheadMs, connected },
  catalogue,
  scheme,
  onPublish,
}: {
  live: LiveFlow;
  catalogue: Catalogue;
  scheme: Scheme;
  onPublish(): void;
}) => {
  const now = useClock(flow ? countsDown(flow) : false) + aheadMs;
  const [problem, setProblem] = useState<string>();
  const narrow = useMedia(NARROW);
  const send = <Name extends Extract<keyof Api, `POST /api/flow/${string}`>>(route: Name, input: Api[Name]['send']) =>
    void call(route, input).then(
      () => setProblem(undefined),
      (error) => setProblem(messageOf(error)),
    );
  if (!flow) return <p class="hint">Loading …</p>;

  return (
    <div class="view flow">
      <div class="view-head">
        <h2>Flow</h2>
        {!connected && <span class="chip bad">not connected</span>}
        <span class="spring" />
        <button type="button" class="quiet" onClick={() => send('POST /api/flow/reset', {})}>
          Reset
        </button>
        <button type="button" disabled={flow.nextAt === null} onClick={() => send('POST /api/flow/skip', {})}>
          Skip wait{flow.nextAt !== null && ` (${duration(Date.parse(flow.nextAt) - now)})`}
        </button>
        <button type="button" disabled={flow.nextAt === null} onClick={() => send('POST /api/flow/skip', { hours: 1 })}>
          Skip 1 h
        </button>
        <button type="button" class="primary only-narrow" onClick={onPublish}>
          Publish the event
        </button>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {narrow ? (
        <details class="diagram-fold">
          <summary>The path of an event, with counts</summary>
          <Diagram flow={flow} />
        </details>
      ) : (
        <Diagram flow={flow} />
      )}
      <DeadLetters
        deadLetters={flow.deadLetters}
        onRedrive={(id) => send('POST /api/flow/redrive', id ? { id } : {})}
      />
      <div class="flow-columns">
        <div>
          <Deliveries flow={flow} now={now} scheme={scheme} />
          <Threads threads={flow.threads} scheme={scheme} />
        </div>
        <div>
          <Receivers
            flow={flow}
            modes={catalogue.modes}
            now={now}
            onMode={(target, mode) => send('POST /api/flow/mode', { target, mode })}
          />
          <Faults
            faults={flow.faults}
            choices={catalogue.faults}
            onFault={(fault) => send('POST /api/flow/fault', fault)}
          />
        </div>
      </div>
      <Announcer deliveries={flow.deliveries} />
    </div>
  );
};
