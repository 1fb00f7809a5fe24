import { escapeHtml } from './page.ts';
import type { Row, Step } from './steps.ts';

const STYLE = `
* { box-sizing: border-box; }
body { margin: 0; padding: 12px; width: 520px; background: #fff; color: #1f2933; font: 15px / 1.4 "Liberation Sans", Arial, sans-serif; }
.window { border: 1px solid #b8c2cc; border-radius: 10px; overflow: hidden; }
header { padding: 9px 14px; background: #eef1f4; border-bottom: 1px solid #cfd6dd; font-weight: 700; }
.inside { display: flex; }
nav { flex: 0 0 168px; padding: 10px 8px; border-right: 1px solid #e0e5ea; background: #f8f9fa; font-size: 14px; }
nav div { padding: 5px 8px; border-radius: 6px; }
nav .selected { outline: 3px solid #0b7a68; outline-offset: -1px; background: #dff3ee; font-weight: 700; }
main { flex: 1; padding: 14px; display: grid; gap: 14px; justify-items: start; align-content: start; min-width: 0; }
h1 { margin: 0; font-size: 17px; }
p { margin: 0; }
label { display: grid; gap: 3px; width: 100%; font-size: 13px; color: #52606d; }
.value { display: flex; gap: 8px; }
.value span { flex: 1; min-width: 0; padding: 7px 10px; border: 1px solid #9aa5b1; border-radius: 6px; background: #fff; color: #1f2933; font-size: 15px; overflow-wrap: anywhere; }
.copy { align-self: center; }
.button, .copy { padding: 7px 14px; border-radius: 6px; background: #1f2933; color: #fff; font-weight: 700; font-size: 14px; }
.choice { width: 100%; padding: 9px 12px; border: 1px solid #cfd6dd; border-radius: 8px; }
.choice small { display: block; color: #52606d; }
.toggle { border-radius: 6px; padding: 2px 4px; display: flex; align-items: center; gap: 10px; }
.toggle i { padding: 2px 10px; border-radius: 12px; background: #0b7a68; color: #fff; font-style: normal; font-size: 13px; font-weight: 700; }
.mark { outline: 3px solid #0b7a68; outline-offset: 2px; }`;

const classes = (name: string, mark?: boolean): string => `class="${name}${mark ? ' mark' : ''}"`;

const rowOf = (row: Row): string => {
  if ('heading' in row) return `<h1>${escapeHtml(row.heading)}</h1>`;
  if ('text' in row) return `<p>${escapeHtml(row.text)}</p>`;
  if ('button' in row) return `<div ${classes('button', row.mark)}>${escapeHtml(row.button)}</div>`;
  if ('toggle' in row) return `<div ${classes('toggle', row.mark)}>${escapeHtml(row.toggle)} <i>On</i></div>`;
  if ('choice' in row) {
    return `<div ${classes('choice', row.mark)}><b>${escapeHtml(row.choice)}</b><small>${escapeHtml(row.note)}</small></div>`;
  }
  const copy = row.copy ? `<div ${classes('copy', row.mark)}>Copy</div>` : '';
  const value = `<span ${classes('', row.mark && !row.copy)}>${escapeHtml(row.value)}</span>`;
  return `<label>${escapeHtml(row.field)}<div class="value">${value}${copy}</div></label>`;
};

/** The page of a drawing, 520 CSS pixels wide. */
export const stepPage = ({ title, menu = [], selected, rows }: Step): string => {
  const items = menu.map((entry, at) => `<div${at === selected ? ' class="selected"' : ''}>${escapeHtml(entry)}</div>`);
  return `<!doctype html>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<div class="window"><header>${escapeHtml(title)}</header><div class="inside">
${items.length > 0 ? `<nav>${items.join('')}</nav>` : ''}<main>${rows.map(rowOf).join('')}</main>
</div></div>
`;
};
