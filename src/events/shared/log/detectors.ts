import type { Detector } from './finding.ts';
import { cloud } from './tools/cloud.ts';
import { docker } from './tools/docker.ts';
import { dotnet } from './tools/dotnet.ts';
import { go } from './tools/go.ts';
import { bun, jest, playwright } from './tools/jest.ts';
import { junit } from './tools/junit.ts';
import { jvm } from './tools/jvm.ts';
import { nodeTest } from './tools/node-test.ts';
import { numbered } from './tools/numbered.ts';
import { packages } from './tools/packages.ts';
import { php } from './tools/php.ts';
import { python } from './tools/python.ts';
import { rust } from './tools/rust.ts';
import { shell } from './tools/shell.ts';
import { vitest } from './tools/vitest.ts';
import { web } from './tools/web.ts';

/** By tool, in the order in which they are asked. Of equally specific findings at one line, the first is used. */
const TOOLS: readonly (readonly Detector[])[] = [
  playwright,
  jest,
  vitest,
  numbered,
  nodeTest,
  bun,
  python,
  junit,
  jvm,
  go,
  rust,
  dotnet,
  php,
  web,
  packages,
  docker,
  cloud,
  shell,
];

export const DETECTORS: readonly Detector[] = TOOLS.flat();

/** A word of more characters is shortened before it is decided whether an error may start at its line. */
export const MAX_WORD_CHARS = 160;
const PATH_CHARS = 24;
const LONG_WORD = /(?<!\S)\S{161,}/g;

/**
 * V8 compiles a pattern for its first text to bytecode and for its second one to machine code, but to machine code at
 * once if the first text is as long as this one: half of the time of a short log.
 */
const FIRST_TEXT = '-'.repeat(1000);

/** One pattern for the detectors of a tool, or a few where their flags differ. */
const gateOf = (detectors: readonly Detector[]): RegExp[] => {
  const groups = Map.groupBy(detectors, ({ starts: { flags, source } }) => `${flags} ${source.startsWith('^')}`);
  return [...groups.values()].map((group) => {
    const gate = new RegExp(group.map(({ starts }) => starts.source).join('|'), group[0]?.starts.flags);
    gate.test(FIRST_TEXT);
    return gate;
  });
};

// Not one for all tools: the time to compile a pattern grows faster than its length.
const GATES = TOOLS.map(gateOf);
/** The number of each tool's first detector. */
const FIRST = TOOLS.map((_, tool) => TOOLS.slice(0, tool).flat().length);

const passes = (gate: readonly RegExp[], line: string): boolean => gate.some((pattern) => pattern.test(line));

/**
 * What the common patterns read of a line. Its long words lose their middle: many patterns begin with a word, and each of
 * them would read all of it.
 */
export const gateText = (line: string): string => {
  // A line of one word can only be a path, whose end is looked for.
  if (line.length > 2 * PATH_CHARS && !/\s/.test(line)) return `${line.slice(0, PATH_CHARS)}${line.slice(-PATH_CHARS)}`;
  return line.length > MAX_WORD_CHARS
    ? line.replace(LONG_WORD, (word) => `${word.slice(0, MAX_WORD_CHARS - 40)}${word.slice(-40)}`)
    : line;
};

/** Whether an error of a known form may start at a line. Most lines of a log start none, and cost only this. */
export const mayStart = (line: string): boolean => {
  const text = gateText(line);
  return GATES.some((gate) => passes(gate, text));
};

/** The numbers of the detectors of the tools whose errors may start at a line, in their order. */
export const candidatesFor = (line: string): number[] => {
  const text = gateText(line);
  return TOOLS.flatMap((tool, at) =>
    passes(GATES[at] ?? [], text) ? tool.map((_, index) => (FIRST[at] ?? 0) + index) : [],
  );
};
