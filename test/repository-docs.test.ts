import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: ROOT })];

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** Paths below the folders of the repository. `*` in a path is a wildcard. `<source>` and the like end the path. */
const PATH = /(?<![\w./-])(?:src|test|handlers|infra|scripts|docs)\/[\w./*-]*[\w*/]/g;
const LINK = /\]\(([^)\s]+)\)/g;

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

const exists = (path: string): boolean =>
  path.includes('*') ? globSync(path, { cwd: ROOT }).length > 0 : existsSync(join(ROOT, path));

/** Paths in the text of a page that are not in the repository. */
const missingPaths = (text: string): string[] =>
  [...text.matchAll(PATH)].map(([path]) => path).filter((path) => !exists(path));

/** Relative links of a page that lead to no file, or to no heading of it. */
const deadLinks = (page: string, text: string): string[] =>
  [...text.matchAll(LINK)]
    .map(([, link = '']) => link)
    .filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const path = file === '' ? page : posix.join(dirname(page), file);
      if (!exists(path)) return true;
      return anchor !== undefined && !anchorsOf(file === '' ? text : textOf(path)).includes(anchor);
    });

describe.each(PAGES)('%s', (page) => {
  test('mentions only paths that exist', () => {
    expect(missingPaths(textOf(page))).toEqual([]);
  });

  test('has relative links and anchors that resolve', () => {
    expect(deadLinks(page, textOf(page))).toEqual([]);
  });
});

describe('the checks of the documentation', () => {
  test('find a path that does not exist', () => {
    expect(missingPaths('See `src/errors.ts`, src/model/errors.ts and `test/platforms/*/nothing.ts`.')).toEqual([
      'src/errors.ts',
      'test/platforms/*/nothing.ts',
    ]);
  });

  test('find a link to a missing file or heading', () => {
    const text =
      '# One heading\n[a](#one-heading) [b](#two) [c](docs/nothing.md) [d](docs/cli.md#nothing) [e](https://x.example)';

    expect(deadLinks('README.md', text)).toEqual(['#two', 'docs/nothing.md', 'docs/cli.md#nothing']);
  });
});
