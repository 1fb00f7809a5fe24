import type { Catalogue } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import type { Draft } from './draft.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';

interface Props {
  catalogue: Catalogue;
  draft: Draft;
  means: string | undefined;
  /** On a narrow screen: this is the view. */
  shown: boolean;
  trouble: string | undefined;
  onPick(name: string): void;
  onEdit(draft: Draft): void;
  onMean(means: string | undefined): void;
  onRing(): void;
}

const AS_IT_IS = 'as-it-is';

/** Choose an event or write one, say what it means, and let it ring. */
export const EventPane = (props: Props) => {
  const { catalogue, draft, means, shown, trouble, onPick, onEdit, onMean, onRing } = props;
  const kinds = catalogue.transitions.map((name) => ({ name: name as string, label: name.replaceAll('-', ' ') }));
  return (
    <section class={`event-pane ${shown ? 'shown' : ''}`} aria-label="The event">
      <Gallery samples={catalogue.samples} chosen={draft.edited ? undefined : draft.sample} onPick={onPick} />
      <Editor draft={draft} onEdit={onEdit} onReset={() => draft.sample && onPick(draft.sample)} />
      <div class="event-foot">
        <Segments
          label="After earlier runs it means"
          value={kinds.some(({ name }) => name === means) ? (means ?? AS_IT_IS) : AS_IT_IS}
          onChoose={(name) => onMean(name === AS_IT_IS ? undefined : name)}
          choices={[{ name: AS_IT_IS, label: 'as it is' }, ...kinds]}
        />
        <button type="button" class="primary" onClick={onRing}>
          Publish the event
        </button>
        {trouble && (
          <p class="trouble" role="alert">
            {trouble}
          </p>
        )}
      </div>
    </section>
  );
};
