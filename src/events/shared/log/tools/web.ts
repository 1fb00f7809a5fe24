import { type Detector, endOf, lastMatch, nextMatch, nextText, placed, RANK, rule, said } from '../finding.ts';

/** The file above the findings of ESLint's default format. */
const LINT_FILE =
  /^(?:\/|[A-Z]:\\|\.{0,2}\/)?[\w@.()[\]\\/ -]+\.(?:[cm]?[jt]sx?|vue|svelte|astro|html|json|md|css|scss)$/;
const RULE = /^(\S.*?)(?:\s{2,}|\s+(?=[@\w][\w-]*\/)|\s+(?=no-|prefer-))((?:@?[\w-]+\/)*[\w-]+)$/;

/** `rule message` of ESLint, whose columns are parted by spaces. */
const lintWords = (text: string): string => {
  const [, message, name] = RULE.exec(text) ?? [];
  return message && name ? `${name} ${message}` : text;
};

/** Compilers and linters of JavaScript and TypeScript, and bundlers. */
export const web: readonly Detector[] = [
  rule(
    'tsc',
    RANK.compile,
    /^\s*(?:ERROR in |Error: )?(?:\[tsl\] ERROR in )?(\S[^():]*?\.(?:[cm]?tsx?|vue|jsx?|json|mts))\((\d+),\d+\)\s?:? error TS\d+: (\S.*)$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
  rule(
    'tsc',
    RANK.compile,
    /^\s*(?:Error: |ERROR in )?(\S[^():]*?\.(?:[cm]?tsx?|vue|jsx?|mts)):(\d+):\d+ - error TS\d+: (\S.*)$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
  rule('tsc', RANK.compile - 1, /^error TS\d+: (\S.*)$/),
  {
    // webpack with ts-loader or fork-ts-checker
    starts: /^ERROR in (?:\[\S+\] )?(\S+?\.\w+)(?:[:( ](\d+)[:,-]\S*)?$/,
    find(lines, at, [, file, line]) {
      const first = nextText(lines, at + 1, 3);
      const text = (lines[first] ?? '').trim();
      const place = /\((\d+),\d+\)/.exec(text)?.[1];
      const words = text
        .replace(/^(?:\[tsl\] )?(?:ERROR in \S+\s*)?(?:TS\d+: |Module build failed \(from \S+\): ?)/, '')
        .replace(/^Module not found: Error: /, 'Module not found: ');
      const inner = words || (lines[first + 1] ?? '').trim();
      return inner
        ? {
            headline: placed(inner, file, line ?? place),
            tool: /^TS\d+: /.test(text) ? 'tsc' : 'webpack',
            rank: RANK.compile,
            at,
            to: first + 4,
          }
        : undefined;
    },
  },
  {
    // Next.js
    starts: /^\s*(?:\.\/)?(\S+\.[cm]?[jt]sx?):(\d+):\d+$/,
    find(lines, at, [, file, line]) {
      const text =
        /^\s*(?:Type error|Error|Syntax Error|Module not found|Parsing ecmascript source code failed): ?(.*)$/.exec(
          lines[at + 1] ?? '',
        );
      return text
        ? {
            headline: placed(text[1] || text[0], file, line),
            tool: /^Type error/.test(text[0].trim()) ? 'tsc' : 'next',
            rank: RANK.compile,
            at,
            to: at + 8,
          }
        : undefined;
    },
  },
  {
    starts: /^\s*(?:\.\/)?(\S+\.[cm]?[jt]sx?)$/,
    find(lines, at, [, file]) {
      const text = /^\s*(?:(Type error|Module not found): (.*)|Error:\s+[x×] (.*))$/.exec(lines[at + 1] ?? '');
      return text
        ? {
            headline: placed(text[1] === 'Module not found' ? text[0].trim() : (text[2] ?? text[3] ?? ''), file),
            tool: 'next',
            rank: RANK.compile,
            at,
            to: at + 8,
          }
        : undefined;
    },
  },
  {
    // esbuild, and Angular, which uses it
    starts: /^\s*[✘X] \[ERROR\] (?:(?:TS-?|NG)\d+: )?(\S.*?)(?: \[plugin [\w-]+\])?$/,
    find(lines, at, [all, text = '']) {
      const place = nextMatch(lines, at + 1, /^\s+(\S+\.\w+):(\d+):\d+:?$/, { max: 6 });
      return {
        headline: placed(place ? text.replace(/:$/, '') : text, place?.match[1], place?.match[2]),
        tool: /(?:TS-?|NG)\d+: /.test(all) ? 'tsc' : 'esbuild',
        rank: RANK.compile,
        at,
        to: (place?.at ?? at) + 3,
      };
    },
  },
  {
    starts: /^(?:✗ Build failed in .*|(?:x|✗) Build failed.*|error during build:)$/,
    find(lines, at) {
      const first = nextText(lines, at + 1, 3);
      const text =
        (lines[first] ?? '').trim().replace(/^error during build:\s*/, '') || (lines[first + 1] ?? '').trim();
      const place = nextMatch(lines, first + 1, /^\s*(?:file: )?(\/\S+?|\S+\.\w+):(\d+):\d+/, { max: 4 });
      return text
        ? {
            headline: placed(
              text.replace(/^(?:Error|RollupError|SyntaxError): /, ''),
              place?.match[1],
              place?.match[2],
            ),
            tool: 'vite',
            rank: RANK.tool,
            at,
            to: first + 6,
          }
        : undefined;
    },
  },
  // Create React App
  rule('eslint', RANK.compile, /^\s+Line (\d+):\d+:\s+(\S.*)$/, ([, line, text = ''], lines, at) =>
    placed(lintWords(text), lastMatch(lines, at, LINT_FILE, 20)?.[0], line),
  ),
  rule('webpack', RANK.compile - 3, /^Failed to compile\.$/, (_, lines, at) => {
    const next = (lines[nextText(lines, at + 1, 3)] ?? '').trim();
    return /^\[eslint\]$|^\.\/|:\d+:\d+$/.test(next) ? undefined : next;
  }),
  rule('webpack', RANK.compile - 2, /^(Module not found: (?:Error: )?.*)$/),
  {
    starts: /^\s+(\d+):\d+\s+(error|Error|✖)\s+(\S.*)$/,
    find(lines, at, [, line, mark, text = '']) {
      const file = lastMatch(lines, at, LINT_FILE, 60)?.[0];
      const tool = mark === '✖' ? 'stylelint' : 'eslint';
      return { headline: placed(lintWords(text), file, line), tool, rank: RANK.compile, at, to: at + 1 };
    },
  },
  rule(
    'eslint',
    RANK.compile,
    /^(\S+): line (\d+), col \d+, Error - (\S.*?)(?: \(([\w@/-]+)\))?$/,
    ([, file, line, text, name]) => placed([name, text].filter(Boolean).join(' '), file, line),
  ),
  rule('eslint', RANK.compile, /^(\S+\.\w+):(\d+):\d+: (\S.*?) \[Error\/([\w@/-]+)\]$/, ([, file, line, text, name]) =>
    placed(`${name} ${text}`, file, line),
  ),
  {
    // Next.js prints the findings of ESLint in a format of its own.
    starts: /^(\d+):\d+ {2}Error: (\S.*)$/,
    find: (lines, at, [, line, text = '']) => ({
      headline: placed(lintWords(text), lastMatch(lines, at, LINT_FILE, 40)?.[0], line),
      tool: 'eslint',
      rank: RANK.compile,
      at,
      to: at + 1,
    }),
  },
  {
    starts: /^Oops! Something went wrong! :\($/,
    find(lines, at) {
      const text = nextMatch(lines, at + 1, /^(?!ESLint: )(\S.*)$/, { max: 8 });
      return text && { headline: text.match[1] ?? '', tool: 'eslint', rank: RANK.tool, at, to: text.at + 4 };
    },
  },
  rule('eslint', RANK.tool, /^(ESLint found too many warnings \(maximum: \d+\))\.?$/),
  rule(
    'prettier',
    RANK.tool,
    /^\[(?:warn|error)\] (Code style issues (?:found|were found) .*)$/,
    ([, text], lines, at) => {
      const file = /^\[warn\] (\S+\.\w+)$/;
      // The first of the files above.
      let first = at;
      while (first > at - 40 && file.test(lines[first - 1] ?? '')) first--;
      return said(file.exec(lines[first] ?? '')?.[1], text);
    },
  ),
  rule('prettier', RANK.tool + 1, /^\[error\] (\S+\.\w+: (?:SyntaxError|Error): .*)$/),
  {
    // Biome
    starts: /^(?:\.\/)?(\S+\.\w+)(?::(\d+):\d+)? (lint\/\S+|format|assist\/\S+|parse|organizeImports)\b[ A-Z]*━+$/,
    find(lines, at, [, file, line, name = '']) {
      const text = nextMatch(lines, at + 1, /^\s*[×✖] (\S.*)$/, { max: 4 });
      return (
        text && {
          headline: placed(`${name} ${text.match[1]}`, file, line),
          tool: 'biome',
          rank: RANK.compile,
          at,
          to: text.at + 6,
        }
      );
    },
  },
  {
    // C and C++
    starts: /^(\S+\.(?:c|cc|cpp|cxx|h|hpp|m|mm|swift|zig)):(\d+)(?::\d+)?: (?:fatal )?error: (\S.*)$/,
    find: (lines, at, [, file = '', line, text = '']) => ({
      headline: placed(text, file, line),
      tool: /\.swift$/.test(file) ? 'swift' : 'cc',
      rank: RANK.compile,
      at,
      to: endOf(lines, at + 1, /^\S/, 4),
    }),
  },
  rule(
    'ld',
    RANK.compile - 1,
    /^\S*ld(?:\.\w+)?: (?:\S+: )?(?:in function .*: )?(\S.*(?:undefined reference to|cannot find).*)$/,
  ),
  rule('ld', RANK.compile - 1, /^\S+: (undefined reference to .*)$/),
  {
    starts: /^CMake Error(?: at (\S+?):(\d+))?(?: \(\w+\))?:(?: (.*))?$/,
    find(lines, at, [, file, line, own]) {
      const first = nextText(lines, at + 1, 3);
      // A paragraph that is wrapped.
      const end = endOf(lines, first, /^$|^\S/, 4);
      const text =
        own ||
        lines
          .slice(Math.max(first, 0), end)
          .map((part) => part.trim())
          .join(' ');
      return text ? { headline: placed(text, file, line), tool: 'cmake', rank: RANK.tool, at, to: at + 4 } : undefined;
    },
  },
];
