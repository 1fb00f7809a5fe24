// Draws the part of Adaptive Cards that src/platforms/teams.ts uses, as Teams does in its light theme.
import { escapeHtml, type Part, page, partsIn, unknown } from './html.ts';

const STYLE = `
body { background: #f5f5f5; font: 14px/1.43 "Segoe UI", "Open Sans", Arial, "Noto Sans CJK KR", sans-serif; color: #242424; }
a { color: #5b5fc7; text-decoration: none; }
.who { font-size: 12px; color: #616161; margin: 0 0 4px 2px; } .who b { color: #424242; }
.card { background: #fff; border: 1px solid #e0e0e0; border-radius: 6px; padding: 12px 16px; overflow: hidden; }
.accent { background: #ebf3fc; } .good { background: #e7f2e7; } .emphasis { background: #f5f5f5; } .warning { background: #fdf3e1; } .attention { background: #fbe9ea; }
.container { padding: 8px 12px; border-radius: 3px; }
.container.bleed { margin: -12px -16px 0; padding: 12px 16px; border-radius: 0; }
.none { margin-top: 0; } .small { margin-top: 4px; } .default { margin-top: 8px; } .medium { margin-top: 14px; }
.text { white-space: pre-line; }
.bolder { font-weight: 600; } .large { font-size: 18px; line-height: 24px; } .tiny { font-size: 12px; } .subtle { color: #616161; }
.mono { font-family: Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace; font-size: 0.92em; }
.mention { color: #5b5fc7; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
.actions a { border: 1px solid #d1d1d1; border-radius: 4px; padding: 5px 12px; font-weight: 600; color: #242424; white-space: nowrap; }
`;

const spacing = ({ spacing = 'Default' }: Part, at: number): string =>
  at > 0 ? String(spacing).toLowerCase() : 'none';

const inline = (part: Part): string => {
  if (part.type !== 'TextRun') return unknown('An inline', part);
  const classes = [
    part.weight === 'Bolder' && 'bolder',
    part.size === 'Large' && 'large',
    part.size === 'Small' && 'tiny',
    part.isSubtle && 'subtle',
    part.fontType === 'Monospace' && 'mono',
  ].filter(Boolean);
  const text = `<span class="${classes.join(' ')}">${escapeHtml(part.text)}</span>`;
  const url = (part.selectAction as Part | undefined)?.url;
  return url === undefined ? text : `<a href="${escapeHtml(url)}">${text}</a>`;
};

const element = (part: Part, at: number): string => {
  const gap = spacing(part, at);
  switch (part.type) {
    case 'RichTextBlock':
      return `<div class="text ${gap}" dir="auto">${partsIn(part.inlines).map(inline).join('')}</div>`;
    case 'TextBlock':
      return `<div class="mention ${gap}">${escapeHtml(String(part.text).replace(/<\/?at>/g, ''))}</div>`;
    case 'Container': {
      const classes = ['container', escapeHtml(part.style), part.bleed ? 'bleed' : '', gap];
      return `<div class="${classes.join(' ')}">${partsIn(part.items).map(element).join('')}</div>`;
    }
    default:
      return unknown('An element', part);
  }
};

const action = (part: Part): string =>
  part.type === 'Action.OpenUrl'
    ? `<a href="${escapeHtml(part.url)}">${escapeHtml(part.title)}</a>`
    : unknown('An action', part);

/** A page with a Teams message on it. @throws for a part that the card should not have. */
export const teamsPage = (body: string): string => {
  const card: Part = JSON.parse(body).attachments[0].content;
  const actions = partsIn(card.actions).map(action).join('');
  return page(
    STYLE,
    `<div class="who"><b>Workflows</b> &nbsp;10:15 AM</div>
<div class="card">${partsIn(card.body).map(element).join('')}${actions && `<div class="actions">${actions}</div>`}</div>`,
  );
};
