import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (value: string): string => value.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

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

/** Returns a function that makes a page with one message. The page must not load anything. */
export const pagesOf = async (): Promise<(platform: string, body: string) => string> => {
  const script = await drawingScript();
  return (platform, body) => `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(platform)}</title>
<style>body { margin: 0; }</style>
<div data-platform="${escapeHtml(platform)}" data-body="${escapeHtml(body)}"></div>
<script>${script}</script>
`;
};
