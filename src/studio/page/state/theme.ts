import { useEffect, useState } from 'preact/hooks';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type Scheme = 'light' | 'dark';

const KEY = 'pipebell-theme';

const stored = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** The chosen theme, a function that changes it, and the resulting colour scheme. */
export const useTheme = (): { theme: Theme; choose(theme: Theme): void; scheme: Scheme } => {
  const [theme, setTheme] = useState(stored);
  const [dark, setDark] = useState(prefersDark.matches);
  useEffect(() => {
    const follow = () => setDark(prefersDark.matches);
    prefersDark.addEventListener('change', follow);
    return () => prefersDark.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }, [theme]);
  const scheme = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  return { theme, choose: setTheme, scheme };
};
