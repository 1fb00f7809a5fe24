import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** The pages for people who use or change Pipebell. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...globSync('docs/*.md', { cwd: ROOT }).sort(),
];

export const pageText = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Line number of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** The word after the language: what a block of `sh` needs. */
  readonly mark: string;
  readonly code: string;
}

const FENCE = /^( *)```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^\1```$/gm;

export const blocksOf = (page: string, text: string): Block[] =>
  [...text.matchAll(FENCE)].map(([, indent = '', language = '', mark = '', code = ''], at, all) => ({
    page,
    line: text.slice(0, all[at]?.index).split('\n').length + 1,
    language,
    mark,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));

/** Why a block of `sh` cannot be run by a test, by its mark. A block without a mark is run. */
export const MARKS: Readonly<Record<string, RegExp>> = {
  account: /\baws |npx serverless|npx pipebell setup|--stage|--topic-arn/,
  network: /\b(?:git clone|npm ci|npm i|npm install|npm run)\b/,
  'version-0.1': /npx pipebell redrive/,
  manual: /\b(?:npm start|pipebell start)\b/,
};

const isShell = ({ language }: Block): boolean => ['sh', 'bash'].includes(language);

export const shellBlocks = (): Block[] => PAGES.flatMap((page) => blocksOf(page, pageText(page))).filter(isShell);

const START = /(?:\bnpx pipebell(?= |$)|(?<![\w/.-])pipebell(?= [a-z])|\bnpm start --(?= ))/gm;

/** Splits a command at spaces outside quotes, up to the end of the command. An unknown variable becomes `x`. */
const wordsOf = (text: string, variables: ReadonlyMap<string, string>): string[] => {
  const words: string[] = [];
  const WORD =
    /[ \t]*(?:(?<end>[|;&<>)#`]|\n|$)|(?<word>(?:'[^']*'|"(?:\$\([^)]*\)|[^"])*"|\$\([^)]*\)|\\.|[^\s'"|;&<>)`\\])+))/y;
  for (;;) {
    const match = WORD.exec(text);
    const { word } = match?.groups ?? {};
    if (word === undefined) return words;
    const plain = word.replaceAll(/"?\$\(date [^)]*\)"?/g, '2026-11-20T14:00:00Z').replaceAll(/['"]|\\(?=.)/g, '');
    words.push(plain.replaceAll(/\$\([^)]*\)|\$(\w+)/g, (_, name) => variables.get(name) ?? 'x'));
  }
};

/** The arguments of each Pipebell command in shell code. */
export const pipebellCommands = (code: string): string[][] => {
  const joined = code.replaceAll(/\\\n\s*/g, ' ').replaceAll(/^\s*#.*$/gm, '');
  const variables = new Map(
    [...joined.matchAll(/\b([A-Z]+)=([\w/.-]+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  return [...joined.matchAll(START)].map((match) => [
    ...(match[0].startsWith('npm start') ? ['start'] : []),
    ...wordsOf(joined.slice(match.index + match[0].length), variables),
  ]);
};
