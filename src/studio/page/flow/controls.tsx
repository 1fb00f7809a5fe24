import type { Catalogue } from '../../api.ts';
import type { FlowFault, FlowSnapshot, FlowTarget, ReceiverMode } from '../../flow-api.ts';
import { duration } from '../parts/time.ts';

const Receiver = ({
  target,
  flow,
  modes,
  now,
  onMode,
}: {
  target: FlowTarget;
  flow: FlowSnapshot;
  modes: Catalogue['modes'];
  now: number;
  onMode(mode: ReceiverMode): void;
}) => {
  const { name, platform, mode, pausedUntil, paceSeconds, lanes, requests, enabled } = target;
  const waiting = [
    lanes.main > 0 && `${lanes.main} waiting`,
    lanes.approval > 0 && `${lanes.approval} in the lane of approvals`,
    lanes.aside > 0 && `${lanes.aside} set aside`,
    paceSeconds !== undefined && `one message every ${paceSeconds.toFixed(1)} s`,
  ].filter(Boolean);
  const delivered = flow.deliveries.filter(
    (delivery) => delivery.target === name && delivery.state === 'delivered',
  ).length;
  const pausedMs = pausedUntil ? Date.parse(pausedUntil) - now : 0;
  return (
    <li class={`receiver ${mode === 'ok' ? '' : 'failing'}`}>
      <div class="receiver-name">
        <b>{name}</b> <span class="tag">{platform ?? 'no platform'}</span>
        {!enabled && <span class="tag">disabled</span>}
        {pausedMs > 0 && <span class="chip warn">paused {duration(pausedMs)}</span>}
      </div>
      <small>
        {requests} {requests === 1 ? 'request' : 'requests'}, {delivered} delivered
      </small>
      {waiting.length > 0 && <small>{waiting.join(' · ')}</small>}
      <label>
        <span class="visually-hidden">How {name} answers</span>
        <select
          value={mode}
          aria-describedby={`mode-of-${name}`}
          onChange={({ currentTarget }) => onMode(currentTarget.value as ReceiverMode)}
        >
          {modes.map((choice) => (
            <option key={choice.name} value={choice.name}>
              {choice.label}
            </option>
          ))}
        </select>
      </label>
      <small id={`mode-of-${name}`}>{modes.find((choice) => choice.name === mode)?.hint}</small>
    </li>
  );
};

/** The mode of each target's receiver. */
export const Receivers = ({
  flow,
  modes,
  now,
  onMode,
}: {
  flow: FlowSnapshot;
  modes: Catalogue['modes'];
  now: number;
  onMode(target: string, mode: ReceiverMode): void;
}) => (
  <section class="panel" aria-labelledby="receivers">
    <h3 id="receivers">Receivers</h3>
    <p class="hint">
      Each target has a receiver on this machine. Choose how it answers, then publish the event: nothing is sent to the
      real channel.
    </p>
    <details class="modes">
      <summary>What the answers mean</summary>
      <dl>
        {modes.map(({ name, label, hint }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{hint}</dd>
          </div>
        ))}
      </dl>
    </details>
    {flow.targets.length === 0 && <p class="empty">There are no targets. Add one in Routing.</p>}
    <ul class="receivers">
      {flow.targets.map((target) => (
        <Receiver
          key={target.name}
          target={target}
          flow={flow}
          modes={modes}
          now={now}
          onMode={(mode) => onMode(target.name, mode)}
        />
      ))}
    </ul>
  </section>
);

/** AWS services that can be made to fail. */
export const Faults = ({
  faults,
  choices,
  onFault,
}: {
  faults: readonly FlowFault[];
  choices: Catalogue['faults'];
  onFault(fault: FlowFault): void;
}) => (
  <section class="panel" aria-labelledby="faults">
    <h3 id="faults">Outages of AWS</h3>
    <ul class="faults">
      {choices.map(({ name, label, hint }) => {
        const on = faults.some((known) => known.fault === name && known.on);
        return (
          <li key={name}>
            <label class="switch">
              <input
                type="checkbox"
                role="switch"
                checked={on}
                aria-checked={on}
                aria-describedby={`fault-${name}`}
                onChange={({ currentTarget }) => onFault({ fault: name, on: currentTarget.checked })}
              />
              <span>{label}</span>
            </label>
            <small id={`fault-${name}`}>{hint}</small>
          </li>
        );
      })}
    </ul>
  </section>
);
