import { useCallback, useEffect, useState } from 'preact/hooks';

export const VIEWS = ['events', 'preview', 'routing', 'flow'] as const;
export type View = (typeof VIEWS)[number];

/** The view and its settings, kept in the URL: `#preview?sample=failed&transition=fixed`. */
export interface Place {
  readonly view: View;
  readonly settings: Readonly<Record<string, string>>;
}

const isView = (text: string): text is View => (VIEWS as readonly string[]).includes(text);

const read = (): Place => {
  const [view = '', query] = location.hash.slice(1).split('?');
  return { view: isView(view) ? view : 'preview', settings: Object.fromEntries(new URLSearchParams(query)) };
};

const hashOf = ({ view, settings }: Place): string => {
  const query = new URLSearchParams(settings).toString();
  return `#${view}${query && `?${query}`}`;
};

export type Go = (to: { view?: View; settings?: Record<string, string | undefined> }) => void;

/** The place, and a function that changes it. A new view is an entry in the browser's history, a setting is not. */
export const usePlace = (): [Place, Go] => {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const follow = () => setPlace(read());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const go: Go = useCallback(({ view, settings }) => {
    const old = read();
    const merged = Object.entries({ ...old.settings, ...settings }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const next = { view: view ?? old.view, settings: Object.fromEntries(merged) };
    if (next.view === old.view) history.replaceState(null, '', hashOf(next));
    else history.pushState(null, '', hashOf(next));
    setPlace(next);
  }, []);
  return [place, go];
};
