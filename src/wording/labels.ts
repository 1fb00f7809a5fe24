/**
 * Words for the codes that notifications contain: labels of details and links, kinds of subjects, unavailable parts and
 * their reasons. A code is in one of three lists, each in the order of the alphabet. A link to a subject has the code
 * `open-` and its kind; it is listed only if its words are not `Open` and the kind's.
 */

/** The words are those of the code: `access-denied` is "access denied". */
const PLAIN = `
  access-denied alarm all-failed-actions approval approval-rule-template bucket build build-batch builds commits
  contributor
  contributors deployment details environment events execution-history failed-action function health last-success log
  not-available not-found object pipeline project pull-request repository resource service stack stack-events
  stack-instances stack-set stage state-machine targets tasks thread throttled too-long
`;

/** The words are those of the code, with a capital letter: `exit-code` is "Exit code". */
const CAPITAL = `
  affected application approved-by attempts before branches by capacity-provider cause caused-by cluster compare
  dimension drifted-resources exit-code exploit-available failed-in fields file files first-failure
  fix-available given-up image
  in-role instance instances lifecycle-event merge metric nested-stack next-step next-steps not-valid open
  open-advisory open-application open-commit open-dashboard open-event open-failure open-for open-image open-instance
  open-merge-request open-run open-site open-topic package reason repositories resources review revision role
  rolls-back-to rule runbook running-actions set-off-by since size source stages status task-definition through tries
  version was-at what-it-ships
`;

/** All other words. */
const OTHER: Readonly<Record<string, string>> = {
  'action-region': 'Action Region',
  'additional-events': 'More events',
  'availability-zone': 'Availability Zone',
  'aws-service': 'AWS service',
  'aws-trouble': 'AWS had trouble',
  'bad-answer': 'unreadable answer',
  batch: 'other builds',
  drift: 'drifted resources',
  'environment-health': 'environment',
  'informational-findings': 'Informational',
  'low-findings': 'Low',
  'medium-findings': 'Medium',
  'metric-inputs': 'Made of',
  network: 'no connection',
  'no-answer': 'no answer in time',
  'open-approval-rule-template': 'Open template',
  'open-aws-service': 'Open AWS Health',
  'open-build-batch': 'Open batch',
  'open-finding': 'Open findings',
  'open-stack-resource': 'Open stack',
  'other-account': 'in another account',
  'other-region': 'in another Region',
  result: 'Open result',
  'retry-mode': 'Retried',
  'stack-resource': 'resource',
  'stack-set-results': 'results of the stack set',
  'stopped-by': 'who stopped it',
  'undefined-findings': 'Not graded',
  'version-label': 'Version',
};

const spaced = (code: string): string => code.replaceAll('-', ' ');
const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
const codesIn = (list: string): string[] => list.trim().split(/\s+/);

export const LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(codesIn(PLAIN).map((code) => [code, spaced(code)])),
  ...Object.fromEntries(codesIn(CAPITAL).map((code) => [code, capital(spaced(code))])),
  ...OTHER,
};

const wordsOf = (code: string): string | undefined => (Object.hasOwn(LABELS, code) ? LABELS[code] : undefined);

/** @returns the words for a code; `undefined` if the text is no code. */
export const codeText = (code: string): string | undefined => {
  const kind = /^open-(.+)$/.exec(code)?.[1];
  const opened = kind && wordsOf(kind);
  return wordsOf(code) ?? (opened ? `${LABELS.open} ${opened}` : undefined);
};

/** @returns the words for a code; the text itself if it is no code, because it is a sender's own. */
export const labelText = (label: string): string => codeText(label) ?? label;
