import { useMemo, useState } from 'preact/hooks';
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
  const shown = useMemo(() => found(samples, search), [samples, search]);
  return (
    <section class="gallery" aria-labelledby="samples">
      <h2 id="samples" class="unseen">
        Samples
      </h2>
      <div class="gallery-head">
        <label>
          <span class="unseen">Search the samples</span>
          <input
            type="search"
            placeholder={`Search ${plural(samples.length, 'sample')}`}
            value={search}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <p class="unseen" role="status">
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
                  <button type="button" aria-pressed={name === chosen} onClick={() => onPick(name)}>
                    <span aria-hidden="true">{icon}</span>
                    <span class="gallery-words">
                      <b>{name}</b>
                      <small>{headline}</small>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 && <p class="empty">No sample has these words.</p>}
      </div>
    </section>
  );
};
