/**
 * Commands that run or install `pipebell` from npm's registry if the working folder is not the checkout. The name is not
 * published, so whoever takes it would get the credentials of the user. `npx pipebell` as such is for the checkout.
 */
const FROM_REGISTRY = [
  /alias\s[^\n]*?\b(?:npx|npm exec|npm x|pnpx|bunx|yarn dlx)\b[^\n`]*/g,
  /\b(?:npx|npm exec|npm x)\s[^\n`]*?(?:-y|--yes|--package|-p)[= ][^\n`]*pipebell[^\n`]*/g,
  /\bnpm (?:exec|x|i|install|add)\s[^\n`]*(?<![./])\bpipebell\b(?!-[\w.*]+\.tgz)[^\n`]*/g,
  /\b(?:pnpx|bunx|(?:yarn|pnpm) dlx)\s[^\n`]*\bpipebell\b[^\n`]*/g,
];

/** @returns the commands in a text that may fetch `pipebell` from a registry. */
export const fromRegistry = (text: string): string[] =>
  FROM_REGISTRY.flatMap((pattern) => [...text.matchAll(pattern)].map(([command]) => command));
