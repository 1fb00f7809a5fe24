import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Catalogue, EventText, Explanation } from '../../api.ts';
import type { TargetSet, TargetView } from '../../target-api.ts';
import { plural } from '../parts/time.ts';
import { useAnswer } from '../state/answer.ts';
import { call, messageOf } from '../state/call.ts';
import { download, fileOf } from './export.ts';
import { TargetCard } from './target-card.tsx';
import { TargetDialog } from './target-dialog.tsx';

const Origin = ({ set }: { set: TargetSet }) => {
  if (set.origin === 'stage') {
    return (
      <p class="hint">The targets of the stage {set.stage}. Changes stay in this studio; the stage is only read.</p>
    );
  }
  if (set.origin === 'file') return <p class="hint">The targets of your file. Changes stay in this studio.</p>;
  return (
    <p class="hint">
      Sample targets. To see your own, start the studio with <code>npm start -- --stage prod</code>, which only reads
      the stage, or with <code>npm start -- --targets targets.json</code>. Nothing leaves this machine.
    </p>
  );
};

interface Props {
  /** `undefined` while the editor is empty. */
  event: EventText | undefined;
  catalogue: Catalogue;
}

/** Calls the server for an event only: it refuses an empty one. */
const Explained = ({
  event,
  set,
  children,
}: {
  event: EventText;
  set: TargetSet;
  children(value: Explanation | undefined): ComponentChildren;
}) => <>{children(useAnswer('POST /api/explain', event, set).value)}</>;

const Result = ({ value: { event, targets } }: { value: Explanation }) => {
  const getting = targets.filter(({ gets }) => gets).length;
  return (
    <p class="summary-line" role="status">
      <span aria-hidden="true">{event.icon}</span> {event.headline}: {getting} of {plural(targets.length, 'target')}{' '}
      {getting === 1 ? 'gets' : 'get'} the event
    </p>
  );
};

/** Which targets get the event, and which filters decide. */
export const RoutingView = ({ event, catalogue }: Props) => {
  const [set, setSet] = useState<TargetSet>();
  const [edited, setEdited] = useState<TargetView | 'new'>();
  const [problem, setProblem] = useState<string>();
  const load = (answer: Promise<TargetSet>) =>
    answer.then(
      (next) => {
        setSet(next);
        setProblem(undefined);
      },
      (error) => setProblem(messageOf(error)),
    );
  useEffect(() => void load(call('GET /api/targets', undefined)), []);
  if (!set) return <p class="problem">{problem}</p>;

  const listed = (value: Explanation | undefined) => (
    <>
      {value && <Result value={value} />}
      <ul class="targets">
        {set.targets.map((view) => (
          <TargetCard
            key={view.name}
            view={view}
            verdict={value?.targets.find(({ target }) => target === view.name)}
            occasions={value?.event.occasions ?? []}
            platform={catalogue.platforms.find(({ name }) => name === view.platform)}
            onEdit={() => setEdited(view)}
            onDelete={() => void load(call('POST /api/targets/delete', { name: view.name }))}
          />
        ))}
      </ul>
    </>
  );
  return (
    <div class="view routing">
      <div class="view-head">
        <h2>Routing</h2>
        <span class="spring" />
        {set.changed && (
          <button type="button" class="quiet" onClick={() => void load(call('POST /api/targets/reset', {}))}>
            Restore targets
          </button>
        )}
        <button
          type="button"
          class="quiet"
          disabled={!set.targets.some(({ portable }) => portable)}
          title="All valid targets as one file, with references in place of secrets"
          onClick={() => download('targets.json', fileOf(set.targets))}
        >
          Export all
        </button>
        <button type="button" onClick={() => setEdited('new')}>
          Add a target
        </button>
      </div>
      <Origin set={set} />
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {event ? (
        <Explained event={event} set={set}>
          {listed}
        </Explained>
      ) : (
        <>
          <p class="hint">Paste an event, or choose a sample, to see which targets get it.</p>
          {listed(undefined)}
        </>
      )}
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
