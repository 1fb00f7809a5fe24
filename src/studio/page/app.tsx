import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Catalogue } from '../api.ts';
import { type Draft, eventOf, sampleDraft } from './events/draft.ts';
import { EventPane } from './events/event-pane.tsx';
import { FlowView } from './flow/flow-view.tsx';
import { Header } from './header.tsx';
import { PreviewView } from './preview/preview-view.tsx';
import { RoutingView } from './routing/routing-view.tsx';
import { call, wordsOf } from './state/call.ts';
import { useFlow } from './state/flow.ts';
import { type Place, usePlace } from './state/place.ts';
import { useTheme } from './state/theme.ts';

/** A failure shows the most of what an alert can say. */
const firstSample = ({ samples }: Catalogue) => samples.find(({ severity }) => severity === 'failure') ?? samples[0];

const draftOf = (catalogue: Catalogue, { settings }: Place): Draft => {
  const named = catalogue.samples.find(({ name }) => name === settings.sample);
  const sample = named ?? firstSample(catalogue);
  return sampleDraft(sample);
};

const Studio = ({ catalogue }: { catalogue: Catalogue }) => {
  const [place, go] = usePlace();
  const { theme, choose, scheme } = useTheme();
  const [draft, setDraft] = useState(() => draftOf(catalogue, place));
  const live = useFlow();
  const { means, aws } = place.settings;
  const event = useMemo(
    () => eventOf(catalogue, draft, { ...(means && { means }), ...(aws && { aws }) }),
    [catalogue, draft, means, aws],
  );
  const [trouble, setTrouble] = useState<string>();

  const pick = useCallback(
    (name: string) => {
      go({ settings: { sample: name, means: undefined, aws: undefined } });
      const sample = catalogue.samples.find((known) => known.name === name);
      if (sample) setDraft(sampleDraft(sample));
    },
    [catalogue, go],
  );
  useEffect(() => {
    const { sample } = place.settings;
    if (sample && sample !== draft.sample) pick(sample);
  }, [place.settings, draft.sample, pick]);

  const publish = async () => {
    setTrouble(undefined);
    go({ view: 'flow' });
    const fresh = draft.edited || !draft.sample ? undefined : await call('GET /api/sample', { name: draft.sample });
    await call('POST /api/flow/publish', fresh ? { ...event, text: fresh.text, subject: fresh.subject } : event);
  };
  const ring = () => void publish().catch((error) => setTrouble(wordsOf(error)));

  return (
    <div class="studio">
      <button type="button" class="skip-link" onClick={() => document.getElementById('view')?.focus()}>
        Skip to the view
      </button>
      <Header place={place} go={go} theme={theme} choose={choose} live={live} />
      <main>
        <EventPane
          catalogue={catalogue}
          draft={draft}
          means={means}
          shown={place.view === 'events'}
          onPick={pick}
          onEdit={setDraft}
          onMean={(means) => go({ settings: { means } })}
          onRing={ring}
          trouble={trouble}
        />
        <div id="view" tabIndex={-1} class={place.view === 'events' ? 'behind' : ''}>
          {(place.view === 'preview' || place.view === 'events') && (
            <PreviewView event={event} catalogue={catalogue} place={place} go={go} scheme={scheme} />
          )}
          {place.view === 'routing' && <RoutingView event={event} catalogue={catalogue} />}
          {place.view === 'flow' && <FlowView live={live} catalogue={catalogue} scheme={scheme} onRing={ring} />}
        </div>
      </main>
    </div>
  );
};

export const App = () => {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    call('GET /api/catalogue', undefined).then(setCatalogue, (error) => setTrouble(wordsOf(error)));
  }, []);
  if (catalogue) return <Studio catalogue={catalogue} />;
  return <p class="opening">{trouble ?? 'Opening the studio …'}</p>;
};
