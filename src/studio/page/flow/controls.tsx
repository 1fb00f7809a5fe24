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
        <select value={mode} onChange={({ currentTarget }) => onMode(currentTarget.value as ReceiverMode)}>
          {modes.map((choice) => (
            <option key={choice.name} value={choice.name} title={choice.hint}>
              {choice.label}
            </option>
          ))}
        </select>
      </label>
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
    <p class="hint">Choose how each receiver answers, then publish an event.</p>
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
    <h3 id="faults">AWS faults</h3>
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
