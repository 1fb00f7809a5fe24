import { type Detector, lastMatch, nextMatch, placed, RANK, rule, said } from '../finding.ts';

const NPM_START = /^npm (?:ERR!|error)\s+(?:\w+ )?/;
const SCRIPT = /^(?:\/codebuild\/output\/tmp\/script\.sh|(?:\/usr)?\/bin\/(?:ba|da|z)?sh|(?:ba|da|z|a)?sh)$/;

/** `./deploy.sh: line 4: foo: command not found`: the name of a build service's own script says nothing. */
const shellWords = (script: string, line: string | undefined, text: string): string =>
  SCRIPT.test(script) ? text : placed(text, script, line);

/** Errors of the machine and of the programs that every build uses. */
export const shell: readonly Detector[] = [
  rule('node', RANK.resource + 1, /^.*(FATAL ERROR: .*(?:heap out of memory|Allocation failed).*)$/),
  rule('java', RANK.resource, /(java\.lang\.OutOfMemoryError(?:: .*)?)$/, ([, text]) =>
    text?.replace('java.lang.', ''),
  ),
  rule(
    'gradle',
    RANK.resource,
    /((?:Gradle build daemon (?:disappeared unexpectedly|has been stopped: .*)|Expiring Daemon because JVM heap space is exhausted).*)$/,
  ),
  rule(
    undefined,
    RANK.resource,
    /((?:Build container|The build container|Container|container) (?:died|found dead|was killed|killed).*)$/,
  ),
  rule(
    undefined,
    RANK.resource,
    /(\b(?:oom-kill|OOMKilled|Out of memory: Kill(?:ed)? process|runtime: out of memory|fork: Cannot allocate memory|Cannot allocate memory|virtual memory exhausted|std::bad_alloc|ENOMEM)\b.*)$/,
  ),
  rule(
    undefined,
    RANK.resource - 4,
    /^(?:\S+: (?:line \d+: )?)?\s*\d* ?(Killed|Terminated)(?:\s{2,}(\S.*))?$/,
    ([, how, command]) => (command ? `${how}: ${command}` : how),
  ),
  rule(
    undefined,
    RANK.resource - 5,
    /(signal: killed|terminated by signal SIGKILL.*|was killed by (?:signal )?(?:9|SIGKILL).*|Segmentation fault.*)$/i,
    ([all]) => all,
  ),
  rule(
    undefined,
    RANK.resource,
    /^(.*(?:[Nn]o space left on device|ENOSPC:|[Dd]isk quota exceeded).*)$/,
    ([, text = '']) => text.replace(NPM_START, '').replace(/^\s*(?:ERROR|error|Error): /, ''),
  ),
  rule(
    'git',
    RANK.tool,
    /^(?:fatal|error): ((?:repository|could not read|Could not read|Authentication failed|unable to access|Remote branch|couldn't find remote ref|not a git repository|reference is not a tree|bad object|pathspec|clone of|invalid refspec|early EOF|remote error|ambiguous argument|refusing to|No such remote|unable to checkout|detected dubious ownership|Your local changes|failed to push|Unable to find remote helper|path|bad revision|protocol error|the remote end hung up|ref|No names found|invalid reference|a branch named|could not apply).*)$/,
  ),
  rule(
    'git',
    RANK.tool + 1,
    /^(?:[^\s@]{1,100}@[^\s:]{1,100}: )?(Permission denied \(publickey[^)]*\)\.?|Host key verification failed\.|remote: (?:Repository not found|Invalid username or (?:password|token)|Support for password authentication was removed).*)$/,
    ([, text]) => text?.replace(/^remote: /, ''),
  ),
  rule('git', RANK.tool, /^(CONFLICT \(.*\): .*)$/),
  rule(
    'make',
    RANK.tool,
    /^make(?:\[\d+\])?: \*\*\* (No rule to make target .*|No targets specified.*|No targets\..*|missing separator.*)$/,
    ([, text]) => text?.replace(/ {2}Stop\.$/, ''),
  ),
  rule('make', RANK.tool, /^(\S*[Mm]akefile\S*):(\d+): \*\*\* (\S.*?)\.?(?: {2}Stop\.)?$/, ([, file, line, text]) =>
    placed(text ?? '', file, line),
  ),
  rule(
    'bash',
    RANK.tool,
    /^(\/?[\w./-]+): (?:line )?(\d+): (\S.*(?:command not found|not found|[Nn]o such file or directory|[Pp]ermission denied|unbound variable|syntax error.*|bad substitution|cannot execute.*|Is a directory|parameter not set|cannot open.*|integer expression expected|unexpected.*|ambiguous redirect|cannot create.*|bad interpreter.*))$/,
    ([, script = '', line, text = '']) => shellWords(script, line, text),
  ),
  rule(
    'bash',
    RANK.tool,
    /^(?:(?:\/(?:usr\/)?bin\/)?(?:ba|da|z|a)?sh: )(?:line \d+: |\d+: )?(\S.*(?:not found|[Nn]o such file or directory|[Pp]ermission denied).*)$/,
  ),
  rule(
    'bash',
    RANK.tool - 1,
    /^(?:\S*script\.sh: )?((?:\S+: )?\S+: (?:command not found|unbound variable|Permission denied|cannot execute binary file.*))$/,
  ),
  rule(
    'bash',
    RANK.tool - 2,
    /^((?:cp|mv|rm|cd|cat|ls|tar|chmod|chown|mkdir|touch|ln|sed|grep|awk|gzip|unzip|zip|find|source|xargs|env|\/usr\/bin\/env|rsync|install|dirname|realpath|stat|head|tail|sort|jq|sudo|which|python3?|node|ruby|perl|php|java|bash|sh): .*)$/,
    ([, text = '']) =>
      /no such file|cannot|can't|denied|not found|invalid|error|failed|unrecognized|illegal|missing|unable/i.test(text)
        ? text
        : undefined,
  ),
  rule('curl', RANK.tool, /^(curl: \(\d+\) .*)$/),
  rule('wget', RANK.tool - 2, /^(?:wget: (\S.*)|.*(ERROR \d{3}: .*))$/),
  rule('apt', RANK.tool, /^E: (\S.*)$/),
  rule(
    'yum',
    RANK.tool,
    /^(?:Error: )?((?:Unable to find a match|No package .* available|Cannot find a valid baseurl|Failed to download metadata|Nothing to do).*)$/,
  ),
  rule('ssh', RANK.tool, /^(ssh: (?:connect to host|Could not resolve hostname) .*)$/),
  {
    // CodeBuild's reason for a phase that failed without a command, such as missing artifacts.
    starts: /^Phase context status code: (?!COMMAND_EXECUTION_ERROR)(\w+) Message: (\S.*)$/,
    find: (_, at, [, code, text = '']) => ({
      headline: /^\w+_ERROR$|^BUILD_TIMED_OUT$/.test(code ?? '') ? text : said(code, text),
      tool: 'codebuild',
      rank: RANK.wrapper + 10,
      at,
    }),
  },
  {
    starts: /^(?:Uncaught Error: |\s*throw (?:new )?\S.*)$/,
    find(lines, at) {
      const error = nextMatch(lines, at + 1, /^([\w.$]*(?:Error|Exception)(?: \[\w+\])?: \S.*)$/, { max: 8 });
      const place = lastMatch(lines, at + 1, /^(?:file:\/\/)?(\/?\S+\.[cm]?[jt]sx?):(\d+)$/, 3);
      return (
        error && {
          headline: placed(error.match[1]?.replace(/^Error(?: \[\w+\])?: /, '') ?? '', place?.[1], place?.[2]),
          tool: 'node',
          rank: RANK.exception + 2,
          at: error.at,
          to: error.at + 5,
        }
      );
    },
  },
  {
    starts: /^\s*((?:Uncaught )?[\w.$]*(?:Error|Exception)(?: \[\w+\])?: \S.*)$/,
    find(lines, at, [, text = '']) {
      const stack = nextMatch(
        lines,
        at + 1,
        /^\s+at (?:async )?(?:new )?[\w.<>[\]$ ]* ?\(?(?:file:\/\/|node:|\/|\.|[A-Z]:\\|webpack)/,
        { max: 6 },
      );
      const place = lastMatch(lines, at, /^(?:file:\/\/)?(\/?[\w./@-]+\.[cm]?[jt]sx?):(\d+)$/, 6);
      if (!stack) return undefined;
      const syntax = /SyntaxError/.test(text);
      return {
        headline: syntax
          ? placed(text, place?.[1], place?.[2])
          : text.replace(/^(?:Uncaught )?Error(?: \[\w+\])?: /, ''),
        tool: 'node',
        rank: RANK.exception + 1,
        at,
        to: stack.at,
      };
    },
  },
  rule('node', RANK.exception, /^\[?UnhandledPromiseRejection\w*: .*reason "?(.*?)"?\.\]? ?\{?$/),
  rule(
    undefined,
    RANK.exception,
    /((?:connect|getaddrinfo|read|write) (?:ECONNREFUSED|ENOTFOUND|ETIMEDOUT|ECONNRESET|EAI_AGAIN)\b.*)$/,
  ),
];
