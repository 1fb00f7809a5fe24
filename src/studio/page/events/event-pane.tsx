import type { Catalogue } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import type { Draft } from './draft.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';

interface Props {
  catalogue: Catalogue;
  draft: Draft;
  transition: string | undefined;
  /** Whether the pane is the current view on a narrow screen. */
  shown: boolean;
  problem: string | undefined;
  onPick(name: string): void;
  onEdit(draft: Draft): void;
  onTransition(transition: string | undefined): void;
  onPublish(): void;
}

const DEFAULT = 'default';

/** Choose a sample or write an event, choose its transition, and publish it. */
export const EventPane = (props: Props) => {
  const { catalogue, draft, transition, shown, problem, onPick, onEdit, onTransition, onPublish } = props;
  const kinds = catalogue.transitions.map((name) => ({ name: name as string, label: name.replaceAll('-', ' ') }));
  return (
    <section class={`event-pane ${shown ? 'shown' : ''}`} aria-label="Event">
      <Gallery samples={catalogue.samples} chosen={draft.edited ? undefined : draft.sample} onPick={onPick} />
      <Editor draft={draft} onEdit={onEdit} onReset={() => draft.sample && onPick(draft.sample)} />
      <div class="event-foot">
        <Segments
          label="Transition"
          value={kinds.some(({ name }) => name === transition) ? (transition ?? DEFAULT) : DEFAULT}
          onChoose={(name) => onTransition(name === DEFAULT ? undefined : name)}
          choices={[{ name: DEFAULT, label: 'default' }, ...kinds]}
        />
        <button type="button" class="primary" onClick={onPublish}>
          Publish the event
        </button>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </div>
    </section>
  );
};
