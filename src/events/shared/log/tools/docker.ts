import { type Detector, nextMatch, RANK, rule } from '../finding.ts';

const SOLVE =
  /^(?:ERROR: )?(?:failed to (?:build|solve)(?: with frontend dockerfile\.v0)?: |failed to solve: )+(\S.*)$/;
const PROCESS = /^process "(.*)" did not (?:complete|exit) successfully: (exit code: \d+.*)$/;

/** The last part of the chain of errors is the reason. */
const solved = (text: string): string =>
  text
    .replace(/rpc error: code = \w+ desc = /g, '')
    .replace(
      /(?:failed to (?:compute cache key|calculate checksum of ref \S+|read dockerfile|create LLB definition|resolve source metadata for \S+|fetch \S+|load cache key|do request|authorize|copy|push \S+|solve|parse stage name "[^"]*"|prepare \S+(?: as \S+)?)(?: with frontend dockerfile\.v0)?: )+/g,
      '',
    )
    .replace(/^[\w./-]+:[\w.-]+: (?=(?:docker\.io|[\w.-]+\.\w+)\/)/, '')
    .replace(
      /^(?:error from sender|pull access denied, repository does not exist or may require authorization): (?=\S)/,
      (start) => (start.startsWith('pull') ? start : ''),
    );

/** A command of a Dockerfile failed and printed no error that is known. */
const processOf = (text: string): string | undefined => {
  const [, command = '', code] = PROCESS.exec(text) ?? [];
  return code && `RUN ${command.replace(/^\/bin\/(?:ba|a)?sh (?:-\w+ )+/, '')}: ${code}`;
};

const solve: Detector = {
  starts: SOLVE,
  find(lines, at, [, text = '']) {
    const command = processOf(text);
    if (command) return { headline: command, tool: 'docker', rank: RANK.wrapper + 8, at };
    if (/^executor failed running/.test(text)) return { headline: text, tool: 'docker', rank: RANK.wrapper + 8, at };
    const place = nextMatch(lines, at - 12, /^Dockerfile\S*:(\d+)$/, { max: 12 });
    return { headline: solved(text), tool: 'docker', rank: RANK.tool, at: place?.at ?? at, to: at };
  },
};

export const docker: readonly Detector[] = [
  rule(
    'docker',
    RANK.tool + 2,
    /((?:toomanyrequests: )?You have reached your (?:unauthenticated )?pull rate limit.*)$/,
    ([, text = '']) => (text.startsWith('too') ? text : `toomanyrequests: ${text}`),
  ),
  rule('docker', RANK.tool + 2, /(toomanyrequests: .*)$/),
  {
    starts: /^ERROR: (process ".*" did not (?:complete|exit) successfully: exit code: \d+.*)$/,
    find: (_, at, [, text = '']) => ({ headline: processOf(text) ?? text, tool: 'docker', rank: RANK.wrapper + 8, at }),
  },
  solve,
  rule(
    'docker',
    RANK.wrapper + 8,
    /^The command '(.*)' returned a non-zero code: (\d+)$/,
    ([, command, code]) => `RUN ${command?.replace(/^\/bin\/(?:ba|a)?sh (?:-\w+ )+/, '')}: exit code ${code}`,
  ),
  rule(
    'docker',
    RANK.tool,
    /^((?:COPY|ADD) failed: .*|manifest for .* not found.*|manifest unknown.*|pull access denied for .*|invalid reference format.*|(?:dockerfile|Dockerfile) parse error.*|unable to prepare context: .*|unknown (?:instruction|flag): .*)$/,
  ),
  rule(
    'docker',
    RANK.tool,
    /^(?:docker: )?(?:ERROR: |error during connect: )?((?:Cannot|failed to) connect to the (?:Docker daemon|docker API) at .*)$/i,
  ),
  rule('docker', RANK.tool, /^(?:docker: )?Error response from daemon: (\S.*)$/, ([, text]) =>
    text?.replace(/^.*unable to start container process: /, ''),
  ),
  rule(
    'docker',
    RANK.tool,
    /^(?:ERROR: )?((?:name unknown|denied|unauthorized|no basic auth credentials|tag invalid): ?.*|no basic auth credentials)$/,
  ),
  rule('docker', RANK.tool, /^\S*?((?:exec|standard_init_linux\.go:\d+: exec) \S*:? ?.*exec format error)$/),
  rule(
    'docker',
    RANK.tool - 1,
    /^((?:service|Service) "?\S+"? (?:failed to build|didn't complete successfully).*|dependency failed to start: .*|Container \S+ {2}?(?:Error|is unhealthy).*|container \S+ is unhealthy)$/,
  ),
  rule(
    'docker',
    RANK.tool,
    /^(?:unable to evaluate symlinks in Dockerfile path|open Dockerfile|ERROR: unable to prepare context): (.*)$/,
  ),
];
