import { useEffect, useState } from 'preact/hooks';

/** Below this width the page has one column. The style sheets use the same width. */
export const NARROW = '(width < 900px)';

/** Whether a media query matches, updated when that changes. */
export const useMedia = (query: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return matches;
};
