import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Sample } from '../../api.ts';
import { Segments } from '../parts/segments.tsx';
import { plural } from '../parts/time.ts';
import { useRemembered } from './remembered.ts';
import { SampleGroup } from './sample-group.tsx';
import { grouped, KINDS, type Kind, matching } from './samples.ts';

interface Choices {
  readonly kind: Kind;
  readonly source: string;
  /** Titles of the groups that are folded. */
  readonly folded: readonly string[];
}

const choicesOf = (value: unknown): Choices => {
  const { kind, source, folded } = (value ?? {}) as Partial<Record<keyof Choices, unknown>>;
  return {
    kind: KINDS.find(({ name }) => name === kind)?.name ?? 'all',
    source: typeof source === 'string' ? source : '',
    folded: Array.isArray(folded) ? folded.filter((title) => typeof title === 'string') : [],
  };
};

interface Props {
  samples: readonly Sample[];
  chosen: string | undefined;
  /** Share of the height, in percent. */
  share: number;
  onPick(name: string): void;
}

/** Every sample of every event source, by source, with filters that the browser keeps. */
export const Gallery = ({ samples, chosen, share, onPick }: Props) => {
  const [search, setSearch] = useState('');
  const [{ kind, source: wanted, folded }, choose] = useRemembered('pipebell-samples', choicesOf);
  const titles = useMemo(() => grouped(samples).map(([title]) => title), [samples]);
  const source = titles.includes(wanted) ? wanted : '';
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const [focused, setFocused] = useState<string>();
  const shown = useMemo(() => matching(samples, { search, kind, source }), [samples, search, kind, source]);
  const isFiltered = search !== '' || kind !== 'all' || source !== '';
  const isFolded = (title: string) => !isFiltered && folded.includes(title);
  const names = grouped(shown).flatMap(([title, group]) => (isFolded(title) ? [] : group.map(({ name }) => name)));
  const reachable = isFiltered ? names : [...names, ...titles];
  const tabStop = [focused, chosen].find((name) => name && reachable.includes(name)) ?? reachable[0];
  const fold = (title: string, isOn: boolean) =>
    choose((old) => ({ ...old, folded: [...old.folded.filter((each) => each !== title), ...(isOn ? [title] : [])] }));
  const showAll = () => {
    setSearch('');
    choose((old) => ({ ...old, kind: 'all', source: '' }));
  };
  return (
    <section class="gallery" id="samples-pane" aria-labelledby="samples" style={{ flexGrow: share }}>
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
        <select
          aria-label="Source of the samples"
          value={source}
          onChange={({ currentTarget }) => choose((old) => ({ ...old, source: currentTarget.value }))}
        >
          <option value="">All sources</option>
          {titles.map((title) => (
            <option key={title}>{title}</option>
          ))}
        </select>
        <Segments
          label="Kind of the samples"
          quiet
          value={kind}
          onChoose={(name) => choose((old) => ({ ...old, kind: name }))}
          choices={KINDS}
        />
        <p class="visually-hidden" role="status">
          {isFiltered && `${plural(shown.length, 'sample')} found`}
        </p>
      </div>
      <div class="gallery-list" ref={list}>
        {grouped(shown).map(([title, group]) => (
          <SampleGroup
            key={title}
            title={title}
            samples={group}
            chosen={chosen}
            folded={isFolded(title)}
            foldable={!isFiltered}
            tabStop={tabStop}
            onFold={(isOn) => fold(title, isOn)}
            onFocus={setFocused}
            onPick={onPick}
          />
        ))}
        {shown.length === 0 && (
          <p class="empty">
            No samples found.{' '}
            <button type="button" class="inline" onClick={showAll}>
              Show all
            </button>
          </p>
        )}
      </div>
    </section>
  );
};
