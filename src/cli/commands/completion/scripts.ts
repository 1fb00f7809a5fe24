// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts contain shell expansions.

/** Quotes a word for bash and zsh. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Quotes a word for fish, where a backslash is special between single quotes. */
const quotedForFish = (word: string): string => `'${word.replace(/['\\]/g, '\\$&')}'`;

/**
 * A script for one shell that passes the words of the line to `pipebell complete` and offers the lines of its output: a
 * word, and after a tab its description.
 * @param fallback the program and its first argument, for a shell that finds no `pipebell` in PATH, such as with an alias.
 */
type Script = (fallback: readonly [program: string, script: string]) => string;

const bash: Script = (fallback) => `# pipebell: completion for bash
_pipebell_run() {
  if type -P pipebell > /dev/null; then command pipebell "$@"; else ${fallback.map(quoted).join(' ')} "$@"; fi
}
_pipebell() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(_pipebell_run complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -o default -F _pipebell pipebell`;

const zsh: Script = (fallback) => `#compdef pipebell
_pipebell_run() {
  if whence -p pipebell > /dev/null; then command pipebell "$@"; else ${fallback.map(quoted).join(' ')} "$@"; fi
}
_pipebell() {
  local line
  local -a described
  for line in "\${(@f)$(_pipebell_run complete "\${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
    [ -n "$line" ] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#described} )); then _describe pipebell described; else _files; fi
}
if [ "$funcstack[1]" = "_pipebell" ]; then _pipebell "$@"; else compdef _pipebell pipebell; fi`;

const fish: Script = (fallback) => `# pipebell: completion for fish
function __pipebell_run
    if command -q pipebell
        command pipebell $argv
    else
        ${fallback.map(quotedForFish).join(' ')} $argv
    end
end
function __pipebell_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l offers (__pipebell_run complete $before[2..-1] "$current" 2> /dev/null)
    if set -q offers[1]
        string join \\n -- $offers
    else
        __fish_complete_path "$current"
    end
end
complete -c pipebell -f -a '(__pipebell_complete)'`;

export const SHELLS: Readonly<Record<string, Script>> = { bash, zsh, fish };
