// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts contain shell expansions.

import { Argument, type Command } from 'commander';
import { sampleNames } from '../../samples/samples.ts';
import { EXIT } from '../errors.ts';
import type { Io } from '../terminal/io.ts';

const HELP = `
The script completes commands, options and the values of options with a fixed choice. It does not call AWS. It completes
the word pipebell, for which docs/cli.md has an alias.

Examples:
  source <(npx pipebell completion bash)
  npx pipebell completion zsh > ~/.zfunc/_pipebell           # a folder of your fpath
  npx pipebell completion fish > ~/.config/fish/completions/pipebell.fish`;

/** The completions after a command, such as `targets add`; the empty path is the program. */
interface Completions {
  readonly path: string;
  readonly words: readonly string[];
  /** The values of options with a fixed choice, such as `--platform`. */
  readonly choices: readonly (readonly [option: string, values: readonly string[]])[];
}

/** Keeps the words that need no quoting in any shell. */
const plain = (words: readonly (string | undefined)[]): string[] =>
  words.filter((word): word is string => word !== undefined && /^[\w-]+$/.test(word));

const completionsOf = (command: Command, path: readonly string[] = []): Completions[] => {
  const { commands, options, registeredArguments } = command;
  const samples = registeredArguments.some((argument) => argument.name() === 'event') ? sampleNames : [];
  const values = registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = commands.map((each) => each.name());
  const flags = options.map(({ long }) => long ?? undefined);
  const own = {
    path: path.join(' '),
    words: plain([...names, ...samples, ...values, ...flags, '--help']),
    choices: options.flatMap(({ long, argChoices }) =>
      long && argChoices ? [[long, plain(argChoices)] as const] : [],
    ),
  };
  return [own, ...commands.flatMap((each) => completionsOf(each, [...path, each.name()]))];
};

/** The values of each option; an option has the same values in every command. */
const choicesOf = (places: readonly Completions[]): [string, readonly string[]][] => [
  ...new Map(places.flatMap(({ choices }) => choices)),
];

/** The body of a shell function for bash and zsh: sets `offers` from the commands so far and the previous word. */
const cases = (places: readonly Completions[]): string[] => [
  '  case "$previous" in',
  ...choicesOf(places).map(([option, values]) => `    ${option}) offers="${values.join(' ')}"; return ;;`),
  '  esac',
  '  case "$path" in',
  ...places.map(({ path, words }) => `    "${path}") offers="${words.join(' ')}" ;;`),
  '  esac',
];

/** Appends a word to `path` if it is a command there. */
const extendPath = (places: readonly Completions[]): string[] => [
  '    case "${path:+$path }$word" in',
  `      ${places.flatMap(({ path }) => (path ? [`"${path}"`] : [])).join(' | ')}) path="\${path:+$path }$word" ;;`,
  '    esac',
];

const bash = (places: readonly Completions[]): string[] => [
  '# pipebell: completion for bash',
  '_pipebell_words() {',
  ...cases(places),
  '}',
  '_pipebell() {',
  '  local word offers="" path="" previous="${COMP_WORDS[COMP_CWORD-1]}"',
  '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
  ...extendPath(places),
  '  done',
  '  _pipebell_words',
  '  COMPREPLY=($(compgen -W "$offers" -- "${COMP_WORDS[COMP_CWORD]}"))',
  '}',
  'complete -o default -F _pipebell pipebell',
];

const zsh = (places: readonly Completions[]): string[] => [
  '#compdef pipebell',
  '_pipebell_words() {',
  // `path` is a special variable of zsh.
  ...cases(places).map((line) => line.replaceAll('$path', '$place')),
  '}',
  '_pipebell() {',
  '  local word offers="" place="" previous="${words[CURRENT-1]}" given=("${(@)words[2,CURRENT-1]}")',
  '  for word in "${given[@]}"; do',
  ...extendPath(places).map((line) => line.replaceAll('path', 'place')),
  '  done',
  '  _pipebell_words',
  '  compadd -- ${=offers} || _files',
  '}',
  'if [ "$funcstack[1]" = "_pipebell" ]; then _pipebell "$@"; else compdef _pipebell pipebell; fi',
];

const fish = (places: readonly Completions[]): string[] => [
  '# pipebell: completion for fish',
  'function __pipebell_at',
  '  set -l place',
  '  for word in (commandline -opc)[2..-1]',
  '    switch "$place $word"',
  `      case ${places.flatMap(({ path }) => (path ? [`'${path.includes(' ') ? path : ` ${path}`}'`] : [])).join(' ')}`,
  '        set place (string trim -- "$place $word")',
  '    end',
  '  end',
  '  test "$place" = "$argv"',
  'end',
  ...places.map(({ path, words }) => `complete -c pipebell -n "__pipebell_at ${path}" -a "${words.join(' ')}"`),
  ...choicesOf(places).map(
    ([option, values]) => `complete -c pipebell -l ${option.slice(2)} -x -a "${values.join(' ')}"`,
  ),
];

const SHELLS: Readonly<Record<string, (places: readonly Completions[]) => string[]>> = { bash, zsh, fish };

export const addCompletion = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('completion')
    .description('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', HELP)
    .action((shell: string) => {
      io.stdout.write(`${SHELLS[shell]?.(completionsOf(program)).join('\n')}\n`);
      exit(EXIT.done);
    });
};
