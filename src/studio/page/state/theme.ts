import { useEffect, useState } from 'preact/hooks';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type Scheme = 'light' | 'dark';

const KEY = 'pipebell-theme';

const stored = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';

const wantsDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that was chosen, how to choose another, and what it comes to. */
export const useTheme = (): { theme: Theme; choose(theme: Theme): void; scheme: Scheme } => {
  const [theme, setTheme] = useState(stored);
  const [dark, setDark] = useState(wantsDark.matches);
  useEffect(() => {
    const follow = () => setDark(wantsDark.matches);
    wantsDark.addEventListener('change', follow);
    return () => wantsDark.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }, [theme]);
  const scheme = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  return { theme, choose: setTheme, scheme };
};
