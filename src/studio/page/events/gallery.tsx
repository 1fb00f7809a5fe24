import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Sample } from '../../api.ts';
import { plural } from '../parts/time.ts';

const grouped = (samples: readonly Sample[]): [string, Sample[]][] => {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) groups.set(sample.source, [...(groups.get(sample.source) ?? []), sample]);
  return [...groups];
};

const found = (samples: readonly Sample[], search: string): readonly Sample[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return samples.filter(({ name, source, headline, moment }) => {
    const text = `${name} ${source} ${headline} ${moment}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
};

/** Moves the focus in the list by arrow keys, so that the list needs one tab stop only. */
const move = (event: KeyboardEvent & { readonly currentTarget: HTMLButtonElement }): void => {
  const buttons = [...(event.currentTarget.closest('.gallery-list')?.querySelectorAll('button') ?? [])];
  const at = buttons.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to]?.focus();
};

/** Every sample of every event source, by source. */
export const Gallery = ({
  samples,
  chosen,
  onPick,
}: {
  samples: readonly Sample[];
  chosen: string | undefined;
  onPick(name: string): void;
}) => {
  const [search, setSearch] = useState('');
  const chosenButton = useRef<HTMLButtonElement>(null);
  useEffect(() => chosenButton.current?.scrollIntoView({ block: 'nearest' }), [chosen]);
  const [focused, setFocused] = useState<string>();
  const shown = useMemo(() => found(samples, search), [samples, search]);
  const tabStop = [focused, chosen].find((name) => shown.some((sample) => sample.name === name)) ?? shown[0]?.name;
  return (
    <section class="gallery" aria-labelledby="samples">
      <h2 id="samples" class="visually-hidden">
        Samples
      </h2>
      <div class="gallery-head">
        <label>
          <span class="visually-hidden">Search the samples</span>
          <input
            type="search"
            placeholder={`Search ${plural(samples.length, 'sample')}`}
            value={search}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <p class="visually-hidden" role="status">
          {search && `${plural(shown.length, 'sample')} found`}
        </p>
      </div>
      <div class="gallery-list">
        {grouped(shown).map(([source, group]) => (
          <section key={source}>
            <h3>{source}</h3>
            <ul>
              {group.map(({ name, icon, headline }) => (
                <li key={name}>
                  <button
                    type="button"
                    aria-pressed={name === chosen}
                    ref={name === chosen ? chosenButton : null}
                    tabIndex={name === tabStop ? 0 : -1}
                    onFocus={() => setFocused(name)}
                    onKeyDown={move}
                    onClick={() => onPick(name)}
                  >
                    <span aria-hidden="true">{icon}</span>
                    <span class="gallery-text">
                      <b>{name}</b>
                      <small>{headline}</small>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 && <p class="empty">No samples found.</p>}
      </div>
    </section>
  );
};
