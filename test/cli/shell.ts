import { runAws } from './aws-commands.ts';
import type { World } from './world.ts';

/** Splits a command line as a POSIX shell does, for the quotes that the fixes use. `$(…)` is one word with its text. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:'(?:[^']|'\\'')*'|\$\([^)]*\)|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(String.raw`'\''`, '\u0000').replaceAll("'", '').replaceAll('\u0000', "'"),
  );

const runOne = async (world: World, line: string): Promise<string> => {
  const argv = await Promise.all(
    words(line).map((word) => (word.startsWith('$(') ? runOne(world, word.slice(2, -1)) : word)),
  );
  const [program, command, ...rest] = argv;
  if (program === 'aws') return runAws(world, [command ?? '', ...rest]);
  if (program === 'npx' && command === 'serverless') return runAws(world, ['serverless', ...rest]);
  if (program !== 'npx' || command !== 'pipebell') throw new Error(`no such program: ${line}`);
  const { code, stdout, stderr } = await world.run(...rest);
  if (code !== 0) throw new Error(`${line} ended with ${code}: ${stderr}`);
  return stdout;
};

/** Runs a command line that a message prints, with `npx pipebell`, `npx serverless` and `aws`. @throws if a part fails. */
export const runLine = async (world: World, line: string): Promise<void> => {
  for (const part of line.split(' && ')) await runOne(world, part);
};

/** The command line at the end of a fix; `undefined` for a fix in words. */
export const commandIn = (fix: string): string | undefined => /(?:^|: )((?:npx|aws) .+)$/s.exec(fix)?.[1];
