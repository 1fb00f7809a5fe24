// The script in the page of a picture.
import { drawings } from '../../src/studio/draw/index.ts';
import { show } from '../../src/studio/draw/show.ts';

/** The pictures show times of Vienna. */
const LOOK = {
  scheme: 'light',
  timeZone: 'Europe/Vienna',
  names: {
    S0ONCALL1: 'oncall-shop',
    U0RELEASE1: 'Ada Moreno',
    '1185000000000000007': 'oncall-shop',
    '1185000000000000008': 'Ada Moreno',
  },
} as const;

for (const host of document.querySelectorAll<HTMLElement>('[data-platform]')) {
  const { platform = '', body = '', at = '' } = host.dataset;
  const drawing = drawings[platform];
  if (drawing) show(drawing, body, host, { ...LOOK, at });
}
