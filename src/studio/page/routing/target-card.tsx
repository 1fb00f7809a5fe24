import { useState } from 'preact/hooks';
import type { TargetField, TargetView, Verdict } from '../../api.ts';
import { Folded } from '../parts/folded.tsx';
import { Json } from '../parts/json.tsx';
import { type Rule, rulesOf } from './rules.ts';

const STATES: Record<Rule['state'], { sign: string; words: string }> = {
  passed: { sign: '✓', words: 'passes' },
  stopped: { sign: '✕', words: 'stops it' },
  unread: { sign: '·', words: 'not read' },
};

const Rules = ({ rules, verdict }: { rules: readonly Rule[]; verdict: Verdict }) => (
  <table class="rules">
    <caption class="unseen">Rules of {verdict.target}</caption>
    <thead>
      <tr>
        <th scope="col">Rule</th>
        <th scope="col">Wants</th>
        <th scope="col">This event</th>
      </tr>
    </thead>
    <tbody>
      {rules.map(({ name, asks, state }) => (
        <tr key={name} class={state}>
          <th scope="row">{name}</th>
          <td>{asks}</td>
          <td>
            <span aria-hidden="true">{STATES[state].sign}</span> {STATES[state].words}
            {state === 'stopped' && verdict.has !== undefined && `: it has ${verdict.has}`}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Delete = ({ name, onDelete }: { name: string; onDelete(): void }) => {
  const [sure, setSure] = useState(false);
  return (
    <button
      type="button"
      class={`quiet small ${sure ? 'danger' : ''}`}
      onClick={() => (sure ? onDelete() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      <span aria-live="polite">{sure ? 'Sure?' : 'Delete'}</span>
      <span class="unseen"> {name}</span>
    </button>
  );
};

const outcome = (verdict: Verdict | undefined): { words: string; tone: string } => {
  if (!verdict) return { words: '…', tone: '' };
  if (verdict.problems.length > 0) return { words: 'faulty', tone: 'bad' };
  return verdict.gets ? { words: 'gets it', tone: 'good' } : { words: 'does not get it', tone: '' };
};

/** One target: whether it gets the event, by which rules, and what it is made of. */
export const TargetCard = ({
  view,
  verdict,
  fields,
  onEdit,
  onDelete,
}: {
  view: TargetView;
  verdict: Verdict | undefined;
  fields: readonly TargetField[];
  onEdit(): void;
  onDelete(): void;
}) => {
  const { words, tone } = outcome(verdict);
  return (
    <li class={`card target ${verdict?.gets ? 'gets' : ''}`}>
      <header>
        <h3>{view.name}</h3>
        <span class="tag">{view.platform ?? 'no platform'}</span>
        <span class={`chip ${tone}`}>{words}</span>
        <span class="actions">
          <button type="button" class="quiet small" onClick={onEdit}>
            Edit<span class="unseen"> {view.name}</span>
          </button>
          <Delete name={view.name} onDelete={onDelete} />
        </span>
      </header>
      <p class="why">{verdict?.words}</p>
      {view.problems.map(({ field, problem }) => (
        <p key={field} class="trouble">
          {field ? `${field}: ` : ''}
          {problem}
        </p>
      ))}
      {verdict && verdict.filter !== 'invalid' && <Rules rules={rulesOf(view, verdict, fields)} verdict={verdict} />}
      <Folded title="The target’s JSON, secrets hidden">
        {() => <Json value={view.target} label={`JSON of ${view.name}`} />}
      </Folded>
    </li>
  );
};
