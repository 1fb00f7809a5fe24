import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Catalogue } from '../api.ts';
import { type Draft, eventOf, sampleDraft } from './events/draft.ts';
import { EventPane } from './events/event-pane.tsx';
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
  const { transition, aws } = place.settings;
  const event = useMemo(
    () => eventOf(catalogue, draft, { ...(transition && { transition }), ...(aws && { aws }) }),
    [catalogue, draft, transition, aws],
  );
  const [problem, setProblem] = useState<string>();

  const pick = useCallback(
    (name: string) => {
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
    setProblem(undefined);
    go({ view: 'flow' });
    const fresh = draft.edited || !draft.sample ? undefined : await call('GET /api/sample', { name: draft.sample });
    await call('POST /api/flow/publish', fresh ? { ...event, text: fresh.text, subject: fresh.subject } : event);
  };
  const publish = () => void publishDraft().catch((error) => setProblem(messageOf(error)));

  return (
    <div class="studio">
      <button type="button" class="skip-link" onClick={() => document.getElementById('view')?.focus()}>
        Skip to content
      </button>
      <Header place={place} go={go} theme={theme} choose={choose} live={live} />
      <main>
        <EventPane
          catalogue={catalogue}
          draft={draft}
          transition={transition}
          shown={place.view === 'events'}
          onPick={pick}
          onEdit={setDraft}
          onTransition={(chosen) => go({ settings: { transition: chosen } })}
          onPublish={publish}
          problem={problem}
        />
        <div id="view" tabIndex={-1} class={place.view === 'events' ? 'behind' : ''}>
          {(place.view === 'preview' || place.view === 'events') && (
            <PreviewView event={event} catalogue={catalogue} place={place} go={go} scheme={scheme} />
          )}
          {place.view === 'routing' && <RoutingView event={event} catalogue={catalogue} />}
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
