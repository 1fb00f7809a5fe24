import type { Drawing, Look } from './drawing.ts';

const sheets = new Map<string, CSSStyleSheet>();

const sheetOf = (style: string): CSSStyleSheet => {
  const known = sheets.get(style);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  sheets.set(style, sheet);
  return sheet;
};

/**
 * Draws a message in the shadow root of an element, so that neither style affects the other.
 * @throws if the body is not of the drawing's platform.
 */
export const show = (drawing: Drawing, body: string, host: HTMLElement, look: Look): void => {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheetOf(drawing.style)];
  const into = document.createElement('div');
  drawing.draw(body, into, look);
  root.replaceChildren(into);
};
