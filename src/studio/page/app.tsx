import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Catalogue } from '../api.ts';
import { type Draft, eventOf, isEmpty, sampleDraft } from './events/draft.ts';
import { EmptyEvent } from './events/empty-event.tsx';
import { EventPane } from './events/event-pane.tsx';
import { PANE_WIDTH, usePanes } from './events/panes.ts';
import { Splitter } from './events/splitter.tsx';
import { FlowView } from './flow/flow-view.tsx';
import { Header } from './header.tsx';
import { PreviewView } from './preview/preview-view.tsx';
import { RoutingView } from './routing/routing-view.tsx';
import { call, messageOf } from './state/call.ts';
import { useFlow } from './state/flow.ts';
import { type Place, usePlace } from './state/place.ts';
import { useTheme } from './state/theme.ts';

/** A failure has the richest message. */
const firstSample = ({ samples }: Catalogue) => samples.find(({ severity }) => severity === 'failure') ?? samples[0];

/** Key of the browser's storage for the sample of the last visit. */
const SAMPLE_KEY = 'pipebell-sample';

/** The sample of the URL, else that of the last visit. */
const draftOf = (catalogue: Catalogue, { settings }: Place): Draft => {
  const named = settings.sample ?? localStorage.getItem(SAMPLE_KEY);
  return sampleDraft(catalogue.samples.find(({ name }) => name === named) ?? firstSample(catalogue));
};

const Studio = ({ catalogue }: { catalogue: Catalogue }) => {
  const [place, go] = usePlace();
  const { theme, choose, scheme } = useTheme();
  const [draft, setDraft] = useState(() => draftOf(catalogue, place));
  const [panes, setPanes] = usePanes();
  const live = useFlow();
  const { transition, aws } = place.settings;
  const event = useMemo(
    () => eventOf(catalogue, draft, { ...(transition && { transition }), ...(aws && { aws }) }),
    [catalogue, draft, transition, aws],
  );
  const [problem, setProblem] = useState<string>();

  const pick = useCallback(
    (name: string) => {
      localStorage.setItem(SAMPLE_KEY, name);
      go({ settings: { sample: name, transition: undefined, aws: undefined } });
      const sample = catalogue.samples.find((known) => known.name === name);
      if (sample) setDraft(sampleDraft(sample));
    },
    [catalogue, go],
  );
  useEffect(() => {
    const { sample } = place.settings;
    if (sample && sample !== draft.sample) pick(sample);
  }, [place.settings, draft.sample, pick]);

  const publishDraft = async () => {
    if (isEmpty(draft)) {
      setProblem('There is no event to publish: paste one, or choose a sample.');
      go({ view: 'events' });
      return;
    }
    setProblem(undefined);
    go({ view: 'flow' });
    const fresh = draft.edited || !draft.sample ? undefined : await call('GET /api/sample', { name: draft.sample });
    await call('POST /api/flow/publish', fresh ? { ...event, text: fresh.text, subject: fresh.subject } : event);
  };
  const edit = (next: Draft) => {
    setDraft(next);
    setProblem(undefined);
  };
  const publish = () => void publishDraft().catch((error) => setProblem(messageOf(error)));

  const isPreview = place.view === 'preview' || place.view === 'events';
  return (
    <div class="studio">
      <button type="button" class="skip-link" onClick={() => document.getElementById('view')?.focus()}>
        Skip to content
      </button>
      <Header place={place} go={go} theme={theme} choose={choose} live={live} />
      <main style={{ '--pane-width': `${panes.width}px` }}>
        <EventPane
          catalogue={catalogue}
          draft={draft}
          transition={transition}
          shown={place.view === 'events'}
          share={panes.share}
          onShare={(share) => setPanes({ share })}
          onPick={pick}
          onEdit={edit}
          onTransition={(chosen) => go({ settings: { transition: chosen } })}
          onPublish={publish}
          problem={problem}
        />
        <Splitter
          label="Width of the event pane"
          controls="event-pane"
          orientation="vertical"
          size={panes.width}
          limits={PANE_WIDTH}
          unitsPerPixel={() => 1}
          onSize={(width) => setPanes({ width })}
        />
        <div id="view" tabIndex={-1} class={place.view === 'events' ? 'behind' : ''}>
          {isPreview &&
            (isEmpty(draft) ? (
              <EmptyEvent sample={draft.sample ?? firstSample(catalogue)?.name} onPick={pick} />
            ) : (
              <PreviewView event={event} catalogue={catalogue} place={place} go={go} scheme={scheme} />
            ))}
          {place.view === 'routing' && <RoutingView event={isEmpty(draft) ? undefined : event} catalogue={catalogue} />}
          {place.view === 'flow' && <FlowView live={live} catalogue={catalogue} scheme={scheme} onPublish={publish} />}
        </div>
      </main>
    </div>
  );
};

export const App = () => {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    call('GET /api/catalogue', undefined).then(setCatalogue, (error) => setProblem(messageOf(error)));
  }, []);
  if (catalogue) return <Studio catalogue={catalogue} />;
  return <p class="opening">{problem ?? 'Loading …'}</p>;
};
