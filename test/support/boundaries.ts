import { posix } from 'node:path';

export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Rule {
  /** Folders and files of the repository, as prefixes of a path. The folder's own files are always allowed. */
  readonly folders?: readonly string[];
  /** Node's modules without `node:`, or `all`. */
  readonly node?: readonly string[] | 'all';
  /** Packages, by the exact specifier or by a prefix that ends in `/`. */
  readonly packages?: readonly string[] | 'all';
}

const FLOOR_1 = ['src/model', 'src/text'];
const FLOORS_1_TO_4 = [
  ...FLOOR_1,
  'src/wording',
  'src/net',
  'src/events',
  'src/platforms',
  'src/aws',
  'src/enrichment',
  'src/relay',
];
const FLOORS_1_TO_5 = [...FLOORS_1_TO_4, 'src/lambda'];
const FLOORS_1_TO_6 = [...FLOORS_1_TO_5, 'src/dead-letters', 'src/targets', 'src/samples'];
const FLOORS_1_TO_8 = [...FLOORS_1_TO_6, 'src/local', 'src/studio'];
const ZOD = ['zod/mini'];

/**
 * What each folder may import, its own files aside. The longest matching key decides. `*` stands for one path segment,
 * so that two plug-ins, or two commands, are different folders.
 * The floors are those of CONTRIBUTING.md: a folder imports only from floors below its own.
 */
const MAY_IMPORT: Readonly<Record<string, Rule>> = {
  'src/text': { node: ['crypto', 'util'] },
  'src/model': { folders: ['src/text'], packages: ZOD },
  'src/wording': { folders: FLOOR_1 },
  'src/net': { folders: FLOOR_1, node: ['dns', 'http', 'https', 'net', 'tls', 'crypto'] },
  'src/events/index.ts': { folders: [...FLOOR_1, 'src/events'] },
  'src/events/shared': { folders: FLOOR_1, packages: ZOD },
  'src/events/*': { folders: [...FLOOR_1, 'src/events/shared'], packages: ZOD },
  'src/platforms/index.ts': { folders: [...FLOOR_1, 'src/platforms'] },
  'src/platforms/*': { folders: [...FLOOR_1, 'src/wording'], node: ['crypto'], packages: ZOD },
  'src/aws': { folders: [...FLOOR_1, 'src/net'], node: ['crypto', 'http', 'https'], packages: ZOD },
  'src/enrichment': { folders: [...FLOOR_1, 'src/events/shared'], packages: ZOD },
  'src/relay': { folders: FLOOR_1, packages: ZOD },
  'src/lambda': { folders: FLOORS_1_TO_4, packages: [...ZOD, '@aws-lambda-powertools/', '@middy/core', 'aws-lambda'] },
  handlers: { folders: ['src/lambda'], packages: ['@aws-lambda-powertools/', '@middy/core'] },
  'src/samples': { folders: FLOORS_1_TO_5, packages: ZOD },
  'src/targets': { folders: FLOORS_1_TO_5, packages: ZOD },
  'src/dead-letters': { folders: [...FLOORS_1_TO_5, 'src/targets', 'src/samples'], packages: ZOD },
  'src/local': { folders: FLOORS_1_TO_6, node: 'all', packages: 'all' },
  'src/studio': { folders: [...FLOORS_1_TO_6, 'src/local'], node: 'all', packages: 'all' },
  'src/studio/page': {
    folders: ['src/studio/api.ts', 'src/studio/flow-api.ts', 'src/studio/target-api.ts', 'src/studio/draw'],
    packages: ['preact', 'preact/'],
  },
  'src/studio/draw': { packages: ['preact', 'preact/', 'adaptivecards'] },
  'src/cli': {
    folders: [...FLOORS_1_TO_8, 'src/cli/aws', 'src/cli/receivers', 'src/cli/terminal'],
    node: 'all',
    packages: 'all',
  },
  'src/cli/main.ts': { folders: ['src/cli'], node: ['module', 'os', 'path'] },
  'src/cli/program.ts': { folders: [...FLOORS_1_TO_8, 'src/cli'], node: 'all', packages: 'all' },
  'src/cli/commands.ts': { folders: ['src/cli'], packages: ['commander'] },
  'src/cli/aws': { folders: [...FLOORS_1_TO_8, 'src/cli/errors.ts', 'infra/region.cjs'], node: 'all', packages: 'all' },
  'src/cli/terminal': { folders: [...FLOORS_1_TO_8, 'src/cli/aws', 'src/cli/errors.ts'], node: 'all', packages: 'all' },
  'src/cli/story': { folders: [...FLOORS_1_TO_8, 'src/cli/*.ts', 'src/cli/aws', 'src/cli/terminal'] },
  'src/cli/commands/*': {
    folders: [
      ...FLOORS_1_TO_8,
      'src/cli/*.ts',
      'src/cli/aws',
      'src/cli/receivers',
      'src/cli/story',
      'src/cli/terminal',
    ],
    node: 'all',
    packages: 'all',
  },
  // It leads through the other commands.
  'src/cli/commands/setup': {
    folders: [
      ...FLOORS_1_TO_8,
      'src/cli/*.ts',
      'src/cli/aws',
      'src/cli/terminal',
      'src/cli/commands/doctor',
      'src/cli/commands/targets',
    ],
    node: 'all',
    packages: 'all',
  },
  'src/cli/receivers': { folders: FLOORS_1_TO_8 },
};

/** `src/events/ecr.ts` and `src/events/ecr/examples.ts` are both in the folder `src/events/ecr`. */
const matches = (path: string, pattern: string): string | undefined => {
  const expression = pattern.replace(/[.]/g, '\\.').replace(/\*/g, '[^/]+?');
  return new RegExp(`^(${expression})(?:/|\\.tsx?$|$)`).exec(path)?.[1];
};

const ruleFor = (path: string): { folder: string; rule: Rule } | undefined =>
  Object.entries(MAY_IMPORT)
    .map(([pattern, rule]) => ({ pattern, folder: matches(path, pattern), rule }))
    .filter((entry): entry is { pattern: string; folder: string; rule: Rule } => entry.folder !== undefined)
    .sort((a, b) => b.pattern.replace('*', '').length - a.pattern.replace('*', '').length)[0];

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;

const isAllowed = (specifier: string, path: string): boolean => {
  const found = ruleFor(path);
  if (!found) return false;
  const { folder, rule } = found;
  const { folders = [], node = [], packages = [] } = rule;
  if (specifier.startsWith('node:')) return node === 'all' || node.includes(specifier.slice('node:'.length));
  if (!specifier.startsWith('.')) {
    return (
      packages === 'all' ||
      packages.some((name) => specifier === name || (name.endsWith('/') && specifier.startsWith(name)))
    );
  }
  const target = posix.join(posix.dirname(path), specifier);
  // A subfolder with a row of its own belongs to that row, not to its parent.
  const own = matches(target, folder) !== undefined && ruleFor(target)?.folder === folder;
  return own || folders.some((allowed) => matches(target, allowed) !== undefined);
};

/** @returns one sentence for each import that {@link MAY_IMPORT} does not allow. */
export const findViolations = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(IMPORT)]
      .map(([, , specifier = '']) => specifier)
      .filter((specifier) => !isAllowed(specifier, path))
      .map((specifier) => {
        const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
        return `${path} may not import ${target}`;
      }),
  );
