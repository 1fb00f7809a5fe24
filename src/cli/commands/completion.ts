// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the shells' own.

import { Argument, type Command } from 'commander';
import { sampleNames } from '../../samples/samples.ts';
import { EXIT } from '../errors.ts';
import type { Io } from '../terminal/io.ts';

const HELP = `
The script completes commands, options and the values that an option chooses from. It asks nothing of AWS.

Examples:
  source <(npx pipebell completion bash)                     # then also: alias pipebell='npx pipebell'
  npx pipebell completion zsh > ~/.zfunc/_pipebell           # a folder of your fpath
  npx pipebell completion fish > ~/.config/fish/completions/pipebell.fish`;

/** What may follow a command, such as `targets add`; the program itself is the empty one. */
interface Place {
  readonly path: string;
  readonly words: readonly string[];
  /** What may follow an option that chooses, such as `--platform`. */
  readonly choices: readonly (readonly [option: string, values: readonly string[]])[];
}

/** Only what needs no quoting in any shell. */
const plain = (words: readonly (string | undefined)[]): string[] =>
  words.filter((word): word is string => word !== undefined && /^[\w-]+$/.test(word));

const placesOf = (command: Command, path: readonly string[] = []): Place[] => {
  const { commands, options, registeredArguments } = command;
  const samples = registeredArguments.some((argument) => argument.name() === 'event') ? sampleNames : [];
  const values = registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = commands.map((each) => each.name());
  const flags = options.map(({ long }) => long ?? undefined);
  const place = {
    path: path.join(' '),
    words: plain([...names, ...samples, ...values, ...flags, '--help']),
    choices: options.flatMap(({ long, argChoices }) =>
      long && argChoices ? [[long, plain(argChoices)] as const] : [],
    ),
  };
  return [place, ...commands.flatMap((each) => placesOf(each, [...path, each.name()]))];
};

/** Which values follow an option; the same option chooses from the same everywhere. */
const choicesOf = (places: readonly Place[]): [string, readonly string[]][] => [
  ...new Map(places.flatMap(({ choices }) => choices)),
];

/** A shell function that sets `offers` by the commands so far and the word before, for bash and zsh alike. */
const cases = (places: readonly Place[]): string[] => [
  '  case "$previous" in',
  ...choicesOf(places).map(([option, values]) => `    ${option}) offers="${values.join(' ')}"; return ;;`),
  '  esac',
  '  case "$path" in',
  ...places.map(({ path, words }) => `    "${path}") offers="${words.join(' ')}" ;;`),
  '  esac',
];

/** Takes words for commands as long as they are. */
const follow = (places: readonly Place[]): string[] => [
  '    case "${path:+$path }$word" in',
  `      ${places.flatMap(({ path }) => (path ? [`"${path}"`] : [])).join(' | ')}) path="\${path:+$path }$word" ;;`,
  '    esac',
];

const bash = (places: readonly Place[]): string[] => [
  '# pipebell: completion for bash',
  '_pipebell_words() {',
  ...cases(places),
  '}',
  '_pipebell() {',
  '  local word offers="" path="" previous="${COMP_WORDS[COMP_CWORD-1]}"',
  '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
  ...follow(places),
  '  done',
  '  _pipebell_words',
  '  COMPREPLY=($(compgen -W "$offers" -- "${COMP_WORDS[COMP_CWORD]}"))',
  '}',
  'complete -o default -F _pipebell pipebell',
];

const zsh = (places: readonly Place[]): string[] => [
  '#compdef pipebell',
  '_pipebell_words() {',
  // A variable called `path` is zsh's own.
  ...cases(places).map((line) => line.replaceAll('$path', '$place')),
  '}',
  '_pipebell() {',
  '  local word offers="" place="" previous="${words[CURRENT-1]}" given=("${(@)words[2,CURRENT-1]}")',
  '  for word in "${given[@]}"; do',
  ...follow(places).map((line) => line.replaceAll('path', 'place')),
  '  done',
  '  _pipebell_words',
  '  compadd -- ${=offers} || _files',
  '}',
  'if [ "$funcstack[1]" = "_pipebell" ]; then _pipebell "$@"; else compdef _pipebell pipebell; fi',
];

const fish = (places: readonly Place[]): string[] => [
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

const SHELLS: Readonly<Record<string, (places: readonly Place[]) => string[]>> = { bash, zsh, fish };

export const addCompletion = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('completion')
    .description('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', HELP)
    .action((shell: string) => {
      io.stdout.write(`${SHELLS[shell]?.(placesOf(program)).join('\n')}\n`);
      exit(EXIT.done);
    });
};
