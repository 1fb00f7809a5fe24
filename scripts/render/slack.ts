// Draws the part of Block Kit that src/platforms/slack.ts uses, as Slack's clients do in their light theme.
import { escapeHtml, type Part, page, partsIn, readerTime, unknown } from './html.ts';

const STYLE = `
body { font: 15px/1.46668 Lato, "Helvetica Neue", Helvetica, Arial, "Noto Sans CJK KR", sans-serif; color: #1d1c1d; background: #fff; }
a { color: #1264a3; text-decoration: none; }
.message { display: flex; gap: 8px; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #f4ede4; text-align: center; font-size: 20px; line-height: 36px; }
.content { flex: 1; min-width: 0; }
.who { font-weight: 900; } .app { font-size: 10px; font-weight: 700; color: #616061; background: #dddddd; border-radius: 2px; padding: 1px 3px; margin: 0 4px; vertical-align: 1px; }
.when { font-size: 12px; color: #616061; }
.attachment { display: flex; gap: 12px; margin-top: 6px; }
.bar { flex: none; width: 4px; border-radius: 8px; } .blocks { flex: 1; min-width: 0; }
.blocks > * { margin-bottom: 8px; }
.text { white-space: pre-wrap; }
.blocks pre { margin: 4px 0; padding: 8px; border: 1px solid #dddddd; border-radius: 4px; background: #f8f8f8; font: 12px/1.5 Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace; white-space: pre-wrap; }
code { font: 12px/1.5 Menlo, Consolas, "DejaVu Sans Mono", monospace; padding: 2px 3px 1px; border: 1px solid #dddddd; border-radius: 3px; background: #f8f8f8; color: #c01343; }
a code { color: inherit; }
.mention { background: #f9eac5; color: #1264a3; border-radius: 3px; padding: 0 2px; }
.context { font-size: 12px; color: #616061; }
.context span + span { margin-left: 8px; }
`;

/** What stands for the ids in mentions; a real message shows the name that the workspace knows. */
const NAMES: Record<string, string> = { S0ONCALL1: 'oncall-shop', U0RELEASE1: 'Ada Moreno' };

const styled = (html: string, style: Part | undefined): string => {
  const code = style?.code ? `<code>${html}</code>` : html;
  return style?.bold ? `<b>${code}</b>` : code;
};

const inline = (part: Part): string => {
  const style = part.style as Part | undefined;
  switch (part.type) {
    case 'text':
      return styled(escapeHtml(part.text), style);
    case 'link':
      return `<a href="${escapeHtml(part.url)}">${styled(escapeHtml(part.text), style)}</a>`;
    case 'date':
      return styled(escapeHtml(readerTime(Number(part.timestamp))), style);
    case 'user':
    case 'usergroup':
    case 'broadcast': {
      const id = String(part.user_id ?? part.usergroup_id ?? part.range);
      return `<span class="mention">@${escapeHtml(NAMES[id] ?? id)}</span>`;
    }
    default:
      return unknown('An inline element', part);
  }
};

const paragraph = (part: Part): string => {
  const inner = partsIn(part.elements).map(inline).join('');
  switch (part.type) {
    case 'rich_text_section':
      return `<div class="text" dir="auto">${inner}</div>`;
    case 'rich_text_preformatted':
      return `<pre dir="auto">${inner}</pre>`;
    default:
      return unknown('A part of rich text', part);
  }
};

const small = (part: Part): string => {
  const date = /^<!date\^(\d+)\^\{date_short_pretty\} at \{time\}\|[^<>]*>$/.exec(String(part.text))?.[1];
  if (part.type === 'plain_text') return `<span>${escapeHtml(part.text)}</span>`;
  return part.type === 'mrkdwn' && date
    ? `<span>${readerTime(Number(date))}</span>`
    : unknown('A context element', part);
};

const block = (part: Part): string => {
  switch (part.type) {
    case 'rich_text':
      return `<div>${partsIn(part.elements).map(paragraph).join('')}</div>`;
    case 'context':
      return `<div class="context">${partsIn(part.elements).map(small).join('')}</div>`;
    default:
      return unknown('A block', part);
  }
};

const attachment = ({ color, blocks }: Part): string =>
  `<div class="attachment"><div class="bar" style="background:${escapeHtml(color)}"></div><div class="blocks">${partsIn(blocks).map(block).join('')}</div></div>`;

/** A page with a Slack message on it. @throws for a part that the message should not have. */
export const slackPage = (body: string): string => {
  const message: Part = JSON.parse(body);
  return page(
    STYLE,
    `<div class="message"><div class="avatar">🔔</div><div class="content">
<span class="who">Pipebell</span><span class="app">APP</span><span class="when">10:15 AM</span>
${partsIn(message.blocks).map(block).join('')}${partsIn(message.attachments).map(attachment).join('')}</div></div>`,
  );
};
