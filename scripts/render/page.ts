import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for HTML content and attributes. */
export const escapeHtml = (value: string): string => value.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

/** The font for symbols, which the studio's page declares for the drawings. @throws Error if it does not. */
const emojiFont = (): string => {
  const styles = readFileSync(new URL('../../src/studio/page/styles/tokens.css', import.meta.url), 'utf8');
  const [face] = /@font-face \{[^}]*\}/.exec(styles) ?? [];
  if (!face) throw new Error('tokens.css declares no font for symbols');
  return face;
};

/** The studio's drawings of messages, bundled as a script. */
const drawingScript = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('picture.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2024',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
};

/** A message of a platform as the script draws it. */
const host = (platform: string, body: string, at: string): string =>
  `<div data-platform="${escapeHtml(platform)}" data-body="${escapeHtml(body)}" data-at="${escapeHtml(at)}"></div>`;

const pageOf = (title: string, style: string, content: string, script: string): string => `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${emojiFont()} body { margin: 0; } ${style}</style>
${content}
<script>${script}</script>
`;

const THREAD_STYLE = `
body { font: 15px / 1.46668 Lato, "Helvetica Neue", Helvetica, Arial, sans-serif; color: #1d1c1d; background: #fff; }
h1 { margin: 0; padding: 10px 16px; border-bottom: 1px solid #ddd; font-size: 17px; }
h1 span { margin-left: 8px; color: #616061; font-size: 13px; font-weight: 400; }
p { display: flex; align-items: center; gap: 12px; margin: 0; padding: 4px 12px; color: #616061; font-size: 13px; }
p::after { content: ""; flex: 1; border-top: 1px solid #ddd; }
small { display: block; margin: -10px 0 4px 56px; color: #616061; font-size: 12px; }`;

/** A message of a conversation, to be drawn. */
export interface Shown {
  readonly time: string;
  readonly kind: 'open' | 'reply' | 'update';
  readonly broadcast: boolean;
  readonly body: object;
}

/** Makes a page of a conversation as Slack shows a thread: the root as it is now, then the replies. */
const threadOf = (messages: readonly Shown[], script: string): string => {
  const root = messages.findLast(({ kind }) => kind !== 'reply');
  const opened = messages.find(({ kind }) => kind === 'open')?.time ?? '';
  const replies = messages.filter(({ kind }) => kind === 'reply');
  const draw = ({ time, body }: Shown): string => host('slack', JSON.stringify(body), time);
  const content = [
    '<h1>Thread <span># deploys</span></h1>',
    root ? draw({ ...root, time: opened }) : '',
    `<p>${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}</p>`,
    ...replies.map((reply) => `${draw(reply)}${reply.broadcast ? '<small>Also sent to the channel</small>' : ''}`),
  ];
  return pageOf('thread', THREAD_STYLE, content.join('\n'), script);
};

/** Functions that make pages of a message and of a conversation. The pages must not load anything. */
export const pagesOf = async (): Promise<{
  /** @param at when it was posted, in ISO 8601. */
  message(platform: string, body: string, at: string): string;
  thread(messages: readonly Shown[]): string;
}> => {
  const script = await drawingScript();
  return {
    message: (platform, body, at) => pageOf(platform, '', host(platform, body, at), script),
    thread: (messages) => threadOf(messages, script),
  };
};
