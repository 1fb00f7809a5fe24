import type { Catalogue, EventText } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import { useAnswer } from '../state/answer.ts';
import type { Go, Place } from '../state/place.ts';
import type { Scheme } from '../state/theme.ts';
import { EventSummary } from './event-summary.tsx';
import { PlatformCard } from './platform-card.tsx';

const LOOKS = [
  { name: 'page', label: 'Page theme' },
  { name: 'light', label: 'Light' },
  { name: 'dark', label: 'Dark' },
] as const;

const ENRICHMENTS = [
  { name: 'asked', label: 'Enriched' },
  { name: 'none', label: 'Event only' },
] as const;

const WIDTHS = [
  { name: 'desktop', label: 'Desktop' },
  { name: 'phone', label: 'Phone' },
] as const;

/** The event as each platform shows it. */
export const PreviewView = ({
  event,
  catalogue,
  place: { settings },
  go,
  scheme,
}: {
  event: EventText;
  catalogue: Catalogue;
  place: Place;
  go: Go;
  scheme: Scheme;
}) => {
  const { value, problem, busy } = useAnswer('POST /api/preview', event);
  const look = LOOKS.find(({ name }) => name === settings.look)?.name ?? 'page';
  const width = WIDTHS.find(({ name }) => name === settings.width)?.name ?? 'desktop';
  const chat = (name: string) => catalogue.platforms.find((platform) => platform.name === name)?.chat ?? false;
  return (
    <div class="view preview" aria-busy={busy}>
      <div class="view-head">
        <h2>Preview</h2>
        <span class="spring" />
        {value?.event.enrichable && (
          <Segments
            label="Enrichment"
            quiet
            value={event.enriched ? 'asked' : 'none'}
            choices={ENRICHMENTS}
            onChoose={(name) => go({ settings: { aws: name } })}
          />
        )}
        <Segments
          label="Message theme"
          quiet
          value={look}
          choices={LOOKS}
          onChoose={(name) => go({ settings: { look: name } })}
        />
        <div class="only-wide">
          <Segments
            label="Message width"
            quiet
            value={width}
            choices={WIDTHS}
            onChoose={(name) => go({ settings: { width: name } })}
          />
        </div>
      </div>
      <p class="hint">
        {value?.event.enrichable && event.enriched
          ? 'The message of each platform, enriched with sample answers of AWS. Nothing leaves this machine.'
          : 'The message of each platform. Nothing leaves this machine.'}
      </p>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {value && (
        <>
          <EventSummary event={value.event} />
          <div class={`cards ${width}`}>
            {value.platforms.map((drawing) => (
              <PlatformCard
                key={drawing.platform}
                drawing={drawing}
                chat={chat(drawing.platform)}
                scheme={look === 'page' ? scheme : look}
              />
            ))}
          </div>
        </>
      )}
    </div>
  );
};
