import type { Catalogue, Drawing, EventText } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import { useAnswer } from '../state/answer.ts';
import { NARROW, useMedia } from '../state/media.ts';
import type { Go, Place } from '../state/place.ts';
import type { Scheme } from '../state/theme.ts';
import { EventSummary } from './event-summary.tsx';
import { LockScreen } from './lock-screen.tsx';
import { PlatformCard } from './platform-card.tsx';

const LOOKS = [
  { name: 'page', label: 'Page theme' },
  { name: 'light', label: 'Light' },
  { name: 'dark', label: 'Dark' },
] as const;

const ENRICHMENTS = [
  { name: 'asked', label: 'With details from AWS' },
  { name: 'none', label: 'Event only' },
] as const;

const WIDTHS = [
  { name: 'desktop', label: 'Desktop' },
  { name: 'phone', label: 'Phone' },
] as const;

/** The platforms that most people use come first. */
const FIRST = ['slack', 'teams', 'discord'];
const rank = ({ platform }: Drawing): number => (FIRST.indexOf(platform) + FIRST.length + 1) % (FIRST.length + 1);
const byRank = (a: Drawing, b: Drawing): number => rank(a) - rank(b);

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
  const narrow = useMedia(NARROW);
  const messageScheme = look === 'page' ? scheme : look;
  const options = (
    <>
      {value?.event.enrichable && (
        <Segments
          label="Details from AWS"
          quiet={!narrow}
          value={event.enriched ? 'asked' : 'none'}
          choices={ENRICHMENTS}
          onChoose={(name) => go({ settings: { aws: name } })}
        />
      )}
      <Segments
        label="Theme of messages"
        quiet={!narrow}
        value={look}
        choices={LOOKS}
        onChoose={(name) => go({ settings: { look: name } })}
      />
      {!narrow && (
        <Segments
          label="Width of messages"
          quiet
          value={width}
          choices={WIDTHS}
          onChoose={(name) => go({ settings: { width: name } })}
        />
      )}
    </>
  );
  return (
    <div class="view preview" aria-busy={busy}>
      <div class="view-head">
        <h2>Preview</h2>
        <span class="spring" />
        {narrow ? (
          <details class="view-menu">
            <summary>View options</summary>
            <div>{options}</div>
          </details>
        ) : (
          options
        )}
      </div>
      <p class="hint only-wide">
        {value?.event.enrichable && event.enriched
          ? 'The message of each platform, with sample answers of AWS. Nothing leaves this machine.'
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
            <LockScreen platforms={value.platforms} at={value.event.notification.time} scheme={messageScheme} />
            {value.platforms.toSorted(byRank).map((drawing) => (
              <PlatformCard
                key={drawing.platform}
                drawing={drawing}
                chat={chat(drawing.platform)}
                scheme={messageScheme}
                at={value.event.notification.time}
              />
            ))}
          </div>
        </>
      )}
    </div>
  );
};
