import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { PARAMETERS } from '../scripts/parameters.ts';
import { LOG_EVENTS } from '../src/model/log-events.ts';
import { COUNTS, DELIVERIES, PIPELINE_METRICS } from '../src/model/metrics.ts';
import { rejectReasons } from '../src/model/outcome.ts';
import { fromRegistry } from './support/from-registry.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: ROOT })];

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** Paths below the folders of the repository. `*` in a path is a wildcard. `<source>` and the like end the path. */
const PATH = /(?<![\w./-])(?:src|test|handlers|infra|scripts|docs)\/[\w./*-]*[\w*/]/g;
const LINK = /\]\(([^)\s]+)\)/g;

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

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

/** Paths in a page that are not in the repository. The output of a command may name files of a user. */
const missingPaths = (text: string): string[] =>
  [...text.replaceAll(/```text\n[\s\S]*?```/g, '').matchAll(PATH)]
    .map(([path]) => path)
    .filter((path) => !exists(path));

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

  test('names only scripts of package.json', () => {
    const named = [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('recommends no command that may fetch pipebell from a registry', () => {
    expect(fromRegistry(textOf(page))).toEqual([]);
  });

  test('has relative links and anchors that resolve', () => {
    expect(deadLinks(page, textOf(page))).toEqual([]);
  });
});

describe('the pictures', () => {
  const pictures = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words = '', link = '']) => ({
      words,
      path: posix.join(dirname(page), link),
    })),
  );

  test('have a text for those who do not see them', () => {
    expect(pictures.length).toBeGreaterThan(20);
    expect(pictures.filter(({ words }) => words.length < 10)).toEqual([]);
  });

  test('of docs/images are used', () => {
    const used = new Set(pictures.map(({ path }) => path));

    expect(globSync('docs/images/*', { cwd: ROOT }).filter((path) => !used.has(path))).toEqual([]);
  });
});

describe('the tables', () => {
  const columnsOf = (page: string): string[] =>
    [...textOf(page).matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );

  test('of docs/operations.md have every metric, log event and reason', () => {
    const names: string[] = [...COUNTS, ...PIPELINE_METRICS, ...LOG_EVENTS, ...rejectReasons()];

    expect(names.filter((name) => !columnsOf('docs/operations.md').includes(name))).toEqual([]);
    expect(textOf('docs/operations.md')).toContain(`\`${DELIVERIES}\``);
  });

  test('of docs/parameters.md have every stack parameter with its default', () => {
    const rows = new Map(
      [...textOf('docs/parameters.md').matchAll(/^\| ((?:`\w+`(?:, )?)+) \| (?:`([^`]*)`)? ?\|/gm)].flatMap(
        ([, names = '', value = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, value] as const),
      ),
    );

    for (const [name, parameter] of Object.entries(PARAMETERS)) {
      expect({ name, default: rows.get(name) }).toEqual({ name, default: parameter.default });
    }
  });

  test('of docs/decisions.md number the decisions without a gap', () => {
    const numbers = [...textOf('docs/decisions.md').matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));

    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
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

describe('the search for commands that fetch from a registry', () => {
  test.each([
    "alias pipebell='npx pipebell'",
    'alias pb="npm exec -- pipebell"',
    'npm exec --prefix ~/src/pipebell -- pipebell status',
    'npm install -g pipebell',
    'npm i -g pipebell-cli',
    'npx --yes pipebell status',
    'bunx pipebell status',
  ])('finds %s', (command) => {
    expect(fromRegistry(`Run \`${command}\` there.`)).not.toEqual([]);
  });

  test.each([
    'npx pipebell status --stage prod --yes',
    "alias pipebell='~/src/pipebell/node_modules/.bin/node ~/src/pipebell/src/cli/main.ts'",
    'npm ci && npm start',
    'npm pack && npm i -g ./pipebell-*.tgz',
  ])('leaves %s', (command) => {
    expect(fromRegistry(command)).toEqual([]);
  });
});
