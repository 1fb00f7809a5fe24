/** Lines that CodeBuild writes for every build, rulers, progress bars and spinners. */
const CHATTER = [
  /^(?:Entering phase|Running command|Phase (?:is )?complete: |Phase context status code:|Phases found|Expanding |Assembling )/,
  /^(?:No matching |Set report auto-discover|Found 0 file|Registering with agent|Processing environment|Selecting )/,
  /^(?:Moving to directory|Configuring ssm|Successfully updated ssm|Waiting for agent|CODEBUILD_SRC_DIR|YAML location is)/,
  /^##\[(?:group|endgroup|command|debug|section)\]/,
  // Rulers and spinners, then progress bars, which have numbers too.
  /^[\s.,:=>#|/\\*_▏▎▍▌▋▊▉█░▒▓⠁-⣿⎯─━╷╵│╭╮╰╯[\]()%~^-]*$/u,
  /^(?=.*(?:--:--|%|[=#█▓░━]{2}))[\s\d.,:=>#|/\\*▏▎▍▌▋▊▉█░▒▓━⠁-⣿[\]()%-]*$/u,
  // Tables of coverage
  /^[^|]*\|(?:\s*%|\s*[\d.]+ \|\s*[\d.]+ \|)/,
  /^(?:#\d+ )?(?:DONE [\d.]+s|CACHED)$/,
];

/** Downloads and progress. Kept if the line contains an error. */
const PROGRESS = [
  /^\W*(?:download(?:ing|ed)\b|fetch(?:ing|ed)\b|progress\b|resolving deltas|receiving objects|remote: (?:count|compress|enumerat|total|resolv)|using cached)/i,
  /\b\d{1,3}(?:\.\d+)?\s?%(?:\s|$|\|)/,
  /^[0-9a-f]{12}: (?:pull|wait|verif|download|extract|push|prepar|layer|mount)/i,
  /^npm (?:http|timing|verb|sill|notice|warn)/i,
  /^(?:added|changed|removed|audited) \d+ packages/,
];

/** Lines with which a program reports that what it ran has failed. */
const CLOSING = [
  /^npm (?:ERR!|error)(?:$|\s+(?:code (?:\d+|ELIFECYCLE)|errno|syscall|path|dest|command|A complete log|cwd|Lifecycle script|workspace|location|Test failed|Exit status|Failed at the|This is probably not|$|.*(?:\.npm\/_logs|debug-\d|npm-debug\.log)))/i,
  /^Command did not exit successfully/,
  /^(?:#\d+ )?(?:ERROR: )?(?:failed to solve: )?(?:process "|executor failed running)|^The command '.*' returned a non-zero code/,
  /^make(?:\[\d+\])?: (?:\*\*\* .* Error \d+|Leaving directory|Entering directory|Target .* not remade)/,
  /^\s*(?:error Command failed|ELIFECYCLE|ERR_PNPM_RECURSIVE|info Visit https:\/\/yarnpkg|error: script "[^"]*" exited|ERROR\s+run failed|ERROR: "[^"]*" exited)/,
  /^(?:exit status \d+|FAIL|exit code:? \d+|Exited with code \d+|Process (?:completed|exited) with (?:exit )?code \d+)$/i,
  /^##\[error\](?:Process completed|The process)/,
  /^\S*(?:Error: )?(?:Process|Command) (?:completed|failed) with exit code \d+\.?$/,
  /^(?:\[ERROR\] )?(?:$|(?:-> )?\[Help \d+\]|To see the full stack trace|Re-run Maven|For more information about the errors|After correcting the problems|See \S+ for the individual|Please refer to \S+ for the individual)/,
  /^\[INFO\]/,
  /^(?:\* (?:Try|Get more help)|> (?:Run with|Get more help)|BUILD FAILED in|FAILURE: Build failed|Run with --)/,
  /^(?:error: (?:test failed, to rerun|could not compile|aborting due to)|note: run with `RUST_BACKTRACE|Some errors have detailed|For more information about this error)/,
  /^➤ YN0000: /,
];

const MARKER =
  /\b(?:error|err!|errors|fail|failed|failure|failures|fails|fatal|panic|exception|traceback|denied|refused|forbidden|unauthorized|not found|no such|cannot|can't|could not|couldn't|unable|undefined|unexpected|timed? ?out|killed|aborted|assert\w*|invalid|missing|conflict|rollback|exceeded|exit (?:code|status) [1-9]\d*)\b|\w(?:Error|Exception)\b|[✗✘✖×●❌]|^\s*>?\s*E\s{2,}/i;
const HARMLESS =
  /\b(?:0|no) (?:errors?|failures?|failed|vulnerabilities)\b|\b(?:errors?|failures?|failed):? 0\b|without errors?|^\s*(?:✓|✔|√|PASS\b|ok \d|--- PASS|\+ )|^test .* \.\.\. ok$| PASSED\b|^\W*(?:\[?warn(?:ing)?\]?|debug|info|notice|trace)\b|\b(?:warning|deprecated|npm warn)\b[ :]/i;

/** Whether a line reports an error. */
export const isMarked = (line: string): boolean => MARKER.test(line) && !HARMLESS.test(line);

/** Whether a line only reports that a program which was run has failed. */
export const isClosing = (line: string): boolean => CLOSING.some((pattern) => pattern.test(line));

/** Whether a line says nothing about an error. */
export const isNoise = (line: string): boolean =>
  CHATTER.some((pattern) => pattern.test(line)) || (PROGRESS.some((pattern) => pattern.test(line)) && !isMarked(line));
