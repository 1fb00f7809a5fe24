import { access, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const PAGE = new URL('./page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

const typeOf = (path: string): string => TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream';

/** Served if the page cannot be built, for example without the development dependencies. */
const withoutPage = (): Map<string, Asset> =>
  new Map([
    [
      '/',
      {
        type: 'text/html; charset=utf-8',
        body: '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pipebell studio</title><p>The page could not be built. Run npm ci and start again.',
      },
    ],
  ]);

const bundle = async (folder: URL, plugins: Plugin[]): Promise<[string, Asset][]> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { page: fileURLToPath(new URL('main.tsx', folder)) },
    outdir: '/',
    bundle: true,
    format: 'esm',
    target: 'es2024',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.woff2': 'file' },
    assetNames: '[name]-[hash]',
    write: false,
    logLevel: 'silent',
    plugins,
  });
  return outputFiles.map(({ path, contents }) => [path, { type: typeOf(path), body: contents }]);
};

const exists = (file: URL): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The file as an asset; empty if it does not exist. */
const fileOf = async (folder: URL, name: string, path = `/${name}`): Promise<[string, Asset][]> => {
  const file = new URL(name, folder);
  return (await exists(file)) ? [[path, { type: typeOf(name), body: await readFile(file) }]] : [];
};

/** The files of a page that was built before, as the package of the command line contains them. */
const builtFiles = async (folder: URL): Promise<[string, Asset][]> => {
  const names = await readdir(folder);
  return (
    await Promise.all(names.map((name) => fileOf(folder, name, name === 'index.html' ? '/' : `/${name}`)))
  ).flat();
};

/**
 * Builds the page in memory at start, so that there is no build step to run first. A folder without sources contains the
 * built page, whose files are returned as they are.
 * @param plugins those of esbuild, for the package.
 * @returns the files by their URL path; a page with an error text if the build fails.
 */
export const buildPage = async (
  report: (text: string) => void,
  folder = PAGE,
  plugins: Plugin[] = [],
): Promise<Map<string, Asset>> => {
  try {
    if (!(await exists(new URL('main.tsx', folder)))) return new Map(await builtFiles(folder));
    const [html, icon, files] = await Promise.all([
      fileOf(folder, 'index.html', '/'),
      fileOf(folder, 'icon.svg'),
      bundle(folder, plugins),
    ]);
    return new Map([...html, ...icon, ...files]);
  } catch (error) {
    const { errors = [] } = error as { errors?: { text: string; location?: { file: string; line: number } | null }[] };
    const problems = errors.map(({ text, location }) =>
      location ? `${location.file}:${location.line}: ${text}` : text,
    );
    report(`the page could not be built${problems.length > 0 ? `: ${problems.join('; ')}` : ''}`);
    return withoutPage();
  }
};
