import { useState } from 'preact/hooks';
import type { Verdict } from '../../api.ts';
import type { PlatformView, TargetView } from '../../target-api.ts';
import { chosenOccasions, type Filter, filtersOf } from './filters.ts';
import { Portable } from './portable.tsx';
import { sentenceOf } from './sentence.ts';
import { asFields } from './value.ts';
import { eventValue, filterTitle, verdictSentence } from './verdict-words.ts';

const STATES: Record<Filter['state'], { sign: string; label: string }> = {
  passed: { sign: '✓', label: 'passes' },
  stopped: { sign: '✕', label: 'does not pass' },
  skipped: { sign: '·', label: 'not checked' },
};

const Filters = ({ filters, verdict }: { filters: readonly Filter[]; verdict: Verdict }) => (
  <table class="filters">
    <caption class="visually-hidden">Filters of {verdict.target}</caption>
    <thead>
      <tr>
        <th scope="col">Filter</th>
        <th scope="col">Accepts</th>
        <th scope="col">This event</th>
      </tr>
    </thead>
    <tbody>
      {filters.map(({ name, accepts, state }) => (
        <tr key={name} class={state}>
          <th scope="row">{filterTitle(name)}</th>
          <td>{accepts}</td>
          <td>
            <span aria-hidden="true">{STATES[state].sign}</span> {STATES[state].label}
            {state === 'stopped' && name !== 'enabled' && `: ${eventValue(name, verdict.has)}`}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Delete = ({ name, onDelete }: { name: string; onDelete(): void }) => {
  const [confirming, setConfirming] = useState(false);
  return (
    <button
      type="button"
      class={`quiet small ${confirming ? 'danger' : ''}`}
      onClick={() => (confirming ? onDelete() : setConfirming(true))}
      onBlur={() => setConfirming(false)}
    >
      <span aria-live="polite">{confirming ? 'Confirm' : 'Delete'}</span>
      <span class="visually-hidden"> {name}</span>
    </button>
  );
};

const resultOf = (verdict: Verdict | undefined): { label: string; tone: string } => {
  if (!verdict) return { label: '…', tone: '' };
  if (verdict.problems.length > 0) return { label: 'not valid', tone: 'bad' };
  return verdict.gets ? { label: 'gets the event', tone: 'good' } : { label: 'filtered out', tone: '' };
};

/** One target: whether it gets the event, its filters, and its JSON. */
export const TargetCard = ({
  view,
  verdict,
  occasions,
  platform,
  onEdit,
  onDelete,
}: {
  view: TargetView;
  verdict: Verdict | undefined;
  /** The values of `on` that match the event. */
  occasions: readonly string[];
  platform: PlatformView | undefined;
  onEdit(): void;
  onDelete(): void;
}) => {
  const { label, tone } = resultOf(verdict);
  const fields = platform?.fields ?? [];
  return (
    <li class={`card target ${verdict?.gets ? 'gets' : ''}`}>
      <header>
        <h3>{view.name}</h3>
        <span class="tag">{view.platform ?? 'no platform'}</span>
        <span class={`chip ${tone}`}>{label}</span>
        <span class="actions">
          <button type="button" class="quiet small" onClick={onEdit}>
            Edit<span class="visually-hidden"> {view.name}</span>
          </button>
          <Delete name={view.name} onDelete={onDelete} />
        </span>
      </header>
      {platform && view.problems.length === 0 && <p>{sentenceOf(platform, asFields(view.target))}</p>}
      {verdict && <p class="why">{verdictSentence(verdict, chosenOccasions(view, fields), occasions)}</p>}
      {view.problems.map(({ field, problem }) => (
        <p key={field} class="problem">
          {field ? `${filterTitle(field)}: ` : ''}
          {problem}
        </p>
      ))}
      {verdict && verdict.filter !== 'invalid' && (
        <Filters filters={filtersOf(view, verdict, fields)} verdict={verdict} />
      )}
      <Portable view={view} />
    </li>
  );
};
