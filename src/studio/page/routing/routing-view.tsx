import { useEffect, useState } from 'preact/hooks';
import type { Catalogue, EventText, TargetSet, TargetView } from '../../api.ts';
import { plural } from '../parts/time.ts';
import { useAnswer } from '../state/answer.ts';
import { call, wordsOf } from '../state/call.ts';
import { TargetCard } from './target-card.tsx';
import { TargetDialog } from './target-dialog.tsx';

const ORIGINS: Record<TargetSet['origin'], string> = {
  samples: 'These targets are made up; nothing leaves this machine.',
  file: 'These targets come from your file. What you change here stays in memory.',
  stage: 'These targets come from your stage. What you change here stays in memory.',
};

/** Which targets get the event, and why the others do not. */
export const RoutingView = ({ event, catalogue }: { event: EventText; catalogue: Catalogue }) => {
  const [set, setSet] = useState<TargetSet>();
  const [edited, setEdited] = useState<TargetView | 'new'>();
  const [trouble, setTrouble] = useState<string>();
  const { value } = useAnswer('POST /api/explain', event, set);
  const load = (answer: Promise<TargetSet>) =>
    answer.then(
      (next) => {
        setSet(next);
        setTrouble(undefined);
      },
      (error) => setTrouble(wordsOf(error)),
    );
  useEffect(() => void load(call('GET /api/targets', undefined)), []);
  if (!set) return <p class="trouble">{trouble}</p>;

  const getting = value?.targets.filter(({ gets }) => gets).length;
  return (
    <div class="view routing">
      <div class="view-head">
        <h2>Routing</h2>
        <span class="spring" />
        {set.changed && (
          <button type="button" class="quiet" onClick={() => void load(call('POST /api/targets/reset', {}))}>
            Back to the first set
          </button>
        )}
        <button type="button" onClick={() => setEdited('new')}>
          Add a target
        </button>
      </div>
      <p class="hint">{ORIGINS[set.origin]}</p>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {value && (
        <p class="summary-line" role="status">
          <span aria-hidden="true">{value.event.icon}</span> {value.event.headline}: {getting} of{' '}
          {plural(set.targets.length, 'target')} {getting === 1 ? 'gets' : 'get'} it
        </p>
      )}
      <ul class="targets">
        {set.targets.map((view) => (
          <TargetCard
            key={view.name}
            view={view}
            verdict={value?.targets.find(({ target }) => target === view.name)}
            fields={catalogue.platforms.find(({ name }) => name === view.platform)?.fields ?? []}
            onEdit={() => setEdited(view)}
            onDelete={() => void load(call('POST /api/targets/delete', { name: view.name }))}
          />
        ))}
      </ul>
      {edited && (
        <TargetDialog
          view={edited === 'new' ? undefined : edited}
          catalogue={catalogue}
          onClose={(saved) => {
            setEdited(undefined);
            if (saved) void load(call('GET /api/targets', undefined));
          }}
        />
      )}
    </div>
  );
};
