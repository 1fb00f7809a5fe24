import type { Catalogue } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import { HISTORIES } from '../routing/event-words.ts';
import { type Draft, isEmpty } from './draft.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';
import { GALLERY_SHARE } from './panes.ts';
import { Splitter } from './splitter.tsx';

interface Props {
  catalogue: Catalogue;
  draft: Draft;
  transition: string | undefined;
  /** Whether the pane is the current view on a narrow screen. */
  shown: boolean;
  /** Share of the samples in the height, in percent. */
  share: number;
  problem: string | undefined;
  onShare(share: number): void;
  onPick(name: string): void;
  onEdit(draft: Draft): void;
  onTransition(transition: string | undefined): void;
  onPublish(): void;
}

const AUTOMATIC = 'automatic';

/** Percent of the height of samples and editor that one pixel is worth. */
const percentPerPixel = (bar: HTMLElement): number => {
  const height = (bar.previousElementSibling?.clientHeight ?? 0) + (bar.nextElementSibling?.clientHeight ?? 0);
  return height > 0 ? 100 / height : 0;
};

/** Choose a sample or write an event, choose its history, and publish it. */
export const EventPane = (props: Props) => {
  const { catalogue, draft, transition, shown, share, problem, onShare, onPick, onEdit, onTransition, onPublish } =
    props;
  const histories = [AUTOMATIC, ...catalogue.transitions].map((name) => ({ name, label: HISTORIES[name] ?? name }));
  return (
    <section class={`event-pane ${shown ? 'shown' : ''}`} id="event-pane" aria-label="Event">
      <Gallery
        samples={catalogue.samples}
        chosen={draft.edited ? undefined : draft.sample}
        share={share}
        onPick={onPick}
      />
      <Splitter
        label="Height of the samples"
        controls="samples-pane"
        orientation="horizontal"
        size={share}
        limits={GALLERY_SHARE}
        unitsPerPixel={percentPerPixel}
        onSize={onShare}
      />
      <Editor draft={draft} share={100 - share} onEdit={onEdit} onReset={() => draft.sample && onPick(draft.sample)} />
      <div class="event-foot">
        <Segments
          label="History"
          value={histories.find(({ name }) => name === transition)?.name ?? AUTOMATIC}
          onChoose={(name) => onTransition(name === AUTOMATIC ? undefined : name)}
          choices={histories}
        />
        <button type="button" class="primary" disabled={isEmpty(draft)} onClick={onPublish}>
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
