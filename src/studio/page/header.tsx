import { Bell } from './parts/icons.tsx';
import { Segments } from './parts/segments.tsx';
import type { LiveFlow } from './state/flow.ts';
import { type Go, type Place, VIEWS, type View } from './state/place.ts';
import { THEMES, type Theme } from './state/theme.ts';

const NAMES: Record<View, string> = { events: 'Event', preview: 'Preview', routing: 'Routing', flow: 'Flow' };
const THEME_NAMES: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

/** Counts of deliveries in progress and dead letters. */
const Count = ({ live: { flow } }: { live: LiveFlow }) => {
  const open = flow?.deliveries.filter(({ state }) => ['queued', 'sending', 'waiting'].includes(state)).length ?? 0;
  const dead = flow?.deadLetters.length ?? 0;
  return (
    <>
      {open > 0 && (
        <span class="count">
          {open}
          <span class="count-word"> in progress</span>
        </span>
      )}
      {dead > 0 && (
        <span class="count bad">
          {dead}
          <span class="count-word"> {dead === 1 ? 'dead letter' : 'dead letters'}</span>
        </span>
      )}
    </>
  );
};

export const Header = ({
  place,
  go,
  theme,
  choose,
  live,
}: {
  place: Place;
  go: Go;
  theme: Theme;
  choose(theme: Theme): void;
  live: LiveFlow;
}) => (
  <header class="head">
    <h1>
      <Bell />
      <span>Pipebell</span> <small>studio</small>
    </h1>
    <nav aria-label="Views">
      {VIEWS.map((view) => (
        <a
          key={view}
          class={`view-${view}`}
          href={`#${view}`}
          aria-current={place.view === view ? 'page' : undefined}
          onClick={(click) => {
            click.preventDefault();
            go({ view });
          }}
        >
          {NAMES[view]}
          {view === 'flow' && <Count live={live} />}
        </a>
      ))}
    </nav>
    <Segments
      label="Theme"
      quiet
      value={theme}
      onChoose={choose}
      choices={THEMES.map((name) => ({ name, label: THEME_NAMES[name] }))}
    />
  </header>
);
